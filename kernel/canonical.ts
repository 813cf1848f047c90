import { Data } from "effect"
import serialize from "canonicalize"
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
export const canonicalize = (value: unknown): Uint8Array => {
  check(value, [])
  return encoder.encode(serialize(value))
}

const encoder = new TextEncoder()

const check = (value: unknown, path: (string | number)[]): void => {
  if (value === null || typeof value === "boolean") return
  if (typeof value === "object") checkObject(value, path)
  else if (typeof value === "string") {
    if (!value.isWellFormed()) throw refusal("surrogate", path)
  } else if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refusal("number", path)
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw refusal("integer", path)
  } else throw refusal("type", path)
}

const checkObject = (value: object, path: (string | number)[]): void => {
  if (path.length >= MAX_DEPTH) throw refusal("depth", path)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isArray = Array.isArray(value)
  if (prototype !== (isArray ? Array.prototype : Object.prototype) && (isArray || prototype !== null))
    throw refusal("object", path)
  if ("toJSON" in value && typeof value.toJSON === "function") throw refusal("toJSON", path)
  const names = Reflect.ownKeys(value)
  // Own keys come as ascending indices first: an array is whole when they end with its last one, and then its length.
  if (
    isArray &&
    (names.length !== value.length + 1 || (value.length > 0 && names[value.length - 1] !== String(value.length - 1)))
  )
    throw refusal("sparse", path)
  for (const name of names) {
    if (isArray && name === "length") continue
    if (typeof name === "symbol") throw refusal("symbol", path)
    if (!name.isWellFormed()) throw refusal("name", path)
    const property = Object.getOwnPropertyDescriptor(value, name)
    if (property?.enumerable !== true || !("value" in property)) throw refusal("hidden", [...path, name])
    path.push(isArray ? Number(name) : name)
    check(property.value, path)
    path.pop()
  }
}

const refusal = (problem: CanonicalProblem, path: readonly (string | number)[]): NotCanonicalError => {
  const where = `$${path.map(segment).join("")}`
  return new NotCanonicalError({ problem, path: where, message: `${where}: ${reasons[problem]}` })
}

const segment = (part: string | number): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(String(part)) ? `.${part}` : `[${JSON.stringify(part)}]`
