import { describe, expect, it } from "vitest"
import { stateStoreOf } from "../../../verification/explore/state-store.ts"
import { compare } from "../../../verification/explore/compare.ts"
import { kernelDrifts } from "../../../verification/explore/drift.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { walkerOf } from "../../../verification/explore/walker.ts"
import { both, broken, effects, lock, scenarioOf } from "./lock.ts"

const graphOf = (machine: ReturnType<typeof lock>) => {
  const scenario = scenarioOf({ labels: both() })
  return explore(walkerOf(machine, scenario, stateStoreOf(scenario))).graph
}

describe("kernel drifts", () => {
  it("are a guard or rule loosened, an effect dropped, a status dropped", () => {
    expect(kernelDrifts(lock(), broken(), effects(), {}).map(({ name }) => name)).toEqual([
      "makerIsRight@make",
      "turnerIsRight@turn",
      "lockIsShut@turn",
      "turnsAreLeft@turn",
      "isEnough@rule",
      "turns of turn",
      "open",
    ])
  })

  it("are told from the intact machine wherever they matter, with a path to see it", () => {
    const told = kernelDrifts(lock(), broken(), effects(), {}).map(({ name, domain }) => {
      const difference = compare(graphOf(domain), graphOf(lock()))
      return [name, difference?.path.length ?? null, difference?.label ?? null]
    })
    expect(told).toEqual([
      ["makerIsRight@make", 0, "Make__a__left"],
      ["turnerIsRight@turn", 1, "Turn__a__left"],
      // These two refuse the same here: neither matters alone.
      ["lockIsShut@turn", null, null],
      ["turnsAreLeft@turn", null, null],
      ["isEnough@rule", 1, "Turn__a__right"],
      ["turns of turn", 1, "Turn__a__right"],
      ["open", 2, "Turn__a__right"],
    ])
  })
})
