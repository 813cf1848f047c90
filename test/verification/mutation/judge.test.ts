import { describe, expect, it } from "vitest"
import { type Accepted, judge, killedByEither, passes } from "../../../verification/mutation/judge.ts"
import { type Fate, Report, mutantsOf } from "../../../verification/mutation/report.ts"

const source = "const a =\n  1 + 2\nconst b = 3\n"
/** A report on one file, with a mutant of `1 + 2` for each fate. */
const report = (...fates: readonly Fate[]) =>
  Report.parse({
    files: {
      "kernel/a.ts": {
        source,
        mutants: fates.map((status, n) => ({
          mutatorName: "ArithmeticOperator",
          replacement: `1 - ${n}`,
          status,
          location: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
        })),
      },
    },
  })
const accepted = (n: number): Accepted[number] => ({
  file: "kernel/a.ts",
  mutator: "ArithmeticOperator",
  line: "1 + 2",
  original: "1 + 2",
  replacement: `1 - ${n}`,
  reason: "both are the same number, as anybody can see",
})
const many = (killed: number, survived: number): Fate[] => [
  ...Array.from({ length: survived }, () => "Survived" as const),
  ...Array.from({ length: killed }, () => "Killed" as const),
]

describe("a mutant", () => {
  it("is known by what it says, over lines too", () => {
    expect(mutantsOf(report("Killed"))).toEqual([
      { mutation: { ...accepted(0), reason: undefined }, fate: "Killed", at: 2 },
    ])
    const over = Report.parse({
      files: {
        "kernel/a.ts": {
          source,
          mutants: [
            {
              mutatorName: "X",
              status: "Killed",
              location: { start: { line: 1, column: 7 }, end: { line: 2, column: 4 } },
            },
          ],
        },
      },
    })
    expect(mutantsOf(over)[0]?.mutation).toMatchObject({ line: "const a =", original: "a = 1", replacement: "" })
  })
})

describe("the verdict", () => {
  it("passes at 95 %, every survivor explained", () => {
    const verdict = judge(report(...many(19, 1)), [accepted(0)])
    expect(verdict).toMatchObject({
      mutants: 20,
      killed: 19,
      survived: 1,
      ignored: 0,
      score: 0.95,
      unexplained: [],
      stale: [],
    })
    expect(passes(verdict)).toBe(true)
  })

  it("falls short below, whatever the reasons", () => {
    expect(passes(judge(report(...many(18, 1)), [accepted(0)]))).toBe(false)
    expect(passes(judge(report(), []))).toBe(false)
  })

  it("falls short of a survivor without a reason, and names it", () => {
    const verdict = judge(report(...many(99, 1)), [])
    expect(verdict.unexplained).toEqual(["kernel/a.ts:2 1 + 2 → 1 - 0"])
    expect(passes(verdict)).toBe(false)
  })

  it("falls short of a reason without a survivor, unless its file was not looked at", () => {
    const verdict = judge(report(...many(100, 0)), [accepted(0), { ...accepted(0), file: "kernel/other.ts" }])
    expect(verdict.stale).toEqual(["kernel/a.ts 1 + 2 → 1 - 0"])
    expect(passes(verdict)).toBe(false)
  })

  it("counts a mutant that no test reaches as a survivor, one out of time as killed, one that never ran not at all", () => {
    expect(judge(report("NoCoverage", "Timeout", "Ignored", "CompileError", "RuntimeError"), [])).toMatchObject({
      killed: 1,
      survived: 1,
      ignored: 3,
      score: 0.5,
    })
  })
})

describe("two killers", () => {
  it("kill what either kills, and what the second alone kills is named", () => {
    const first = report("Killed", "Survived", "NoCoverage", "Survived", "Killed")
    const second = report("Survived", "Killed", "Timeout", "Survived", "Killed")
    const { report: both, onlySecond } = killedByEither(first, second)
    expect(judge(both, [])).toMatchObject({ killed: 4, survived: 1, unexplained: ["kernel/a.ts:2 1 + 2 → 1 - 3"] })
    expect(onlySecond).toEqual(["kernel/a.ts:2 1 + 2 → 1 - 1", "kernel/a.ts:2 1 + 2 → 1 - 2"])
  })

  it("are the first alone where the second says nothing of a file", () => {
    const first = report("Killed", "Survived")
    expect(killedByEither(first, { files: {} })).toEqual({ report: first, onlySecond: [] })
  })
})
