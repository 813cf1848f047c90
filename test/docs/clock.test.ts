import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")
const [, section = ""] = /^## The clock\n([\s\S]*?)^## /m.exec(read("docs/architecture.md")) ?? []
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()))
const tests = ["gate-clock", "watch"].map((name) => read(`test/kernel/gate/${name}.test.ts`)).join("\n")

describe("the table of the clock", () => {
  it.each(rows.map(([, what = "", , , test = ""]) => [what, test]))("%s: is shown by a test", (_, test) => {
    expect(tests).toContain(`it("${test}"`)
  })

  it("has a row for each thing that clocks do", () => {
    expect(rows.length).toBeGreaterThan(12)
    for (const row of rows) expect(row.filter((cell) => cell !== "")).toHaveLength(4)
  })
})
