import { describe, expect, it } from "vitest"
import { fold } from "../../adapters/fold.ts"

const NONE = /(\p{Cn})/u

describe("attack 14: a line that is longer than the terminal is wide", () => {
  it("goes on behind a mark, so that nothing of it stands in the first column", () => {
    const faked = `  + create ${"a".repeat(20)}  - destroy`
    const lines = fold(faked, 30, NONE)
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(30)
    for (const line of lines.slice(1)) expect(line).toMatch(/^\| /)
    expect([lines[0], ...lines.slice(1).map((line) => line.slice(2))].join("")).toBe(faked)
  })

  it("stays as it is where it fits to the last column", () => {
    expect(fold("x".repeat(30), 30, NONE)).toEqual(["x".repeat(30)])
    expect(fold("", 30, NONE)).toEqual([""])
  })

  it("counts what may be wide as wide, and our styles as nothing", () => {
    expect(fold("データベースデータベース", 20, NONE)).toEqual(["データベースデータベ", "| ース"])
    expect(fold(`<red>${"x".repeat(20)}<end>`, 20, /(<\w+>)/)).toEqual([`<red>${"x".repeat(20)}<end>`])
  })

  it("is folded where the terminal says that it is narrower than anything", () => {
    expect(fold("x".repeat(21), 1, NONE)).toEqual(["x".repeat(20), "| x"])
  })
})
