import { readFileSync, readdirSync } from "node:fs"
import { fc, test } from "@fast-check/vitest"
import serialize from "canonicalize"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { NotCanonicalError, canonicalize, parseJson } from "../../kernel/canonical.ts"
import { MAX_DEPTH } from "../../kernel/parse-json.ts"

const corpus = (name: string) => readFileSync(new URL(`../corpus/jcs/${name}`, import.meta.url))
const text = (value: unknown) => new TextDecoder().decode(canonicalize(value))
const refusal = (value: unknown): NotCanonicalError => {
  try {
    canonicalize(value)
  } catch (error) {
    if (error instanceof NotCanonicalError) return error
    throw error
  }
  throw new Error("accepted")
}
const told = ({ message, problem, path }: NotCanonicalError) => JSON.stringify({ message, problem, path })
const double = (hex: string) => Buffer.from(hex.padStart(16, "0"), "hex").readDoubleBE()
const isCarried = (number: number) =>
  Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))

const Vectors = z.object({
  numbers: z.array(z.object({ hex: z.string(), text: z.string().nullable() })),
  mustEqual: z.array(z.object({ desc: z.string(), input: z.string(), output: z.string() })),
  mustRefuse: z.array(z.object({ desc: z.string(), input: z.string() })),
})
const vectors = Vectors.parse(JSON.parse(corpus("rfc8785_numbers_and_derived.json").toString()))

describe("the published samples of RFC 8785", () => {
  const names = readdirSync(new URL("../corpus/jcs/input/", import.meta.url))
  it("are all there", () => {
    expect(names).toHaveLength(4)
  })
  it.each(names)("%s", (name) => {
    const value = parseJson(corpus(`input/${name}`), "double")
    const bytes = Buffer.from(
      corpus(`outhex/${name.replace(".json", ".txt")}`)
        .toString()
        .replaceAll(/\s/g, ""),
      "hex",
    )
    expect(Buffer.from(serialize(value) ?? "")).toEqual(bytes)
    // This one holds 1e30, which is an integer that no other reader need carry.
    if (name === "values.json") expect(refusal(value)).toMatchObject({ problem: "integer", path: "$.numbers[1]" })
    else {
      expect(Buffer.from(canonicalize(value))).toEqual(bytes)
      expect(bytes.toString()).toBe(corpus(`output/${name}`).toString())
    }
  })
})

describe("numbers as ECMAScript prints them", () => {
  it("the first 5,000 of the published ES6 list", () => {
    const lines = corpus("es6_numbers.txt").toString().trim().split("\n")
    const pairs = lines.map((line) => line.split(","))
    expect(pairs).toHaveLength(5000)
    let carried = 0
    for (const [hex = "", expected] of pairs) {
      const number = double(hex)
      expect(serialize(number)).toBe(expected)
      if (isCarried(number)) {
        carried += 1
        expect(text(number)).toBe(expected)
      } else expect(refusal(number).problem).toBe("integer")
    }
    expect(carried).toBe(3642)
  })

  it.each(vectors.numbers)("appendix B: $hex", ({ hex, text: expected }) => {
    const number = double(hex)
    if (expected === null) expect(refusal(number).problem).toBe("number")
    else {
      expect(serialize(number)).toBe(expected)
      if (isCarried(number)) expect(text(number)).toBe(expected)
      else expect(refusal(number).problem).toBe("integer")
    }
  })
})

describe("derived cases", () => {
  it.each(vectors.mustEqual.filter(({ input }) => !input.startsWith("9007")))("$desc", ({ input, output }) => {
    expect(text(parseJson(input))).toBe(output)
  })
  it.each(vectors.mustEqual.filter(({ input }) => input.startsWith("9007")))(
    "$desc, so it is refused wherever a value is hashed",
    ({ input, output }) => {
      expect(serialize(parseJson(input, "double"))).toBe(output)
      expect(() => parseJson(input)).toThrow("a double doesn't carry this number exactly")
      expect(refusal(parseJson(input, "double")).problem).toBe("integer")
    },
  )
  it.each(vectors.mustRefuse)("refuses: $desc", ({ input }) => {
    expect(() => parseJson(input)).toThrow()
  })
})

