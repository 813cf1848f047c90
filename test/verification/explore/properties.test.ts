import { describe, expect, it } from "vitest"
import { explore } from "../../../verification/explore/explore.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import { fallsAlong, fallsIn } from "../../../verification/explore/properties.ts"
import { singletonsOf } from "../../../verification/explore/singletons.ts"
import { both, broken, lock, properties, scenarioOf } from "./lock.ts"

const fallsOf = (machine: string) => {
  const { walker } = singletonsOf(lock(), broken(), scenarioOf({ labels: both() }))
  return fallsIn(explore(walker(machine)).graph, properties())
}
const state = (status: string, turns: readonly number[]) => ({ now: 0, locks: { a: { status, turns } } })

describe("properties on a graph", () => {
  it("hold on the intact machine", () => {
    expect(fallsOf(INTACT)).toEqual([])
  })

  it("fall on a broken one, each with a shortest path", () => {
    expect(fallsOf("isEnough@rule")).toEqual([{ property: "OpenTakesTwo", path: ["Make__a__right", "Turn__a__right"] }])
  })
})

describe("properties along a path", () => {
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
