import { test as property } from "@fast-check/vitest"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fadingHeap } from "../../../kernel/gate/fading.ts"
import { instant } from "../../fixtures/people.ts"

/** Either something is added that lasts until an instant, or everything is taken that is over by one. */
type Act = readonly [what: "add" | "take", at: number]
const act: fc.Arbitrary<Act> = fc.tuple(fc.constantFrom("add", "add", "add", "take"), fc.nat(30))

describe("what fades", () => {
  property.prop([fc.array(act, { maxLength: 60 })])("is taken as from a sorted list, the soonest first", (acts) => {
    const heap = fadingHeap<string>()
    let list: { readonly until: number; readonly item: string }[] = []
    for (const [place, [what, at]] of acts.entries())
      if (what === "add") {
        const item = `${at} by ${place}`
        heap.add({ until: instant(at), item })
        list = [...list, { until: at, item }].sort((a, b) => a.until - b.until)
      } else {
        const taken = heap.take(instant(at))
        const over = list.filter(({ until }) => until <= at)
        list = list.filter(({ until }) => until > at)
        const untils = taken.map((item) => Number(item.split(" ")[0]))
        expect(untils).toEqual(over.map(({ until }) => until))
        // Of those that are over at one instant none comes before another.
        expect([...taken].sort()).toEqual(over.map(({ item }) => item).sort())
        expect(heap.size()).toBe(list.length)
      }
    expect(heap.take(instant(30)).length).toBe(list.length)
    expect(heap.size()).toBe(0)
  })

  it.each([
    [[1, 5, 2, 6], "the soonest stands beside one that lasts longer"],
    [[1, 2, 5, 6], "the soonest stands before one that lasts longer"],
  ])("comes the soonest first, wherever it stands: %j, %s", (untils) => {
    const heap = fadingHeap<number>()
    for (const until of untils) heap.add({ until: instant(until), item: until })
    const sorted = [1, 2, 5, 6]
    for (const until of sorted) expect(heap.take(instant(until))).toEqual([until])
  })

  it("is there until its instant, and gone at it", () => {
    const heap = fadingHeap<string>()
    heap.add({ until: instant(5), item: "a" })
    expect([heap.take(instant(4)), heap.size()]).toEqual([[], 1])
    expect([heap.take(instant(5)), heap.size()]).toEqual([["a"], 0])
    expect(heap.take(instant(5))).toEqual([])
  })

  it("may be the same thing twice, as where a log is read again", () => {
    const heap = fadingHeap<string>()
    for (const until of [7, 5, 7]) heap.add({ until: instant(until), item: "a" })
    expect(heap.take(instant(6))).toEqual(["a"])
    expect(heap.take(instant(7))).toEqual(["a", "a"])
  })
})
