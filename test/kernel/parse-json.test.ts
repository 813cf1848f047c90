import { readFileSync } from "node:fs"
import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import { MAX_DEPTH, type JsonProblem, type Numbers } from "../../kernel/parse-json.ts"

const corpus = (name: string) => readFileSync(new URL(`../corpus/jcs/${name}`, import.meta.url))

const refusal = (input: string | Uint8Array, numbers?: Numbers): JsonRefusedError => {
  try {
    parseJson(input, numbers)
  } catch (error) {
    if (error instanceof JsonRefusedError) return error
    throw error
  }
  throw new Error("accepted")
}
const told = ({ message, problem, line, column }: JsonRefusedError) =>
  JSON.stringify({ message, problem, line, column })
const problem = (input: string | Uint8Array): JsonProblem => refusal(input).problem

describe("JSONTestSuite", () => {
  const Suite = z.object({
    cases: z.array(z.object({ name: z.string(), verdict: z.string(), base64: z.string().optional() })),
  })
  const cases = Suite.parse(JSON.parse(corpus("json_test_suite.json").toString())).cases.flatMap(
    ({ name, verdict, base64 }) =>
      base64 === undefined ? [] : [{ name, verdict, bytes: Buffer.from(base64, "base64") }],
  )
  const of = (verdict: string) => cases.filter((one) => one.verdict === verdict)

  it("is all there", () => {
    expect(cases).toHaveLength(224)
  })

  const duplicated = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]
  /** Grammatical, but integers far beyond 2^53: this is the number policy, not the grammar. */
  const inexact = [
    "y_number.json",
    "y_number_real_capital_e.json",
    "y_number_real_exponent.json",
    "y_number_real_fraction_exponent.json",
    "y_object_extreme_numbers.json",
  ]
  const strays = [...duplicated, ...inexact]

  it.each(of("accept").filter(({ name }) => !strays.includes(name)))(
    "accepts $name as JSON.parse does",
    ({ bytes }) => {
      expect(parseJson(bytes)).toEqual(JSON.parse(bytes.toString()))
    },
  )
  it.each(of("accept").filter(({ name }) => duplicated.includes(name)))("refuses $name: I-JSON", ({ bytes }) => {
    expect(problem(bytes)).toBe("duplicateName")
  })
  it.each(of("accept").filter(({ name }) => inexact.includes(name)))("reads $name as a double only", ({ bytes }) => {
    expect(problem(bytes)).toBe("inexactNumber")
    expect(parseJson(bytes, "double")).toEqual(JSON.parse(bytes.toString()))
  })
  it.each(of("reject"))("rejects $name", ({ bytes }) => {
    expect(refusal(bytes)).toBeInstanceOf(JsonRefusedError)
    expect(refusal(bytes, "double")).toBeInstanceOf(JsonRefusedError)
  })
  it.each(of("implementation-defined"))("never guesses at $name", ({ bytes }) => {
    expect(problem(bytes)).toMatch(/^(encoding|byteOrderMark|surrogate|infiniteNumber|inexactNumber|depth)$/)
  })
})

