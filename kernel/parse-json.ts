import { Data } from "effect"
import type { Json } from "./json.ts"

/**
 * A strict JSON reader: RFC 8259, narrowed by I-JSON (RFC 7493), so that a text means one thing to every reader. Unlike
 * JSON.parse it refuses names given twice (RFC 7493, 2.3), lone surrogates (2.1) and numbers that a double doesn't carry
 * (2.2), and its errors say where, never what: the text may hold secrets.
 */

/** Deeper nesting is refused, in texts and in values alike, so that no reader of ours meets the end of its stack. */
export const MAX_DEPTH = 128

const reasons = {
  encoding: "the bytes are not UTF-8 (RFC 8259, 8.1)",
  byteOrderMark: "the text starts with a byte order mark (RFC 8259, 8.1): save it without one",
  empty: "the text is empty",
  truncated: "the text ends in the middle of a value",
  trailing: "there is more text after the value",
  syntax: "this is not JSON (RFC 8259)",
  controlCharacter: "a string holds a raw control character: it must be escaped (RFC 8259, 7)",
  escape: "this escape is unknown (RFC 8259, 7)",
  surrogate: "a string holds half a surrogate pair (RFC 7493, 2.1)",
  duplicateName: "a name is given twice in one object (RFC 7493, 2.3)",
  inexactNumber: "a double doesn't carry this number exactly: write it as a string (RFC 7493, 2.2)",
  infiniteNumber: "this number is beyond what a double carries (RFC 7493, 2.2)",
  depth: `the nesting is deeper than ${MAX_DEPTH}`,
} as const
export type JsonProblem = keyof typeof reasons

/** A text that is refused; line and column count from 1, columns in UTF-16 code units. */
export class JsonRefusedError extends Data.TaggedError("JsonRefusedError")<{
  readonly problem: JsonProblem
  readonly line: number
  readonly column: number
  readonly message: string
}> {}

/**
 * How numbers are read. `exact` refuses what the double nearest to the text doesn't say again: integers beyond ±(2^53 − 1)
 * and digits that would be lost. `double` takes the nearest double, for texts of others that are never hashed as values.
 */
export type Numbers = "exact" | "double"

/**
 * Reads one JSON value.
 * @throws {JsonRefusedError}
 */
export const parseJson = (input: string | Uint8Array, numbers: Numbers = "exact"): Json =>
  new Reader(typeof input === "string" ? input : decode(input), numbers).document()

const refusal = (text: string, at: number, problem: JsonProblem): JsonRefusedError => {
  const before = text.slice(0, at)
  const line = before.split("\n").length
  const column = at - before.lastIndexOf("\n")
  return new JsonRefusedError({ problem, line, column, message: `line ${line}, column ${column}: ${reasons[problem]}` })
}

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const sound = soundPrefix(bytes)
    throw refusal(sound, sound.length, "encoding")
  }
}

/** The longest text before the first ill-formed byte, to say where it is. */
const soundPrefix = (bytes: Uint8Array): string => {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  let text = ""
  for (const byte of bytes)
    try {
      text += decoder.decode(Uint8Array.of(byte), { stream: true })
    } catch {
      break
    }
  return text
}

const BYTE_ORDER_MARK = "\ufeff"
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
/** RFC 8259, 2: space, tab, line feed, carriage return. */
const WHITESPACE: readonly number[] = [SPACE, 0x09, 0x0a, 0x0d]
const HEX = /[0-9a-fA-F]{4}/y
const WORDS: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
]
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
}

class Reader {
  readonly #text: string
  readonly #numbers: Numbers
  #at = 0

  constructor(text: string, numbers: Numbers) {
    this.#text = text
    this.#numbers = numbers
  }

