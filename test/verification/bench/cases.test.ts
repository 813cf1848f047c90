import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { cases, casesOf } from "../../../verification/bench/cases/all.ts"
import { type Result, runCase } from "../../../verification/bench/run.ts"
import { benchTable, machineLine } from "../../../verification/bench/table.ts"
import { tmp } from "../../adapters/tmp.ts"

const once = () => ({ warmMs: 0, runMs: 0, pairs: 1 })

describe("the bench", () => {
  it("has a row for everything that is promised", () => {
    expect(cases.map(({ name }) => name)).toEqual([
      "step.accepted",
      "step.refused",
      "step.approve.1000",
      "step.breakGlass.accepted",
      "step.breakGlass.refused",
      "step.budgets.accepted",
      "step.budgets.refused",
      "step.sessions.accepted",
      "step.sessions.refused",
      "step.taint.accepted",
      "step.taint.refused",
      "plan.hash",
      "decide.memory",
      "decide.sqlite",
      "decide.sqlite.256",
      "http.decide",
      "decide.ended.100000",
      "heap.ended.100000",
      "budgets.reserve.10000",
      "heap.budgets.10000",
      "decide.budgets",
      "sessions.present.10000",
      "heap.sessions.10000",
      "decide.sessions",
      "open.12000",
      "taint.ingest.100KB",
      "taint.check.100KB",
      "taint.check.10MB",
      "heap.taint.1MB",
    ])
    expect(Object.fromEntries(cases.flatMap(({ name, aim }) => (aim === null ? [] : [[name, aim]])))).toEqual({
      "step.accepted": 1.3,
      "decide.memory": 4,
      "decide.sqlite.256": 1.5,
      "http.decide": 1.2,
      "decide.ended.100000": 1.1,
      "heap.ended.100000": 1.5,
      "budgets.reserve.10000": 1.5,
      "sessions.present.10000": 1.5,
      "open.12000": 2,
      "taint.check.10MB": 2,
    })
  })

  // What is timed throws where it doesn't do what its row says, so that this runs the claims and not the clock, on logs
  // as long as those take.
  it.each(casesOf({ ended: 300, opened: 300, agents: 300, people: 300, callers: 3, untrusted: 1_000_000 }))(
    "$name does what it says, and leaves nothing behind",
    { timeout: 60_000 },
    async (one) => {
      const folder = tmp()
      const figures = await runCase(one, folder, once())
      if ("open" in one) expect(figures).toMatchObject({ pairs: 1 })
      expect(Object.keys(figures)).toEqual(
        "open" in one ? ["p50us", "p99us", "perSecond", "ratio", "pairs"] : ["bytes", "ratio"],
      )
      expect(Object.values(figures).every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true)
      expect(readdirSync(folder)).toEqual([])
    },
  )

  it("closes a case whose work fails, and says why it failed", async () => {
    const folder = tmp()
    let closed = 0
    const failing = {
      name: "failing",
      what: "",
      against: "",
      aim: null,
      open: () =>
        Promise.resolve({
          subject: () => Promise.reject(new Error("not what the row says")),
          inFlight: 1,
          yardstick: () => undefined,
          close: () => Promise.resolve(void (closed += 1)),
        }),
    }
    await expect(runCase(failing, folder, once())).rejects.toThrow("not what the row says")
    expect(closed).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe("the table", () => {
  const result = { p50us: 12.34, p99us: 1234.5, perSecond: 81_234, ratio: 2.5, pairs: 12_345 }

  it("has a line of figures a row, and says what each is of and against", () => {
    const told = { what: "some work", against: "the least" }
    const rows = [
      { name: "a.b", ...told, aim: null },
      { name: "a.c", ...told, aim: 1.5 },
    ]
    const results = new Map<string, Result>([
      ["a.b", result],
      ["a.c", { bytes: 12_345_678, ratio: 1.25 }],
    ])
    const shown = benchTable(rows, results)
    expect(shown.split("\n").slice(0, 7)).toEqual([
      "     p50 µs  p99 µs  per second  ratio    aim   pairs  heap MB",
      "a.b   12.34   1,235      81,230    2.5         12,345",
      "a.c                               1.25  ≤ 1.5            12.35",
      "",
      "a.b",
      "  some work",
      "  ratio against the least",
    ])
  })

  it("says when the times are not to be believed", () => {
    const on = (load: number) => machineLine({ load, cores: 2, node: "v24.0.0" })
    expect(on(0.2)).toContain("on 2 cores, load 0.2 at the start")
    expect(on(0.2)).not.toContain("Other programs")
    expect(on(11.8)).toContain("Other programs are running")
  })
})
