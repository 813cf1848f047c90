import { keysOf, listed } from "../../../kernel/table.ts"
import type { ConversationId, Slot } from "../../../kernel/taint/taint.ts"
import type { Arguments } from "../../reading/arguments.ts"
import { shown } from "../../texts/shown.ts"
import type { Evidence, Region } from "./evidence.ts"

/**
 * So many UTF-16 units of a call's arguments are looked at, in some tens of milliseconds at the worst; of what lies beyond nothing is
 * found, and it is the caller's words alone.
 */
const LOOKED_AT = 16_384

/** What was found in each argument, the longest first. */
export type FoundIn = ReadonlyMap<Slot, readonly Region[]>

/** What of a call's arguments stands in what came into the conversation. */
export const foundIn = (evidence: Evidence, conversation: ConversationId, given: Arguments | null): FoundIn => {
  let left = LOOKED_AT
  return new Map(
    keysOf(given ?? {}).map((slot: Slot) => {
      const { text = "" } = given?.[slot] ?? {}
      left -= text.length
      return [slot, left < 0 ? [] : evidence.regions(conversation, text)] as const
    }),
  )
}

/** So many arguments are told of, and so much of what stands in each. */
const ARGUMENTS = 4
const LETTERS = 80

/** The beginning of words that came in, as a person can read them. */
export const quoted = (text: string): string => {
  const all = shown(text).replaceAll("\n", " ")
  return all.length > LETTERS ? `"${all.slice(0, LETTERS)}…"` : `"${all}"`
}

/**
 * Which words of an argument came in from where: the longest of each, as a person can read them. Nothing is told of an argument in
 * which nothing was found, which says nothing of where it comes from.
 */
const wordsIn = (found: FoundIn): string | null => {
  const told = [...found].flatMap(([slot, [longest]]) => (longest === undefined ? [] : [[slot, longest] as const]))
  const sentences = told.slice(0, ARGUMENTS).map(([slot, { text, value, source }]) => {
    const from = source === null ? "" : ` of ${source}`
    return `${slot}: ${quoted(text)} stands in ${value}${from}`
  })
  return sentences.length === 0 ? null : sentences.join("; ")
}

/** What the door says of a call whose words it can't know all of, so that they count as the agent's own. */
const FORGOTTEN =
  "the gate doesn't have all that came into this conversation, of which it keeps no content: it was restarted since, or has forgotten it; hand the content in again"

/** Why an argument may not be trusted, as far as the door knows: which of its words came in, and whether more could have been recognised. */
export const adviceOn = (found: FoundIn, isComplete: boolean): string | null => {
  const told = [...listed(wordsIn(found)), ...(isComplete ? [] : [FORGOTTEN])]
  return told.length === 0 ? null : told.join("; ")
}
