import { forms, functionOf, setOf } from "./values.ts"
import type { State, Value } from "./values.ts"

/** What TLC printed is not a value that we know how to read. */
export class UnreadableValueError extends Error {
  override readonly name = "UnreadableValueError"
  constructor(text: string, at: number, expected: string) {
    super(
      `expected ${expected} at ${at} of TLC's value: ${text.slice(Math.max(0, at - 40), at)}⟨here⟩${text.slice(at, at + 40)}`,
    )
  }
}

/** Reads one value as TLC prints it. Throws UnreadableValueError. */
export function parseValue(text: string): Value {
  const reader = makeReader(text)
  const value = reader.value()
  reader.end()
  return value
}

/** Reads a state as TLC prints it: a conjunct a variable (`/\ x = 1`, the `/\` missing where there is but one). */
export function parseState(text: string): State {
  const reader = makeReader(text)
  const state: Record<string, Value> = {}
  do {
    reader.skip("/\\")
    const name = reader.identifier()
    reader.take("=")
    state[name] = reader.value()
  } while (reader.sees("/\\"))
  reader.end()
  return state
}

interface Reader {
  value(): Value
  identifier(): string
  take(token: string): void
  skip(token: string): boolean
  sees(token: string): boolean
  end(): void
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", f: "\f", r: "\r" }
const space = /\s*/y
const integer = /-?\d+/y
const name = /[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*/y
const plain = /[^"\\]*/y

function makeReader(text: string): Reader {
  let at = 0

  function fail(expected: string): never {
    throw new UnreadableValueError(text, at, expected)
  }

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }

  function sees(token: string): boolean {
    match(space)
    return text.startsWith(token, at)
  }

  function skip(token: string): boolean {
    if (!sees(token)) return false
    at += token.length
    return true
  }

  function take(token: string): void {
    if (!skip(token)) fail(`"${token}"`)
  }

  function identifier(): string {
    match(space)
    return match(name) ?? fail("a name")
  }

  function string(): string {
    let read = match(plain) ?? ""
    while (text[at] === "\\") {
      const escaped = text[at + 1] ?? fail("an escaped character")
      at += 2
      read += (escapes[escaped] ?? escaped) + (match(plain) ?? "")
    }
    if (text[at] !== '"') fail("the end of a string")
    at += 1
    return read
  }

  function list(close: string): Value[] {
    const elements: Value[] = []
    if (skip(close)) return elements
    do elements.push(value())
    while (skip(","))
    take(close)
    return elements
  }

  function record(): Value {
    const fields: [string, Value][] = []
    do {
      const field = identifier()
      take("|->")
      fields.push([field, value()])
    } while (skip(","))
    take("]")
    if (fields.length === 1 && forms.includes(fields[0]?.[0] ?? ""))
      fail(`a record with more fields than "${String(fields[0]?.[0])}"`)
    return Object.fromEntries(fields)
  }

  function explicit(): Value {
    const pairs: [Value, Value][] = []
    do {
      const argument = value()
      take(":>")
      pairs.push([argument, value()])
    } while (skip("@@"))
    take(")")
    return functionOf(pairs)
  }

  function number(): Value {
    const from = safe(match(integer) ?? fail("a value"))
    if (!sees("..")) return from
    take("..")
    match(space)
    const to = safe(match(integer) ?? fail("an integer"))
    return setOf(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index))
  }

  function safe(digits: string): number {
    const read = Number(digits)
    return Number.isSafeInteger(read) ? read : fail("an integer within 2^53")
  }

  function word(): Value {
    const read = match(name)
    if (read === null) return number()
    if (read === "TRUE") return true
    if (read === "FALSE") return false
    return { model: read }
  }

  function value(): Value {
    if (skip('"')) return string()
    if (skip("<<")) return list(">>")
    if (skip("{")) return setOf(list("}"))
    if (skip("[")) return record()
    if (skip("(")) return explicit()
    return word()
  }

  function end(): void {
    match(space)
    if (at !== text.length) fail("the end")
  }

  return { value, identifier, take, skip, sees, end }
}
