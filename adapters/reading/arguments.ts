import { JsonRefusedError, NotCanonicalError, canonicalText, parseJson } from "../../kernel/canonical.ts"
import type { Json } from "../../kernel/json.ts"
import { RECIPIENTS, SLOTS, Slot } from "../../kernel/taint/taint.ts"
import { listed } from "../../kernel/table.ts"

/** Where one stands that can't be taken apart: no argument has this pointer. */
export const WHOLE = Slot.parse("/")

/** The pointer of an argument itself (RFC 6901, §3): of a member of an object, that is, and of nothing inside one. */
export const TopLevel = Slot.refine((pointer) => /^\/(?:[^/~]|~[01])+$/.test(pointer))

/** An argument of a call. */
export interface Argument {
  /** A string is that itself, anything else its RFC 8785 JSON. */
  readonly text: string
  /** Whom it may name: it itself, or each in a list of them; null for what is no text. One more than a call may have is enough to tell. */
  readonly names: readonly (string | null)[]
}
export type Arguments = Readonly<Record<Slot, Argument>>

/** Whether an argument is a string: nothing else is written as what it says. */
const isText = ({ text, names }: Argument): boolean => names[0] === text

/** No UTF-8 has this byte (RFC 3629, §1). */
const NO_TEXT = 0xff

/** The bytes of an argument, of which its digest is: UTF-8 of a string, and of anything else its JSON after a byte that no string has. */
export const bytesOf = (argument: Argument): Uint8Array => {
  const text = new TextEncoder().encode(argument.text)
  return isText(argument) ? text : Uint8Array.of(NO_TEXT, ...text)
}

/** What the bytes at a place are of, a text or JSON. A call that is judged as a whole is its very bytes, whatever they begin with. */
export const readBack = (slot: Slot, bytes: Uint8Array): { readonly isText: boolean; readonly text: Uint8Array } =>
  slot !== WHOLE && bytes[0] === NO_TEXT ? { isText: false, text: bytes.subarray(1) } : { isText: true, text: bytes }

const pointerOf = (name: string): Slot | null =>
  TopLevel.safeParse(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).data ?? null

const nameIn = (value: Json): string | null => (typeof value === "string" ? value : null)

/** @throws {NotCanonicalError} */
const argumentOf = (value: Json): Argument => {
  const items: readonly Json[] = isList(value) ? value : [value]
  return {
    text: typeof value === "string" ? value : canonicalText(value),
    names: items.slice(0, RECIPIENTS + 1).map(nameIn),
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const membersOf = (value: Json): Arguments | null => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null
  const members = Object.entries(value)
  const named = members.flatMap(([name, member]) =>
    listed(pointerOf(name)).map((slot) => [slot, argumentOf(member)] as const),
  )
  return members.length > SLOTS || named.length < members.length ? null : Object.fromEntries(named)
}

/** The arguments in these bytes; null where they are no object of as many members as a call has arguments at most, each of which has a pointer that can be said. */
export const argumentsIn = (bytes: Uint8Array): Arguments | null => {
  try {
    return membersOf(parseJson(bytes))
  } catch (error) {
    if (error instanceof JsonRefusedError || error instanceof NotCanonicalError) return null
    throw error
  }
}
