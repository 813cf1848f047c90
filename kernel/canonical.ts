import { Data } from "effect"
import { MAX_DEPTH } from "./parse-json.ts"

export { JsonRefusedError, parseJson } from "./parse-json.ts"

const reasons = {
  type: "JSON has no such value",
  number: "JSON carries finite numbers only",
  integer: "an integer beyond ±(2^53 − 1) is not carried exactly: use a string (RFC 7493, 2.2)",
  surrogate: "a string holds half a surrogate pair (RFC 8785, 3.2.2.2)",
  name: "a name holds half a surrogate pair (RFC 8785, 3.2.3)",
  object: "only plain objects and arrays are JSON",
  toJSON: "an object with a toJSON method would be replaced by what that returns",
  symbol: "a property named by a symbol would be left out",
  hidden: "a getter or a hidden property would be read or left out in silence",
  sparse: "an array has holes or further properties",
  depth: `the nesting is deeper than ${MAX_DEPTH}`,
} as const
export type CanonicalProblem = keyof typeof reasons

/** A value that JSON can't carry exactly. The path says where (RFC 9535 notation); the value itself is never told. */
export class NotCanonicalError extends Data.TaggedError("NotCanonicalError")<{
  readonly problem: CanonicalProblem
  readonly path: string
  readonly message: string
}> {}

/**
 * The RFC 8785 bytes of a value: UTF-8, names sorted by UTF-16 code units, numbers as ECMAScript prints them. −0 becomes 0
 * (RFC 8785, 3.2.2.3 and appendix B), and equals it. What JSON can't carry exactly is refused before a byte is written.
 * @throws {NotCanonicalError}
 */
export const canonicalize = (value: unknown): Uint8Array => encoder.encode(canonicalText(value))

/**
 * The same as text, before it is UTF-8. @throws {NotCanonicalError}
 */
export const canonicalText = (value: unknown): string => textOf(value, [])

const encoder = new TextEncoder()

/** What stands between quotes as it is: printable ASCII but for the quote and the backslash (RFC 8785, 3.2.2.2). */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

type Path = (string | number)[]

const textOf = (value: unknown, path: Path): string => {
  switch (typeof value) {
    case "string":
      if (PLAIN.test(value)) return `"${value}"`
      if (!value.isWellFormed()) throw refusal("surrogate", path)
      return JSON.stringify(value)
    case "number":
      if (!Number.isFinite(value)) throw refusal("number", path)
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refusal("integer", path)
      return String(value)
    case "boolean":
      return value ? "true" : "false"
    case "object":
      return value === null ? "null" : structureOf(value, path)
    case "undefined":
    case "function":
    case "symbol":
    case "bigint":
      throw refusal("type", path)
  }
}

const structureOf = (value: object, path: Path): string => {
  if (path.length >= MAX_DEPTH) throw refusal("depth", path)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isArray = Array.isArray(value)
  if (prototype !== (isArray ? Array.prototype : Object.prototype) && (isArray || prototype !== null))
    throw refusal("object", path)
  if ("toJSON" in value && typeof value.toJSON === "function") throw refusal("toJSON", path)
  return isArray ? arrayOf(value, path) : objectOf(value, path)
}

const arrayOf = (values: readonly unknown[], path: Path): string => {
  // An array is whole when its own keys are one an element, and its length.
  const keys = Reflect.ownKeys(values)
  if (keys.length !== values.length + 1) throw refusal("sparse", path)
  let text = "["
  for (let index = 0; index < values.length; index += 1) {
    if (keys[index] !== String(index)) throw refusal("sparse", path)
    if (index > 0) text += ","
    text += within(values, index, path)
  }
  return `${text}]`
}

const objectOf = (value: object, path: Path): string => {
  const names: string[] = []
  for (const name of Reflect.ownKeys(value)) {
    if (typeof name === "symbol") throw refusal("symbol", path)
    names.push(name)
  }
  sort(names)
  let text = "{"
  for (const name of names) {
    if (text.length > 1) text += ","
    text += `${nameOf(name, path)}:${within(value, name, path)}`
  }
  return `${text}}`
}

const nameOf = (name: string, path: Path): string => {
  if (PLAIN.test(name)) return `"${name}"`
  if (!name.isWellFormed()) throw refusal("name", path)
  return JSON.stringify(name)
}

/** A few names are sorted in place faster than the library begins. */
const FEW = 16
/** By UTF-16 code units, which is what `<` and `sort` compare (RFC 8785, 3.2.3). */
const sort = (names: string[]): void => {
  if (names.length > FEW) {
    names.sort()
    return
  }
  for (let next = 1; next < names.length; next += 1) {
    const name = names[next] ?? ""
    let place = next
    for (; place > 0; place -= 1) {
      const before = names[place - 1] ?? ""
      if (before <= name) break
      names[place] = before
    }
    names[place] = name
  }
}

const within = (value: object, name: string | number, path: Path): string => {
  const property = Object.getOwnPropertyDescriptor(value, name)
  if (property?.enumerable !== true || !("value" in property)) throw refusal("hidden", [...path, String(name)])
  path.push(name)
  const text = textOf(property.value, path)
  path.pop()
  return text
}

const refusal = (problem: CanonicalProblem, path: readonly (string | number)[]): NotCanonicalError => {
  const where = `$${path.map(segment).join("")}`
  return new NotCanonicalError({ problem, path: where, message: `${where}: ${reasons[problem]}` })
}

const segment = (part: string | number): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(String(part)) ? `.${part}` : `[${JSON.stringify(part)}]`
