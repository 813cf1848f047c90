import { describe, expect, it } from "vitest"
import { at } from "../../../adapters/reading/pointer.ts"
import { parseJson } from "../../../kernel/canonical.ts"

const read = (text: string) => parseJson(new TextEncoder().encode(text), "double")

/** The document of RFC 6901, §5. */
const DOCUMENT = read(
  String.raw`{ "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8 }`,
)

describe("what stands at a JSON pointer", () => {
  it.each([
    ["", DOCUMENT],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    [String.raw`/i\j`, 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("is what RFC 6901 §5 says: %j", (pointer, wanted) => {
    expect(at(DOCUMENT, pointer)).toEqual(wanted)
  })

  it("takes ~1 for a slash before ~0 for a tilde, so that ~01 is ~1 (§4)", () => {
    expect(at(read('{ "~1": 1, "/": 2 }'), "/~01")).toBe(1)
    expect(at(read('{ "~1": 1, "/": 2 }'), "/~1")).toBe(2)
  })

  it.each([
    "/foo/-",
    "/foo/2",
    "/foo/00",
    "/foo/01",
    "/foo/+1",
    "/foo/1.0",
    "/foo/1e0",
    "/foo/ 1",
    "/foo/",
    "/foo/length",
  ])("is nothing at %s, which is no place of the list", (pointer) => {
    expect(at(DOCUMENT, pointer)).toBeUndefined()
  })

  it("may be a name of digits or a dash where it is no list's", () => {
    const map = read('{ "01": 1, "-": 2, "0": 3 }')
    expect(["/01", "/-", "/0"].map((pointer) => at(map, pointer))).toEqual([1, 2, 3])
  })

  it.each([
    "/__proto__",
    "/constructor",
    "/toString",
    "/foo/constructor",
    "/foo/map",
    "/foo/0/length",
    "/a~1b/toFixed",
  ])("is nothing at %s, which the document doesn't say itself", (pointer) => {
    expect(at(DOCUMENT, pointer)).toBeUndefined()
  })

  it("is what the document itself says by such a name", () => {
    const odd = read('{ "__proto__": { "amount": 7 }, "constructor": [8], "hasOwnProperty": 9 }')
    expect(["/__proto__/amount", "/constructor/0", "/hasOwnProperty"].map((pointer) => at(odd, pointer))).toEqual([
      7, 8, 9,
    ])
  })

  it.each(["/a~1b/c", "/foo/0/0", "/none/of/these", "/ /x"])("is nothing within what has no parts: %s", (pointer) => {
    expect(at(DOCUMENT, pointer)).toBeUndefined()
  })

  it("tells null, which stands there, from nothing, which doesn't", () => {
    const value = read('{ "a": null }')
    expect([at(value, "/a"), at(value, "/b"), at(value, "/a/b")]).toEqual([null, undefined, undefined])
    expect(at(null, "/a")).toBeUndefined()
    expect(at(null, "")).toBeNull()
  })

  it("may be as deep as 256 slashes", () => {
    const nested = (depth: number) => read(`${'{"":'.repeat(depth)}1${"}".repeat(depth)}`)
    expect(at(nested(60), "/".repeat(60))).toBe(1)
    expect(at(nested(60), "/".repeat(256))).toBeUndefined()
    expect(at(7, "/".repeat(256))).toBeUndefined()
  })
})