describe("a text means one thing", () => {
  it.each<[string, string, JsonProblem]>([
    ["a name given twice", '{"a":1,"a":2}', "duplicateName"],
    ["a name given twice by escape", '{"a":1,"\\u0061":2}', "duplicateName"],
    ["a prototype given twice", '{"__proto__":1,"__proto__":2}', "duplicateName"],
    ["half a surrogate pair, escaped", '"\\ud800"', "surrogate"],
    ["the other half", '"\\udc00x"', "surrogate"],
    ["half a surrogate pair, raw", '"\ud800"', "surrogate"],
    ["half a surrogate pair in a name", '{"\\ud800":1}', "surrogate"],
    ["an integer beyond 2^53 − 1", "9007199254740992", "inexactNumber"],
    ["a negative one", "-9007199254740993", "inexactNumber"],
    ["an integer in disguise", "1e30", "inexactNumber"],
    ["more digits than anybody needs", `1.${"0".repeat(60_000)}1`, "inexactNumber"],
    ["digits that would be lost", "0.1234567890123456789", "inexactNumber"],
    ["underflow", "1e-400", "inexactNumber"],
    ["overflow", "1e400", "infiniteNumber"],
    ["a byte order mark", "\ufeff{}", "byteOrderMark"],
    ["two documents", "{}\n{}", "trailing"],
    ["nothing", "", "empty"],
    ["only space", " \n", "empty"],
    ["a cut string", '{"a":"b', "truncated"],
    ["a cut escape", '"\\u00', "truncated"],
    ["a text that ends with a backslash", '"a\\', "truncated"],
    ["a cut word", "[tru", "truncated"],
    ["a lone minus at the end", "[-", "truncated"],
    ["a cut object", '{"a":1', "truncated"],
    ["an unknown escape", '"\\x41"', "escape"],
    ["an inherited escape", '"\\constructor"', "escape"],
    ["bad digits in an escape", '"\\u00g0"', "escape"],
    ["bad digits in an escape that is the end", '"\\u00g0', "escape"],
    ["a raw control character", '"\u0001"', "controlCharacter"],
    ["single quotes", "{'a':1}", "syntax"],
    ["a trailing comma", "[1,]", "syntax"],
    ["a no-break space", "\u00a01", "syntax"],
  ])("refuses %s", (_, text, expected) => {
    expect(problem(text)).toBe(expected)
  })

  it.each([
    "0",
    "-0",
    "1E+2",
    "4.50",
    "1.0010",
    "10.010e3",
    "2e-3",
    "0.1",
    "100e-2",
    "9007199254740991",
    "5e-324",
    "1.7976931348623157",
    "0e999",
  ])("carries %s", (text) => {
    expect(parseJson(text)).toBe(Number(text))
  })

  it("lets space stand wherever RFC 8259, 2 does, and nowhere else", () => {
    expect(parseJson(' \t\r\n{ "a" : [ 1 , 2 ] , "b" : { } } ')).toEqual({ a: [1, 2], b: {} })
    expect(problem("1 2")).toBe("trailing")
    expect(problem("- 1")).toBe("syntax")
  })

  it("reads whatever digits as a double where that is asked for", () => {
    expect(parseJson("[9007199254740993,1e30]", "double")).toEqual([9007199254740992, 1e30])
    expect(refusal("1e400", "double").problem).toBe("infiniteNumber")
  })

  it("keeps a name that is a prototype's an ordinary name", () => {
    const value = parseJson('{"__proto__":{"admin":true},"constructor":1}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.entries(value ?? {})).toEqual([
      ["__proto__", { admin: true }],
      ["constructor", 1],
    ])
    expect("admin" in Object(value)).toBe(false)
    expect(Object.getOwnPropertyDescriptor(value, "__proto__")).toMatchObject({ writable: true, configurable: true })
  })

  it("is as deep as its bound and no deeper", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth)
    expect(() => parseJson(nested(MAX_DEPTH))).not.toThrow()
    expect(problem(nested(MAX_DEPTH + 1))).toBe("depth")
    expect(problem('{"a":'.repeat(100_000))).toBe("depth")
  })
})

describe("a refusal says where and not what", () => {
  it.each<[string, number, number]>([
    ['{\n  "a": 1,\n  "a": 2\n}', 3, 3],
    ["[1, 2,\n x]", 2, 2],
    ['{"a":1}\n\n!', 3, 1],
    ["", 1, 1],
  ])("%j at line %i, column %i", (text, line, column) => {
    expect(refusal(text)).toMatchObject({ line, column })
    expect(refusal(text).message).toContain(`line ${line}, column ${column}: `)
  })

  it("finds the first byte that is not UTF-8", () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('{"é":1,\n "'), 0xff, 0x22, 0x7d])
    expect(refusal(bytes)).toMatchObject({ _tag: "JsonRefusedError", problem: "encoding", line: 2, column: 3 })
    expect(refusal(Uint8Array.of(0x22, 0xff))).toMatchObject({ line: 1, column: 2 })
    expect(refusal(Uint8Array.of(0xef, 0xbb, 0xbf, 0xff))).toMatchObject({ line: 1, column: 2 })
    expect(refusal(Uint8Array.of(0x22, 0xc3))).toMatchObject({ problem: "encoding", line: 1, column: 2 })
  })
  it("points at the end of a text that is cut off", () => {
    expect(refusal('["a\\')).toMatchObject({ problem: "truncated", column: 5 })
  })

  test.prop([fc.stringMatching(/^[a-z]{12,20}$/)])("holds nothing of the text", (secret) => {
    for (const text of [`{"${secret}":1,"${secret}":2}`, `["${secret}\\q"]`, `[${secret}]`, `{"a":"${secret}`])
      expect(told(refusal(text))).not.toContain(secret)
  })
})

test.prop([fc.jsonValue({ noUnicodeString: false })])(
  "what JSON.stringify writes is read as JSON.parse reads it",
  (value) => {
    const text = JSON.stringify(value, null, 1)
    expect(parseJson(text, "double")).toEqual(JSON.parse(text))
  },
)

test.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])(
  "a double that is no huge integer is carried as printed",
  (number) => {
    fc.pre(!Number.isInteger(number) || Number.isSafeInteger(number))
    expect(parseJson(JSON.stringify(number))).toBe(number === 0 ? 0 : number)
  },
)

test.prop([fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ue0123.-+truefalsn \n\u0001\ud800')) })])(
  "accepts nothing that JSON.parse refuses, and throws nothing of its own",
  (text) => {
    const native = (() => {
      try {
        return { value: JSON.parse(text) as unknown }
      } catch {
        return null
      }
    })()
    try {
      expect(native).toEqual({ value: parseJson(text) })
    } catch (error) {
      if (!(error instanceof JsonRefusedError)) throw error
    }
  },
)
