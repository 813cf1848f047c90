import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { LISTED, type Row, faultsOf, namedIn, rowsOf } from "./hardening.ts"

const fileAt = (path: string) => new URL(`../../${path}`, import.meta.url)
const sourceOf = (path: string) => (existsSync(fileAt(path)) ? readFileSync(fileAt(path), "utf8") : null)

describe("docs/hardening.md", () => {
  const rows = rowsOf(readFileSync(fileAt("docs/hardening.md"), "utf8"))

  it("has a row for each attack and each case, and a test of the row is named after it", () => {
    expect(faultsOf(LISTED, rows, sourceOf)).toEqual([])
  })

  it("is held to 29 attacks and 27 cases", () => {
    expect([LISTED.length, new Set(LISTED).size]).toEqual([56, 56])
  })
})

describe("what is wrong with a list", () => {
  const row = (...numbers: readonly string[]): Row => ({ numbers, files: ["test/a.test.ts"] })
  const found = (rows: readonly Row[], source: string | null) => faultsOf(["attack 2", "case 20"], rows, () => source)
  const named = 'it("attack 2: x", () => {}); it("case 20: y", () => {})'

  it.each<[string, readonly Row[], string | null, readonly string[]]>([
    ["nothing", [row("attack 2", "case 20")], named, []],
    ["a number without a row", [row("attack 2")], named, ["case 20: has no row"]],
    [
      "a row whose file is not there",
      [row("attack 2"), row("case 20")],
      null,
      [
        "test/a.test.ts: is not there",
        "attack 2: no test of its row has it in its name",
        "case 20: no test of its row has it in its name",
      ],
    ],
    [
      "a number that only another one's name begins with",
      [row("attack 2"), row("case 20")],
      'it("attack 20: x"); it("case 20b: y"); it("case 20: z")',
      ["attack 2: no test of its row has it in its name"],
    ],
    ["a number that is on no list", [row("attack 2", "case 20", "case 3")], named, ["case 3: is on no list"]],
  ])("is found: %s", (_, rows, source, faults) => {
    expect(found(rows, source)).toEqual(faults)
  })
})

describe("a test's name", () => {
  it.each([
    ["a title", 'it("case 9: x", () => {})'],
    ["a title of several", 'describe("x", () => { describe("case 9, attack 0: y", () => {}) })'],
    ["a title after a table", 'it.each<[string]>([["x"]])("case 9: %s", () => {})'],
    ["a title of a template", "it.runIf(root)(`case 9: ${x}`, () => {})"],
    ["the label of a row", 'it.each([["case 9: x", 1]] as const)("%s", () => {})'],
    ["a row that is its label", 'it.each(["case 9"])("%s", () => {})'],
  ])("is %s", (_, source) => {
    expect(namedIn(source).has("case 9")).toBe(true)
  })

  it.each([
    ["a comment", '// case 9\nit("x", () => { /* it("case 9") */ })'],
    ["what it says in between", 'it("x", () => { expect("case 9").toBe(y) })'],
    ["another part of a row", 'it.each([["x", "case 9"]])("%s", () => {})'],
    ["a test that isn't run", 'it.skip("case 9: x", () => {}); it.todo("case 9")'],
    ["a part of a word", 'it("showcase 9 and case 90", () => {})'],
  ])("is not %s", (_, source) => {
    expect([...namedIn(source)]).not.toContain("case 9")
  })
})

describe("a row", () => {
  it("is told by the numbers of its first cell, with the files of its last", () => {
    const page =
      "| No. | Test |\n|---|---|\n| attack 5, case 07a | x `test/a-b.test.ts`, test/c/d.test.ts |\n| – | attack 6 |\nattack 7"
    expect(rowsOf(page)).toEqual([
      { numbers: ["attack 5", "case 07a"], files: ["test/a-b.test.ts", "test/c/d.test.ts"] },
    ])
  })
})