describe("what JSON can't carry exactly is refused before a byte is written", () => {
  class Money {
    amount = 1
  }
  const holey = (): unknown[] => {
    const array: unknown[] = [1]
    array.length = 3
    return array
  }
  it.each<[string, unknown, string, string]>([
    ["NaN", { a: Number.NaN }, "number", "$.a"],
    ["Infinity", [Number.POSITIVE_INFINITY], "number", "$[0]"],
    ["an unsafe integer", { a: { "b c": 2 ** 53 } }, "integer", '$.a["b c"]'],
    ["a negative one", -(2 ** 53), "integer", "$"],
    ["half a surrogate pair", ["\ud800"], "surrogate", "$[0]"],
    ["half a surrogate pair in a name", { "\udc00": 1 }, "name", "$"],
    ["undefined", { a: undefined }, "type", "$.a"],
    ["undefined alone", undefined, "type", "$"],
    ["undefined in an array", [1, undefined], "type", "$[1]"],
    ["a function", { a: () => 1 }, "type", "$.a"],
    ["a symbol", Symbol("a"), "type", "$"],
    ["a bigint", 1n, "type", "$"],
    ["a property named by a symbol", { [Symbol("a")]: 1 }, "symbol", "$"],
    ["toJSON", { a: { toJSON: () => 1 } }, "toJSON", "$.a"],
    ["a date", { a: new Date(0) }, "object", "$.a"],
    ["a map", new Map([["a", 1]]), "object", "$"],
    ["bytes", new Uint8Array(1), "object", "$"],
    ["a boxed number", Object(1), "object", "$"],
    ["an instance of a class", new Money(), "object", "$"],
    ["an array of a subclass", new (class extends Array {})(), "object", "$"],
    ["holes", holey(), "sparse", "$"],
    ["an array with more than its items", Object.assign([1], { a: 2 }), "sparse", "$"],
    ["a hole that another property makes up for", Object.assign(holey(), { a: 1, b: 2 }), "sparse", "$"],
    ["a getter", Object.defineProperty({}, "a", { get: () => 1, enumerable: true }), "hidden", "$.a"],
    ["a hidden property", Object.defineProperty({}, "a", { value: 1 }), "hidden", "$.a"],
    ["a property that a proxy only claims", new Proxy({}, { ownKeys: () => ["a"] }), "hidden", "$.a"],
  ])("%s", (_, value, problem, path) => {
    expect(refusal(value)).toMatchObject({ _tag: "NotCanonicalError", problem, path })
    expect(refusal(value).message.startsWith(`${path}: `)).toBe(true)
  })

  it("too deep nesting, circles too", () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })
    expect(() => canonicalize(nested(MAX_DEPTH))).not.toThrow()
    expect(refusal(nested(MAX_DEPTH + 1)).problem).toBe("depth")
    const circle: unknown[] = []
    circle.push(circle)
    expect(refusal(circle).problem).toBe("depth")
  })

  it("but a toJSON that is no method is a name like any other", () => {
    expect(text({ toJSON: 1 })).toBe('{"toJSON":1}')
  })

  it("but −0 is 0 (RFC 8785, appendix B), and a bare table is a table", () => {
    expect(text([-0])).toBe("[0]")
    expect(text(Object.assign(Object.create(null), { b: 1, a: 2 }))).toBe('{"a":2,"b":1}')
    expect(text([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])).toBe("[9007199254740991,-9007199254740991]")
  })

  test.prop([fc.stringMatching(/^[a-z]{12,20}$/)])("and no value is told", (secret) => {
    for (const value of [{ a: `${secret}\ud800` }, { a: { toJSON: () => secret } }, { a: Symbol(secret) }])
      expect(told(refusal(value))).not.toContain(secret)
  })
})

const json = () =>
  fc.jsonValue({ noUnicodeString: false }).filter((value) => {
    try {
      canonicalize(value)
      return true
    } catch {
      return false
    }
  })
test.prop([json()])("canonical bytes are read back as the same value, and are canonical", (value) => {
  const bytes = canonicalize(value)
  const again = parseJson(bytes)
  expect(canonicalize(again)).toEqual(bytes)
  expect(again).toEqual(JSON.parse(JSON.stringify(value)))
})

test.prop([json()])("another implementation of RFC 8785 writes the same", (value) => {
  expect(text(value)).toBe(serialize(value))
})

test.prop([fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), { maxKeys: 40, size: "max" })])(
  "and so it does of any names and texts",
  (table) => {
    expect(text(table)).toBe(serialize(table))
  },
)
