import { describe, expect, it } from "vitest"
import { explore } from "../../../verification/explore/explore.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import { fallsAlong, fallsIn } from "../../../verification/explore/properties.ts"
import { singletonsOf } from "../../../verification/explore/singletons.ts"
import { both, broken, everyLockIsTurned, lock, properties, scenarioOf } from "./lock.ts"

const graphOf = (machine: string) =>
  explore(singletonsOf(lock(), broken(), scenarioOf({ labels: both() })).walker(machine)).graph
const fallsOf = (machine: string) => fallsIn(graphOf(machine), properties())
const state = (status: string, turns: readonly number[]) => ({ now: 0, locks: { a: { status, turns } } })

describe("properties on a graph", () => {
  it("hold on the intact machine", () => {
    expect(fallsOf(INTACT)).toEqual([])
  })

  it("fall on a broken one, each with a shortest path", () => {
    expect(fallsOf("isEnough@rule")).toEqual([{ property: "OpenTakesTwo", path: ["Make__a__right", "Turn__a__right"] }])
  })
})

describe("properties of rest on a graph", () => {
  const restsOf = (machine: string, fair?: readonly string[]) =>
    fallsIn(graphOf(machine), { EveryLockIsTurned: everyLockIsTurned(fair) })

  it("hold where the machine rests only when all is done", () => {
    expect(restsOf(INTACT)).toEqual([])
  })

  it("fall where a broken one rests before, with a shortest path", () => {
    expect(restsOf("isEnough@rule")).toEqual([
      { property: "EveryLockIsTurned", path: ["Make__a__right", "Turn__a__right"] },
    ])
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ["nobody has to turn", ["Make"], ["Make__a__right"]],
    ["nobody has to make one", ["Turn"], []],
    ["nothing has to happen at all", [], []],
    // An action is named in full.
    ["others act whose names begin alike", ["Mak", "Tur", "Make__a", "T"], []],
  ])("fall where %s", (_, fair, path) => {
    expect(restsOf(INTACT, fair)).toEqual([{ property: "EveryLockIsTurned", path }])
  })
})

describe("properties along a path", () => {
  it("of rest fall with the last state alone", () => {
    const path = [state("shut", []), state("shut", [0]), state("open", [0, 0])]
    expect(fallsAlong(path, everyLockIsTurned())).toBeNull()
    expect(fallsAlong(path.slice(0, 2), everyLockIsTurned())).toBe(1)
    expect(fallsAlong([], everyLockIsTurned())).toBeNull()
  })

  it("fall with the first state, or the first step, that is wrong", () => {
    const { OpenTakesTwo, OpenStays } = properties()
    const path = [state("shut", []), state("open", [0]), state("open", [0, 0])]
    expect(fallsAlong(path, OpenTakesTwo)).toBe(1)
    expect(fallsAlong(path, OpenStays)).toBe(2)
    expect(fallsAlong(path.slice(0, 1), OpenTakesTwo)).toBeNull()
    expect(fallsAlong(path.slice(1, 2), OpenTakesTwo)).toBe(0)
    expect(fallsAlong(path.slice(2), OpenStays)).toBeNull()
  })
})
