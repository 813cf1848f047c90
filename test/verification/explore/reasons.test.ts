import { describe, expect, it } from "vitest"
import { explore } from "../../../verification/explore/explore.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import type { Graph } from "../../../verification/explore/graph.ts"
import { compareReasons } from "../../../verification/explore/reasons.ts"
import { singletonsOf } from "../../../verification/explore/singletons.ts"
import { both, broken, lock, scenarioOf } from "./lock.ts"

const machinesWithin = (bound: number) => singletonsOf(lock(), broken(), scenarioOf({ labels: both(), bound }))
const setting = (bound = 9) => {
  const machines = machinesWithin(bound)
  const graphs = new Map<string, Graph>(machines.sites.map((site) => [site, explore(machines.walker(site)).graph]))
  return { machines, graphs, intact: explore(machines.walker(INTACT)).graph }
}

describe("reasons", () => {
  it("agree where the model is the kernel", () => {
    const { machines, intact, graphs } = setting()
    // Refused: making by the left at the start; turning by the left in three states, by the right in the open one.
    expect(compareReasons(machines, intact, graphs)).toEqual({ refusals: 5, alone: 3, beyond: 0, wrong: [] })
  })

  it("differ where the model, broken at the site, has no edge", () => {
    const { machines, intact, graphs } = setting()
    graphs.set("turnerIsRight@turn", intact)
    const { wrong } = compareReasons(machines, intact, graphs)
    expect(wrong).toHaveLength(2)
    expect(wrong[0]).toMatchObject({
      label: "Turn__a__left",
      site: "turnerIsRight@turn",
      claimedBy: "kernel",
      guards: ["turnerIsRight"],
    })
  })

  it("differ where the model has an edge that the kernel refuses for more", () => {
    const { machines, intact, graphs } = setting()
    const open = [...intact.edges.keys()].at(-1) ?? ""
    const edges = new Map(intact.edges).set(open, new Map([["Turn__a__right", [open]]]))
    graphs.set("lockIsShut@turn", { ...intact, edges })
    expect(compareReasons(machines, intact, graphs).wrong).toEqual([
      {
        state: open,
        label: "Turn__a__right",
        site: "lockIsShut@turn",
        claimedBy: "model",
        guards: ["lockIsShut", "turnsAreLeft"],
      },
    ])
  })

  it("can't be compared beyond the bound, and say how often", () => {
    const { machines, intact, graphs } = setting(1)
    expect(compareReasons(machines, intact, graphs)).toEqual({ refusals: 3, alone: 3, beyond: 1, wrong: [] })
  })
})
