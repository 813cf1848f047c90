import { describe, expect, it } from "vitest"
import { progressOn } from "../../../adapters/cli/progress.ts"

const written = (isTTY: boolean, size: number): readonly (string | null)[] => {
  const lines: (string | null)[] = []
  const progress = progressOn({ isShown: () => isTTY, write: (text) => void lines.push(text) })
  for (let at = 1; at <= size; at++) progress.at("acme", { size: at }, size)
  progress.done()
  progress.done()
  return lines
}

describe("the progress of a long log", () => {
  it("is told every few thousand records, on one line that goes when it is done", () => {
    expect(written(true, 20_000)).toEqual([
      ...[5_000, 10_000, 15_000, 20_000].map((at) => `acme: ${at} of 20000 records`),
      null,
    ])
  })

  it.each([
    ["of a short log", true, 19_999],
    ["where no terminal is", false, 20_000],
  ])("is not told %s", (_, isTTY, size) => {
    expect(written(isTTY, size)).toEqual([])
  })
})
