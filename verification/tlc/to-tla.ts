import { isList } from "./values.ts"
import type { Value } from "./values.ts"

const identifier = /^[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*$/
/** Words that may not stand as a record's field. */
const reserved = new Set(
  (
    "ACTION ASSUME ASSUMPTION AXIOM BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE DEFS DOMAIN ELSE ENABLED EXCEPT EXTENDS " +
    "FALSE HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL MODULE NEW OBVIOUS OMITTED ONLY OTHER PICK PROOF PROPOSITION PROVE QED " +
    "RECURSIVE SF_ STATE SUBSET SUFFICES TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE VARIABLE VARIABLES WF_ WITH WITNESS"
  ).split(" "),
)

/** A JSON value that TLA+ (or TLC's 32-bit integers) can't carry. */
export class UnsayableValueError extends Error {
  override readonly name = "UnsayableValueError"
}

/**
 * A value (in the forms of `Value`) as a TLA+ expression. Objects become records, or `("k" :> v @@ …)` where a key is no
 * field name (the module must then extend TLC); an empty object is `<<>>`, the function with no arguments.
 */
export function toTla(value: Value): string {
  if (typeof value === "string") return quote(value)
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE"
  if (typeof value === "number") return integer(value)
  if (isList(value)) return `<<${value.map(toTla).join(", ")}>>`
  const entries = Object.entries(value)
  if (entries.length === 0) return "<<>>"
  const [key, only] = entries.length === 1 ? (entries[0] ?? []) : []
  if (key === "set" && isList(only)) return `{${only.map(toTla).join(", ")}}`
  if (key === "function" && isList(only)) return graph(only.map(pair))
  if (key === "model")
    throw new UnsayableValueError("a model value is declared in the cfg, it can't be written as an expression")
  if (entries.every(([field]) => identifier.test(field) && !reserved.has(field) && !/^[WS]F_/.test(field))) {
    return `[${entries.map(([field, held]) => `${field} |-> ${toTla(held)}`).join(", ")}]`
  }
  return graph(entries)
}

function pair(value: Value): readonly [Value, Value] {
  const [argument, held] = isList(value) ? value : []
  if (argument === undefined || held === undefined)
    throw new UnsayableValueError(`not an [argument, value] pair: ${JSON.stringify(value)}`)
  return [argument, held]
}

function graph(pairs: readonly (readonly [Value, Value])[]): string {
  return `(${pairs.map(([argument, value]) => `${toTla(argument)} :> ${toTla(value)}`).join(" @@ ")})`
}

function integer(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1)
    throw new UnsayableValueError(`TLC's integers have 32 bits: ${value}`)
  return String(value === 0 ? 0 : value)
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
}

function quote(text: string): string {
  if (!/^[\t\n\f\r\x20-\x7e]*$/.test(text))
    throw new UnsayableValueError(`TLA+ strings are ASCII: ${JSON.stringify(text)}`)
  return `"${text.replace(/[\n\t\f\r"\\]/g, (character) => escapes[character] ?? character)}"`
}
