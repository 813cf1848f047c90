import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import { parseState, parseValue, UnreadableValueError } from "../../../verification/tlc/parse.ts"
import { canonicalKey } from "../../../verification/tlc/values.ts"
import type { Value } from "../../../verification/tlc/values.ts"

describe("a value as TLC prints it", () => {
  it.each<[string, Value]>([
    ["TRUE", true],
    ["FALSE", false],
    ["-12", -12],
    ["1..3", { set: [1, 2, 3] }],
    ["-1..1", { set: [-1, 0, 1] }],
    ["3..1", { set: [] }],
    ["<<>>", []],
    ["<< >>", []],
    ["{}", { set: [] }],
    ['<<1, "two", <<3>>>>', [1, "two", [3]]],
    ["{3, 1, 1}", { set: [1, 3] }],
    ['[b |-> 1, a |-> "x"]', { a: "x", b: 1 }],
    ['("a-b" :> 1 @@ "c" :> 2)', { "a-b": 1, c: 2 }],
    ["(0 :> 5 @@ -1 :> 6)", { function: [[-1, 6], [0, 5]] }], // prettier-ignore
    ["(2 :> FALSE @@ 1 :> TRUE)", [true, false]],
    ["([a |-> 1] :> 2)", { function: [[{ a: 1 }, 2]] }],
    ["aModelValue", { model: "aModelValue" }],
    ["p1", { model: "p1" }],
    ['"say \\"a\\\\b\\"\\n\\t, /\\\\ x = 1"', 'say "a\\b"\n\t, /\\ x = 1'],
    ['<< "broken",\n   [ over |-> 1,\n     lines |-> {} ] >>', ["broken", { over: 1, lines: { set: [] } }]],
  ])("reads %s", (text, value) => {
    expect(parseValue(text)).toEqual(value)
  })

  it.each([
    "",
    "<<1",
    "[a |-> ]",
    '"open',
    "1 2",
    "{1,}",
    "SUBSET {1}",
    "99999999999999999999",
    "[set |-> <<1>>]",
    "[model |-> 1]",
  ])("refuses %s", (text) => {
    expect(() => parseValue(text)).toThrow(UnreadableValueError)
  })

  it("says where it stopped", () => {
    expect(() => parseValue("<<1, 2")).toThrow('expected ">>" at 6 of TLC\'s value: <<1, 2⟨here⟩')
  })
})

describe("a state as TLC prints it", () => {
  it("reads one conjunct a variable", () => {
    expect(parseState('/\\ r = [a |-> "/\\\\ x = 9"]\n/\\ x = 1\n')).toEqual({ r: { a: "/\\ x = 9" }, x: 1 })
  })
  it("reads a lone variable, which has no conjunction", () => {
    expect(parseState("n = 0")).toEqual({ n: 0 })
  })
})

describe("the canonical key", () => {
  it("is the same whatever the order of keys and set elements", () => {
    expect(canonicalKey({ a: 1, b: { set: [2, [1]] } })).toBe(canonicalKey({ b: { set: [[1], 2, 2] }, a: 1 }))
    expect(canonicalKey({ function: [[0, 1], [2, 3]] })).toBe(canonicalKey({ function: [[2, 3], [0, 1]] })) // prettier-ignore
  })
  it("tells sequences by their order", () => {
    expect(canonicalKey([1, 2])).not.toBe(canonicalKey([2, 1]))
  })
  it("takes the empty record for the empty sequence, as TLA+ does", () => {
    expect(canonicalKey({})).toBe(canonicalKey([]))
  })
  it.each<[Value, Value]>([
    [1, "1"],
    [true, "true"],
    [[1], { set: [1] }],
    [[], { set: [] }],
    ["a", { model: "a" }],
    [{ a: [] }, { a: [[]] }],
  ])("tells %j from %j", (a, b) => {
    expect(canonicalKey(a)).not.toBe(canonicalKey(b))
  })
  test.prop([fc.jsonValue({ maxDepth: 3 })])("doesn't depend on the order of keys", (json) => {
    const shuffled: unknown = JSON.parse(JSON.stringify(json), (_, held: unknown) =>
      typeof held === "object" && held !== null && !Array.isArray(held)
        ? Object.fromEntries(Object.entries(held).reverse())
        : held,
    )
    fc.pre(!JSON.stringify(json).includes("null"))
    expect(canonicalKey(shuffled as Value)).toBe(canonicalKey(json as Value))
  })
})
