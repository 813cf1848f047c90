import { readFile } from "node:fs/promises"
import { describe, expect, it } from "vitest"
import { parseOutput } from "../../../verification/tlc/output.ts"
import type { TlcOutcome } from "../../../verification/tlc/output.ts"

/** The captured outputs are TLC's own about fixtures/Sample.tla. */
async function captured(name: string, exit: number): Promise<TlcOutcome> {
  return parseOutput(exit, await readFile(new URL(`fixtures/${name}.txt`, import.meta.url), "utf8"))
}

describe("what TLC writes", () => {
  it("says that all holds, and how much was explored", async () => {
    const { outcome, property, trace, lasso, generated, distinctStates, depth, errors } = await captured("holds", 0)
    expect({ outcome, property, trace, lasso, generated, distinctStates, depth, errors }).toEqual({
      outcome: "holds",
      property: null,
      trace: [],
      lasso: null,
      generated: 13,
      distinctStates: 4,
      depth: 3,
      errors: [],
    })
  })

  it("hands on what the module printed, over several lines too", async () => {
    const { printed } = await captured("holds", 0)
    expect(printed).toEqual([
      ["KILL", { set: [["aGuardWithAName", "approve"]] }, "APropertyWithAName", "and some more of it"],
    ])
  })

  it("names the invariant that fell and the steps that lead there", async () => {
    const { outcome, property, trace } = await captured("invariant", 12)
    expect({ outcome, property }).toEqual({ outcome: "invariant", property: "Below" })
    expect(trace.map(({ step, action, state }) => [step, action, state["x"]])).toEqual([[1, null, 1], [2, "One", 2], [3, "One", 3]]) // prettier-ignore
    expect(trace[0]?.state["kept"]).toEqual({
      tuple: [1, 'q"u\\o\te, /\\ x = 1'],
      set: { set: [1, 3] },
      empty: [],
      negative: { function: [[0, -5], [1, -4], [2, -3]] }, // prettier-ignore
      model: { model: "aModelValue" },
      interval: { set: [1, 2, 3, 4] },
      keys: { "a-b": true, c: true },
      fields: { p: "p", c: "c" },
    })
  })

  it("names the invariant that falls in the initial state, with that state", async () => {
    const { outcome, property, trace } = await captured("initial", 12)
    expect({ outcome, property }).toEqual({ outcome: "invariant", property: "Positive" })
    expect(trace.map(({ step, action, state }) => [step, action, state["x"]])).toEqual([[1, null, 0]])
  })

  it("names the action property that fell", async () => {
    const { outcome, property, trace } = await captured("action", 13)
    expect({ outcome, property, last: trace.at(-1)?.action }).toEqual({
      outcome: "property",
      property: "NeverZeroAgain",
      last: "Back",
    })
  })

  it("doesn't name a temporal property, and says that the behaviour stutters", async () => {
    const { outcome, property, lasso, trace } = await captured("stuttering", 13)
    expect({ outcome, property, lasso, steps: trace.length }).toEqual({
      outcome: "property",
      property: null,
      lasso: { kind: "stuttering" },
      steps: 2,
    })
  })

  it("says where the behaviour goes back to, and by which action", async () => {
    const { lasso, trace } = await captured("back", 13)
    expect({ lasso, steps: trace.length }).toEqual({ lasso: { kind: "back", to: 1, action: "Back" }, steps: 4 })
  })

  it.each([
    [10, "assumption"],
    [11, "deadlock"],
    [12, "invariant"],
    [13, "property"],
    [14, "assertion"],
    [75, "evaluation"],
    [76, "evaluation"],
    [77, "evaluation"],
    [150, "parse"],
    [151, "config"],
    [255, "error"],
    [1, "other"],
    [130, "other"],
  ])("reads exit code %i as %s", (exit, outcome) => {
    expect(parseOutput(exit, "").outcome).toBe(outcome)
  })

  it("believes exit code 0 only with TLC's own word for it", async () => {
    expect(parseOutput(0, "").outcome).toBe("contradiction")
    expect((await captured("invariant", 0)).outcome).toBe("contradiction")
  })

  it("believes exit code 0 only without an error", () => {
    const success = "@!@!@STARTMSG 2193:0 @!@!@\nModel checking completed.\n@!@!@ENDMSG 2193 @!@!@\n"
    const error = "@!@!@STARTMSG 1000:1 @!@!@\nsomething else\n@!@!@ENDMSG 1000 @!@!@\n"
    expect([success, success + error].map((text) => parseOutput(0, text).outcome)).toEqual(["holds", "contradiction"])
  })
})
