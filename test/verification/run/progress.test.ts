import { describe, expect, it } from "vitest"
import { progressOn } from "../../../verification/run/progress.ts"

const screen = (columns?: number) => {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  return { written, write, ...(columns === undefined ? {} : { isTTY: true, columns }) }
}

describe("progress", () => {
  it("is a plain line a step where there is no terminal", () => {
    const { written, ...stream } = screen()
    const progress = progressOn(stream)
    progress.step("one")
    progress.step("two")
    progress.end()
    expect(written).toEqual([expect.stringMatching(/^ *\d+\.\d s {2}one\n$/), expect.stringMatching(/two\n$/)])
  })

  it("is one line in a terminal, cut to its width, rewritten and wiped away", () => {
    const { written, ...stream } = screen(20)
    const progress = progressOn(stream)
    progress.step("something that is far too long for it")
    progress.end()
    const [line = "", end] = written
    expect(line.slice(0, 4)).toBe("\r\u001b[K")
    expect(line.slice(4)).toHaveLength(19)
    expect(end).toBe("\r\u001b[K")
  })

  it("wipes nothing away where nothing was shown", () => {
    const { written, ...stream } = screen(20)
    progressOn(stream).end()
    expect(written).toEqual([])
  })
})
