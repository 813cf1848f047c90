import { describe, expect, it } from "vitest"
import { asCommand, compare, describeDifference, fieldsBetween } from "../../../verification/explore/compare.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import type { Graph } from "../../../verification/explore/graph.ts"
import { singletonsOf } from "../../../verification/explore/singletons.ts"
import { both, broken, lock, scenarioOf } from "./lock.ts"

const machines = () => singletonsOf(lock(), broken(), scenarioOf({ labels: [...both(), "Tick__"], horizon: 1 }))
const graphOf = (machine: string) => explore(machines().walker(machine)).graph
const editable = (graph: Graph) => new Map([...graph.edges].map(([key, row]) => [key, new Map(row)]))

describe("compare", () => {
  it("finds two explorations of one machine equal", () => {
    expect(compare(graphOf(INTACT), graphOf(INTACT))).toBeNull()
  })

  it("gives the shortest path to an edge that one side lacks, and the guards that refuse", () => {
    const kernel = machines().walker(INTACT)
    const difference = compare(explore(kernel).graph, graphOf("turnerIsRight@turn"), kernel.answer)
    expect(difference).toMatchObject({
      path: ["Make__a__right"],
      at: { now: 0, locks: { a: { status: "shut", turns: [] } } },
      label: "Turn__a__left",
      kernel: { to: [], refusedBy: ["turnerIsRight"] },
      model: { to: [{ now: 0, locks: { a: { status: "shut", turns: [0] } } }] },
    })
    expect(difference && describeDifference(difference)).toEqual([
      "After 1 steps that both sides take",
      "  1. Make(a, right)",
      "they differ on Turn(a, left):",
      "  kernel refuses by turnerIsRight",
      '  model goes to {"now":0,"locks":{"a":{"status":"shut","turns":[0]}}}',
    ])
  })

  it("sees it from the other side too", () => {
    expect(compare(graphOf("turnerIsRight@turn"), graphOf(INTACT))).toMatchObject({
      path: ["Make__a__right"],
      label: "Turn__a__left",
      kernel: { to: [{ now: 0 }], refusedBy: [] },
      model: { to: [] },
    })
  })

  it("names the fields in which the sides end up differently", () => {
    const difference = compare(graphOf(INTACT), graphOf("isEnough@rule"))
    expect(difference).toMatchObject({
      path: ["Make__a__right"],
      label: "Turn__a__right",
      fields: [{ path: "locks.a.status", kernel: "shut", model: "open" }],
    })
    expect(difference && describeDifference(difference).at(-1)).toBe('  locks.a.status: kernel "shut", model "open"')
  })

  it("sees a different start, a state that no path reaches, and a second goal of one label", () => {
    const graph = graphOf(INTACT)
    const [first = "", second = ""] = graph.edges.keys()
    expect(compare(graph, { ...graph, initial: [second] })).toMatchObject({ path: [], at: null, label: null })

    const stray = editable(graph).set("stray", new Map())
    expect(
      compare(graph, { ...graph, edges: stray, value: (key) => (key === "stray" ? { now: 7 } : graph.value(key)) }),
    ).toMatchObject({
      at: null,
      label: null,
      kernel: { to: [] },
      model: { to: [{ now: 7 }] },
    })

    const branching = editable(graph)
    branching.get(first)?.set("Make__a__right", [second, first])
    expect(compare(graph, { ...graph, edges: branching })).toMatchObject({ path: [], label: "Make__a__right" })
  })
})

describe("fieldsBetween", () => {
  it("goes down to what differs, counting sequences from 1", () => {
    expect(fieldsBetween({ a: [1, { b: "x" }], c: 1 }, { a: [1, { b: "y" }, 2] }, "")).toEqual([
      { path: "a.2.b", kernel: "x", model: "y" },
      { path: "a.3", kernel: undefined, model: 2 },
      { path: "c", kernel: 1, model: undefined },
    ])
    expect(fieldsBetween([1], { a: 1 }, "p")).toEqual([{ path: "p", kernel: [1], model: { a: 1 } }])
  })
})

describe("asCommand", () => {
  it("writes a label as people do", () => {
    expect(asCommand("Approve__r1__bob")).toBe("Approve(r1, bob)")
    expect(asCommand("Tick__")).toBe("Tick")
  })
})
