import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { keyOfState } from "../../../verification/explore/machines.ts"
import { type Watched, fellIn, variablesOf, watching } from "../../../verification/run/falls.ts"
import { runAlone } from "../../../verification/tlc/driver.ts"
import { writeModule } from "../../../verification/tlc/module.ts"
import { ensureToolchain } from "../../../verification/tlc/toolchain.ts"

/** A counter with two machines; what it carries along is too long for a line of TLC's. */
const module = `---- MODULE Counter ----
EXTENDS Naturals
CONSTANTS MutationSets
VARIABLES mut, at, label
vars == <<mut, at, label>>
Init == mut \\in MutationSets /\\ at = 0 /\\ label = [first |-> "${"a".repeat(60)}", second |-> "${"b".repeat(60)}"]
Next == at < 3 /\\ at' = at + 1 /\\ UNCHANGED <<mut, label>>
Spec == Init /\\ [][Next]_vars
====
`
const label = { first: "a".repeat(60), second: "b".repeat(60) }
const at = (count: number) => keyOfState({ at: count, label })

const runOf = async (watched: readonly Watched[]) => {
  const folder = await mkdtemp(join(tmpdir(), "interlock-test-"))
  await writeFile(join(folder, "Counter.tla"), module)
  const written = await writeModule(join(folder, "work"), {
    module: "Counter",
    modelDir: folder,
    constants: { MutationSets: { set: [{ set: [] }, { set: [["isLow", "count"]] }] } },
    wrappers: [],
    specification: "Spec",
    properties: [],
    ...watching(watched),
  })
  return (await runAlone(await ensureToolchain(), { ...written, kind: "safety" })).verdict
}

describe("what is watched in a run of many machines", () => {
  const broken = `<<"isLow", "count">> \\in mut`

  it("is told where it falls first, by its own machine, and the run goes on to its end", async () => {
    const verdict = await runOf([
      { row: "isLow@count", formula: "at < 2", over: "state", machine: broken },
      { row: "Never_One", formula: "at # 1", over: "state", machine: "mut = {}" },
      { row: "Stands", formula: "at < 9", over: "state", machine: broken },
      { row: "OfAnother", formula: "at < 2", over: "state", machine: "FALSE" },
      { row: "Steps", formula: "at' # 3", over: "step", machine: "mut = {}" },
    ])
    expect(verdict).toMatchObject({ outcome: "holds", distinctStates: 8 })
    expect(fellIn(verdict.printed, variablesOf(module), [])).toEqual(
      new Map([
        ["Never_One", [at(1)]],
        ["isLow@count", [at(2)]],
        ["Steps", [at(2), at(3)]],
      ]),
    )
  })

  it("adds nothing to a run in which nothing is watched", () => {
    expect(watching([])).toMatchObject({ invariants: [] })
    expect(watching([])).not.toHaveProperty("actionConstraint")
  })

  it("can't be read from a state of other variables", () => {
    expect(() => fellIn([["MC_FELL", "isLow@count", [[1, 2]]]], ["mut", "at", "label"], [])).toThrow(
      "TLC printed no state of mut, at, label: [1,2]",
    )
    expect(() => fellIn([["MC_FELL", 1]], ["mut"], [])).toThrow("no row of TLC's")
    expect(fellIn([["something else"]], ["mut"], [])).toEqual(new Map())
  })
})
