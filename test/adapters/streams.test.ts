import { describe, expect, it, onTestFinished, vi } from "vitest"
import { paint, standardOutput, writeLines } from "../../adapters/streams.ts"

const isCallback = (told: unknown): told is () => void => typeof told === "function"

/** What is written to a terminal of some width, or to a pipe. */
const atTerminal = (columns: number | null, { NO_COLOR }: { readonly NO_COLOR?: string } = {}) => {
  let written = ""
  const passOn = (text: string | Uint8Array, told?: unknown): boolean => {
    written += String(text)
    if (isCallback(told)) told()
    return true
  }
  const write = vi.spyOn(process.stdout, "write").mockImplementation(passOn)
  const { isTTY, columns: before } = process.stdout
  Object.assign(process.stdout, {
    isTTY: columns !== null,
    columns,
    getColorDepth: () => (NO_COLOR === undefined ? 8 : 1),
  })
  vi.stubEnv("NO_COLOR", NO_COLOR)
  vi.stubEnv("FORCE_COLOR", undefined)
  onTestFinished(() => {
    write.mockRestore()
    vi.unstubAllEnvs()
    Reflect.deleteProperty(process.stdout, "getColorDepth")
    Object.assign(process.stdout, { isTTY, columns: before })
  })
  return { written: () => written }
}

describe("what is written to a terminal", () => {
  it("attack 18: has no escape sequence but ours, though what it repeats has one of the same", () => {
    const { written } = atTerminal(80)
    writeLines("stdout", [`${paint("red", "- destroy \u001b[32m")} \u001b[32mfine`])
    expect(written()).toBe("\u001b[31m- destroy \\u{1b}[32m\u001b[39m \\u{1b}[32mfine\n")
  })

  it("attack 18: is one line for each of ours, whatever a line repeats", () => {
    const { written } = atTerminal(80)
    writeLines("stdout", ["name a\n  approved by bob", "b"])
    expect(written()).toBe("name a\\u{a}  approved by bob\nb\n")
  })

  it("attack 14: is folded at its width, and styles don't count", () => {
    const { written } = atTerminal(20)
    writeLines("stdout", [paint("red", "x".repeat(21))])
    expect(written()).toBe(`\u001b[31m${"x".repeat(20)}\n| x\u001b[39m\n`)
  })

  it("is left whole where somebody copies it", () => {
    const { written } = atTerminal(20)
    writeLines("stdout", ["x".repeat(30)], { whole: true })
    expect(written()).toBe(`${"x".repeat(30)}\n`)
  })

  it("has no colour where NO_COLOR asks for none", () => {
    const { written } = atTerminal(80, { NO_COLOR: "1" })
    writeLines("stdout", [paint("red", "gone")])
    expect(written()).toBe("gone\n")
  })

  it("has neither colour nor folds in a pipe", () => {
    const { written } = atTerminal(null)
    writeLines("stdout", [paint("red", "x".repeat(200))])
    expect(written()).toBe(`${"x".repeat(200)}\n`)
  })
})

describe("standard output for others", () => {
  it("is cleaned too", () => {
    const { written } = atTerminal(null)
    standardOutput().write('{"reason":"\u001b[2J"}\n')
    expect(written()).toBe('{"reason":"\\u{1b}[2J"}\n')
  })
})
