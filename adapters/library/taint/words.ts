import type { ConversationId, Slot } from "../../../kernel/taint/taint.ts"
import { keysOf } from "../../../kernel/table.ts"
import type { Arguments } from "../../reading/arguments.ts"
import { shown } from "../../texts/shown.ts"
import type { Evidence } from "./evidence.ts"

/** So many arguments are told of, and so much of what stands in each. */
const ARGUMENTS = 4
const LETTERS = 80

const quoted = (text: string): string => {
  const all = shown(text).replaceAll("\n", " ")
  return all.length > LETTERS ? `"${all.slice(0, LETTERS)}…"` : `"${all}"`
}

/**
 * Which words of an argument came in from where: the longest of each, as a person can read them. Nothing is told of an argument in
 * which nothing was found, which says nothing of where it comes from.
 */
export const wordsIn = (evidence: Evidence, conversation: ConversationId, given: Arguments | null): string | null => {
  const told = keysOf(given ?? {}).flatMap((slot: Slot): readonly string[] => {
    const text = given?.[slot]?.text
    const [longest] = text === undefined ? [] : evidence.regions(conversation, text)
    if (longest === undefined) return []
    const from = longest.source === null ? "" : ` of ${longest.source}`
    return [`${slot}: ${quoted(longest.text)} stands in ${longest.value}${from}`]
  })
  return told.length === 0 ? null : told.slice(0, ARGUMENTS).join("; ")
}