  document(): Json {
    if (this.#text.startsWith(BYTE_ORDER_MARK)) throw this.#refuse("byteOrderMark")
    this.#skip()
    if (this.#at === this.#text.length) throw this.#refuse("empty")
    const value = this.#value(MAX_DEPTH)
    this.#skip()
    if (this.#at < this.#text.length) throw this.#refuse("trailing")
    return value
  }

  #value(depth: number): Json {
    const first = this.#text[this.#at]
    if (first === "{") return this.#object(depth)
    if (first === "[") return this.#array(depth)
    return first === '"' ? this.#string() : this.#wordOrNumber()
  }

  #object(depth: number): Json {
    if (depth === 0) throw this.#refuse("depth")
    const result: Record<string, Json> = {}
    this.#at += 1
    this.#skip()
    if (this.#take("}")) return result
    for (;;) {
      const at = this.#at
      if (this.#text[at] !== '"') throw this.#unexpected()
      const name = this.#string()
      if (Object.hasOwn(result, name)) throw this.#refuse("duplicateName", at)
      this.#skip()
      if (!this.#take(":")) throw this.#unexpected()
      this.#skip()
      const value = this.#value(depth - 1)
      // An assignment to this one name would set the prototype instead.
      if (name === "__proto__")
        Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true })
      else result[name] = value
      this.#skip()
      if (this.#take("}")) return result
      if (!this.#take(",")) throw this.#unexpected()
      this.#skip()
    }
  }

  #array(depth: number): Json {
    if (depth === 0) throw this.#refuse("depth")
    const result: Json[] = []
    this.#at += 1
    this.#skip()
    if (this.#take("]")) return result
    for (;;) {
      result.push(this.#value(depth - 1))
      this.#skip()
      if (this.#take("]")) return result
      if (!this.#take(",")) throw this.#unexpected()
      this.#skip()
    }
  }

  #string(): string {
    const start = this.#at
    let result = ""
    for (let plain = start + 1, at = plain; ; at += 1) {
      const unit = this.#text.charCodeAt(at)
      if (unit === QUOTE || unit === BACKSLASH) {
        result += this.#text.slice(plain, at)
        this.#at = at
        if (this.#take('"')) break
        result += this.#escape()
        plain = this.#at
        at = plain - 1
      } else if (!(unit >= SPACE)) throw this.#refuse(Number.isNaN(unit) ? "truncated" : "controlCharacter", at)
    }
    if (!result.isWellFormed()) throw this.#refuse("surrogate", start)
    return result
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1]
    if (letter === undefined) throw this.#refuse("truncated", this.#text.length)
    if (letter === "u") {
      HEX.lastIndex = this.#at + 2
      const digits = HEX.exec(this.#text)?.[0]
      if (digits === undefined) throw this.#refuse(this.#at + 6 > this.#text.length ? "truncated" : "escape")
      this.#at += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = ESCAPES[letter]
    if (character === undefined) throw this.#refuse("escape")
    this.#at += 2
    return character
  }

  #wordOrNumber(): Json {
    for (const [word, value] of WORDS) if (this.#take(word)) return value
    const start = this.#at
    NUMBER.lastIndex = start
    const text = NUMBER.exec(this.#text)?.[0]
    if (text === undefined) throw this.#unexpected()
    this.#at += text.length
    const number = Number(text)
    if (!Number.isFinite(number)) throw this.#refuse("infiniteNumber", start)
    if (this.#numbers === "exact" && !isExact(text, number)) throw this.#refuse("inexactNumber", start)
    return number
  }

  #skip(): void {
    while (WHITESPACE.includes(this.#text.charCodeAt(this.#at))) this.#at += 1
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false
    this.#at += token.length
    return true
  }

  #unexpected(): JsonRefusedError {
    const rest = this.#text.slice(this.#at, this.#at + 32)
    const cutOff = rest === "-" || WORDS.some(([word]) => word.startsWith(rest))
    return cutOff ? this.#refuse("truncated", this.#text.length) : this.#refuse("syntax")
  }

  #refuse(problem: JsonProblem, at = this.#at): JsonRefusedError {
    return refusal(this.#text, at, problem)
  }
}

/** Whether the double says the same decimal number again when it is printed. */
const isExact = (text: string, number: number): boolean => {
  const printed = String(number)
  const isSafe = !Number.isInteger(number) || Number.isSafeInteger(number)
  return isSafe && (printed === text || decimal(printed) === decimal(text))
}

/** A decimal number in one spelling, but for its sign: significant digits, and the place of the first one. */
const decimal = (text: string): string => {
  const [mantissa = "", exponent] = text.replace(/^-/, "").split(/e/i)
  const [whole = "", fraction = ""] = mantissa.split(".")
  const digits = `${whole}${fraction}`.replace(/^0+/, "")
  // Counted from the end: looked for from each zero on, a long number would take the square of its length.
  let end = digits.length
  while (digits[end - 1] === "0") end -= 1
  const significant = digits.slice(0, end)
  if (significant === "") return "0"
  return `${significant}e${Number(exponent ?? 0) - fraction.length + digits.length}`
}
