import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "vitest"
import type { Replay } from "../../../verification/replay.ts"
import type { NegativeReport } from "../../../verification/run/negatives.ts"
import { counterexample, domainRow, domainTable, table, timeTable } from "../../../verification/run/tables.ts"
import type { Took } from "../../../verification/run/runner.ts"
import { domainReport, negativeReport } from "./reports.ts"

const SITE = "isWarm@open"

const house = () => ({
  binding: {
    name: "house",
    words: { StaysWarm: "Nobody opens a window in winter." },
    stepText: (action: string, [window = "", who = ""]: readonly string[]) =>
      action === "Open" ? { who, what: `opens ${window}` } : { who: "", what: "time passes" },
  },
  negatives: new Map([[SITE, { property: "StaysWarm", instance: "winter", because: "Somebody wants fresh air." }]]),
})

const opened = (replay: Partial<Replay> = {}): NegativeReport => {
  const mut = { set: [["isWarm", "open"]] }
  const windows = (left: string, by: readonly string[]) => ({ left: { is: left, by }, right: { is: "shut", by: [] } })
  const departure = { step: 2, label: "Open__left__ann", refusedBy: ["isWarm"] }
  return negativeReport({
    instance: "winter",
    trace: [
      { step: 1, action: null, state: { now: 0, windows: windows("shut", []), mut } },
      { step: 2, action: "Tick__", state: { now: 1, windows: windows("shut", []), mut } },
      { step: 3, action: "Open__left__ann", state: { now: 1, windows: windows("open", ["ann"]), mut } },
    ],
    replay: {
      ok: true,
      site: SITE,
      property: "StaysWarm",
      walked: 2,
      falls: 2,
      departure,
      goesOn: null,
      faults: [],
      ...replay,
    },
  })
}
const shown = (report: NegativeReport) => stripVTControlCharacters(counterexample(house(), report)).split("\n")

describe("a table", () => {
  it("has columns as wide as their widest cell, and nothing hangs over", () => {
    expect(
      table([
        ["a", "b", "c"],
        ["long", "", "x"],
        ["", "longer", ""],
      ]),
    ).toBe("a     b       c\nlong          x\n      longer")
  })
})

describe("a counterexample", () => {
  it("says step by step who does what, and what that changes", () => {
    expect(shown(opened())).toEqual([
      "house, winter: with isWarm not asked on open, StaysWarm falls",
      "Somebody wants fresh air.",
      "step  who  what         what changed",
      "0          the start",
      "1          time passes  now: 0 → 1",
      "2     ann  opens left   windows.left.is: shut → open",
      "                        + windows.left.by.1 ann",
      "StaysWarm: Nobody opens a window in winter.",
      "The intact kernel refuses step 2: isWarm.",
    ])
  })

  it("says of a rule that it is broken, and where the intact kernel goes instead", () => {
    const report = { ...opened({ departure: { step: 1, label: "Tick__", refusedBy: [] } }), site: "isWinter@rule" }
    const lines = shown(report)
    expect(lines[0]).toBe("house, winter: with the rule isWinter broken, StaysWarm falls")
    expect(lines.at(-1)).toBe("The intact kernel goes to another state at step 1.")
  })

  it("says where the broken kernel rests for ever, and what the intact one still takes", () => {
    const goesOn = { step: 3, label: "Open__right__bob", refusedBy: ["isWarm", "isDry"] }
    expect(shown(opened({ departure: null, goesOn })).at(-1)).toBe(
      "There it stays: the broken kernel refuses Open(right, bob) (isWarm, isDry), as all else that is bound to happen; the intact kernel takes it.",
    )
  })

  it("says nothing of an intact kernel that was not asked", () => {
    expect(shown({ ...opened(), replay: null }).at(-1)).toBe("StaysWarm: Nobody opens a window in winter.")
  })
})

describe("the row of a domain", () => {
  it("counts what holds against all that was asked", () => {
    const [head = "", row = ""] = domainTable([domainRow(domainReport())]).split("\n")
    const cells = (line: string) => line.split(/ {2,}/)
    expect(Object.fromEntries(cells(head).map((name, column) => [name, cells(row)[column]]))).toEqual({
      domain: "house",
      states: "2",
      edges: "3",
      machines: "5",
      sites: "1",
      killed: "1/1",
      equal: "2/2",
      replayed: "1/1",
      reasons: "4/4",
      liveness: "1/1",
      witnesses: "1/1",
      time: "1.5 s",
    })
  })

  it("shows what is missing", () => {
    const row = domainTable([domainRow(domainReport({ negatives: [negativeReport({ killed: false, replay: null })] }))])
    expect(row.split("\n")[1]).toMatch(/ 0\/1 +2\/2 +0\/1 /)
  })
})

describe("where the time went", () => {
  const took = (domain: string, kind: Took["kind"], name: string, ms: number): Took => ({ domain, kind, name, ms })

  it("is told by domain and by what the tasks were for, slowest first, with the longest of each", () => {
    const all = [
      took("house", "kernel", "winter", 300),
      took("shed", "graphs", "winter", 900),
      took("house", "graphs", "winter", 1000),
      took("house", "graphs", "summer", 1500),
      took("house", "larger", "street", 50_000),
    ]
    expect(timeTable(all).split("\n")).toEqual([
      "seconds  domain  for     tasks  the longest of them",
      "50.0     house   larger  1      street 50.0",
      "2.5      house   graphs  2      summer 1.5",
      "0.9      shed    graphs  1      winter 0.9",
      "0.3      house   kernel  1      winter 0.3",
    ])
  })
})
