import { describe, expect, it } from "vitest"
import { stateStoreOf } from "../../../verification/explore/state-store.ts"
import { ExplorationError } from "../../../verification/explore/errors.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { countEdges } from "../../../verification/explore/graph.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import { walkerOf } from "../../../verification/explore/walker.ts"
import { canonicalKey } from "../../../verification/tlc/values.ts"
import { both, broken, lock, scenarioOf } from "./lock.ts"

type Options = Parameters<typeof scenarioOf>[0]

const exploring = (options: Options, site?: string) => {
  const scenario = scenarioOf(options)
  const machine = site === undefined ? lock() : breakSite(lock(), broken(), site)
  return explore(walkerOf(machine, scenario, stateStoreOf(scenario)))
}
const keyOf = (now: number, locks: Record<string, { status: string; turns: number[] }>) => canonicalKey({ now, locks })

describe("explore", () => {
  it("finds every state and edge, as counted by hand", () => {
    const { graph, beyond } = exploring({ labels: both() })
    const [absent, made, once, twice] = [
      keyOf(0, {}),
      keyOf(0, { a: { status: "shut", turns: [] } }),
      keyOf(0, { a: { status: "shut", turns: [0] } }),
      keyOf(0, { a: { status: "open", turns: [0, 0] } }),
    ]
    expect(graph.initial).toEqual([absent])
    expect([...graph.edges].map(([key, row]) => [key, [...row]])).toEqual([
      [absent, [["Make__a__right", [made]]]],
      [made, [["Turn__a__right", [once]]]],
      [once, [["Turn__a__right", [twice]]]],
      [twice, []],
    ])
    expect(beyond).toBe(0)
  })

  it("lets time pass up to the horizon, beside what anybody does", () => {
    // Absent, made, turned once (at 0 or 1) and twice (00, 01, 11), at now 0 and 1, but for what lies in the future.
    const { graph } = exploring({ labels: [...both(), "Tick__"], horizon: 1 })
    expect(graph.edges.size).toBe(2 + 2 + 3 + 4)
    const ticks = [...graph.edges.values()].filter((row) => row.has("Tick__"))
    expect(ticks).toHaveLength(4)
    expect(countEdges(graph)).toBe(4 + 2 + 2 + 3)
  })

  it("explores registers: two locks are in every combination of states", () => {
    const { graph } = exploring({ labels: ["Make__a__right", "Turn__a__right", "Make__b__right", "Turn__b__right"] })
    expect(graph.edges.size).toBe(4 * 4)
    expect(countEdges(graph)).toBe(2 * 3 * 4)
  })

  it("drops what lies beyond the bound with the edges into it, and counts them", () => {
    const { graph, beyond } = exploring({ labels: both(), bound: 1 })
    expect(graph.edges.size).toBe(3)
    expect(countEdges(graph)).toBe(2)
    expect(beyond).toBe(1)
  })

  it("drops an initial state beyond the bound", () => {
    const { graph, beyond } = exploring({
      labels: both(),
      bound: -1,
      project: () => ({ now: 0, locks: { a: { status: "shut", turns: [] } } }),
    })
    expect(graph.initial).toEqual([])
    expect(graph.edges.size).toBe(0)
    expect(beyond).toBe(1)
  })

  it("refuses a projection that takes two states for one", () => {
    const forgetful = () => exploring({ labels: both(), project: ({ now }) => ({ now, locks: {} }) })
    expect(forgetful).toThrow(ExplorationError)
    expect(forgetful).toThrow(/two states of the kernel are one in the model/)
  })
})

describe("a machine with a site broken", () => {
  it("lets the left hand turn, where the guard on it is knocked out, and make no lock", () => {
    const { graph } = exploring({ labels: both() }, "turnerIsRight@turn")
    const labels = [...graph.edges.values()].map((row) => [...row.keys()])
    expect(labels).toEqual([
      ["Make__a__right"],
      ["Turn__a__right", "Turn__a__left"],
      ["Turn__a__right", "Turn__a__left"],
      [],
    ])
  })

  it("changes nothing where another guard refuses too", () => {
    expect(exploring({ labels: both() }, "lockIsShut@turn").graph.edges.size).toBe(4)
    expect(exploring({ labels: both() }, "turnsAreLeft@turn").graph.edges.size).toBe(4)
  })

  it("takes the broken form of a rule, everywhere", () => {
    const { graph } = exploring({ labels: both() }, "isEnough@rule")
    expect([...graph.edges.keys()]).toContain(keyOf(0, { a: { status: "open", turns: [0] } }))
    expect(graph.edges.size).toBe(3)
  })

  it("is none without such a site", () => {
    expect(() => breakSite(lock(), broken(), "turnerIsRight@make")).toThrow(ExplorationError)
    expect(() => breakSite(lock(), broken(), "constructor@turn")).toThrow(/lock has no site constructor@turn/)
  })
})
