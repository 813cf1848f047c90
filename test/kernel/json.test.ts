import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sameJson } from "../../kernel/json.ts"

describe("two JSON values are the same", () => {
  it.each<readonly [unknown, unknown]>([
    [null, null],
    [0, 0],
    ["a", "a"],
    [[], []],
    [{}, {}],
    [
      [1, [2]],
      [1, [2]],
    ],
    [
      { a: 1, b: { c: [] } },
      { b: { c: [] }, a: 1 },
    ],
  ])("%j and %j", (a, b) => {
    expect(sameJson(a, b)).toBe(true)
    expect(sameJson(b, a)).toBe(true)
  })

  it.each<readonly [unknown, unknown]>([
    [null, undefined],
    [null, {}],
    [null, 0],
    [1, "1"],
    [0, false],
    [{}, "a"],
    [{}, 1],
    [{}, ""],
    [[], ""],
    [[], {}],
    [[1], { 0: 1 }],
    [["a"], "a"],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    // A name that every object inherits is not one that it has.
    [{ toString: 1 }, { a: 1 }],
    [{ a: 1 }, { toString: 1 }],
  ])("but not %j and %j", (a, b) => {
    expect(sameJson(a, b)).toBe(false)
    expect(sameJson(b, a)).toBe(false)
  })

  it("exactly when they are written alike, names in order", () => {
    const written = (value: unknown): string =>
      JSON.stringify(value, (_, held: unknown) =>
        typeof held === "object" && held !== null && !Array.isArray(held)
          ? Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
          : held,
      )
    const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)))
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(sameJson(a, b)).toBe(written(a) === written(b))
        expect(sameJson(a, structuredClone(a))).toBe(true)
      }),
    )
  })
})
