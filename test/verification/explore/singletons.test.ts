import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import type { Binding } from "../../../verification/domains/binding.ts"
import { breakGlass } from "../../../verification/domains/break-glass/index.ts"
import { compare } from "../../../verification/explore/compare.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { coverageOf, unexercised } from "../../../verification/explore/coverage.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import { singletonsOf } from "../../../verification/explore/singletons.ts"
import { both, broken, lock, scenarioOf } from "./lock.ts"
import { instance } from "../domains/approvals/instance.ts"
import { instance as emergency } from "../domains/break-glass/instance.ts"

const machines = (bound = 9) => singletonsOf(lock(), broken(), scenarioOf({ labels: both(), bound }))

describe("singletons", () => {
  it.each<[string, Binding, unknown]>([
    ["approvals", approvals, instance()],
    ["break-glass", breakGlass, emergency()],
  ])("are the machines that share nothing, for every site of %s", (_, binding, json) => {
    const { machines, plain } = binding.open(json)
    for (const machine of [INTACT, ...binding.sites]) {
      const [shared, alone] = [explore(machines.walker(machine)), explore(plain(machine))]
      expect([machine, compare(shared.graph, alone.graph)]).toEqual([machine, null])
      expect([machine, shared.beyond]).toEqual([machine, alone.beyond])
    }
  })

  it("say why a command is refused: every guard that failed, at the site's command", () => {
    const { walker } = machines()
    const { graph } = explore(walker(INTACT))
    const open = [...graph.edges.keys()].at(-1) ?? ""
    expect(walker(INTACT).answer(open, "Turn__a__left")).toEqual({
      kind: "refuses",
      command: "turn",
      guards: ["turnerIsRight", "lockIsShut", "turnsAreLeft"],
    })
    expect(walker("lockIsShut@turn").answer(open, "Turn__a__left")).toMatchObject({
      guards: ["turnerIsRight", "turnsAreLeft"],
    })
    expect(walker(INTACT).answer(open, "Make__a__right")).toEqual({ kind: "outside" })
  })
})

describe("what an instance exercises", () => {
  it("exercises the sites that matter in it, and no others", () => {
    const covered = coverageOf(machines(), explore(machines().walker(INTACT)), ["makerIsRight@make", "lockIsShut@turn"])
    expect(covered).toEqual({
      exercised: ["makerIsRight@make", "turnerIsRight@turn", "isEnough@rule"],
      missing: ["lockIsShut@turn"],
      undeclared: ["turnerIsRight@turn", "isEnough@rule"],
      beyond: 0,
    })
    expect(unexercised(machines().sites, [covered])).toEqual(["lockIsShut@turn", "turnsAreLeft@turn"])
  })

  it("touches no bound", () => {
    expect(coverageOf(machines(1), explore(machines(1).walker(INTACT)), []).beyond).toBe(1)
  })
})
