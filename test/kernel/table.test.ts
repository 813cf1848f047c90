import { describe, expect, it } from "vitest"
import { emptyMaps, entriesOf, keysOf, nonEmpty, pluck, tableOf } from "../../kernel/table.ts"

const table = { b: { size: 1, name: "one" }, a: { size: 2, name: "two" } } as const

describe("a table", () => {
  it("has its keys, and its entries, in its own order", () => {
    expect(keysOf(table)).toEqual(["b", "a"])
    expect(entriesOf(table)).toEqual([
      ["b", table.b],
      ["a", table.a],
    ])
  })

  it("gives one part of every entry, by the same keys", () => {
    expect(pluck(table, "size")).toEqual({ b: 1, a: 2 })
    expect(pluck(table, "name")).toEqual({ b: "one", a: "two" })
  })

  it("has a first entry, or there is none", () => {
    expect(nonEmpty([1, 2, 3])).toEqual([1, 2, 3])
    expect(nonEmpty(["only"])).toEqual(["only"])
    expect(() => nonEmpty([])).toThrow(new RangeError("a list of which something has to be there is empty"))
  })

  it("is made key by key, in the order of the keys", () => {
    const made = tableOf<{ readonly b: string; readonly a: string }>(["b", "a"], (key) => `${key}!`)
    expect(Object.entries(made)).toEqual([
      ["b", "b!"],
      ["a", "a!"],
    ])
  })

  it("of maps has one of its own for each key", () => {
    const maps = emptyMaps<{ readonly b: Map<string, number>; readonly a: Map<string, number> }>(["b", "a"])
    maps.b.set("x", 1)
    expect(maps).toEqual({ b: new Map([["x", 1]]), a: new Map() })
  })
})
