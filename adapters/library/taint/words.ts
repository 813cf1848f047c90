import { listed, keysOf } from "../../../kernel/table.ts"
import type { Slot } from "../../../kernel/taint/taint.ts"
import type { Arguments } from "../../reading/arguments.ts"
import { shown } from "../../texts/shown.ts"
import { type CameIn, isAllThere } from "./came-in.ts"
import type { Evidence } from "./evidence.ts"
import type { ValueEntity } from "./kinds.ts"

/**
 * So many UTF-16 units of a call's arguments are looked at, in some tens of milliseconds at the worst, the shortest argument first, and in
 * each conversation from which the call's own comes once more. What is beyond counts as made of all that came in.
 */
const LOOKED_AT = 16_384

/** Words that stand in a value. */
export interface Words {
  readonly text: string
  readonly value: ValueEntity
}

/** What was found in an argument, the longest first, and whether that is all. */
export interface Looked {
  readonly words: readonly Words[]
  /** Whether the text of each value was there to be looked through. */
  readonly isAllThere: boolean
  /** Whether the argument was looked at to its end. */
  readonly isRead: boolean
}
export type FoundIn = ReadonlyMap<Slot, Looked>

export const isComplete = (looked: Looked): boolean => looked.isAllThere && looked.isRead

/** What came into a conversation, and what of its content is known. */
export interface Known {
  readonly came: CameIn
  readonly evidence: Evidence
}

/** What of a text stands in what came into the conversation, and into those that it comes from. */
const lookedFor = ({ came: { conversations, values }, evidence }: Known, text: string) => {
  const found = conversations.map((one) => evidence.find(one, text))
  return {
    words: found.flatMap(({ regions }) =>
      regions.flatMap((region) =>
        values.flatMap((value) => (value.kept.digest === region.digest ? [{ text: region.text, value }] : [])),
      ),
    ),
    isRead: found.every(({ complete }) => complete),
  }
}

/**
 * What of a call's arguments stands in what came into the conversation; empty where a call can't be taken apart.
 * @param isDeclared whether somebody has said what an argument is for: of another one its name may be words too
 */
export const foundIn = (known: Known, given: Arguments | null, isDeclared: (slot: Slot) => boolean): FoundIn => {
  const allThere = isAllThere(known.came, known.evidence)
  const texts = keysOf(given ?? {}).map((slot: Slot) => {
    const { text = "" } = given?.[slot] ?? {}
    return [slot, isDeclared(slot) ? text : `${slot.slice(1)} ${text}`] as const
  })
  let left = LOOKED_AT
  return new Map(
    texts
      .toSorted(([, one], [, other]) => one.length - other.length)
      .map(([slot, text]) => {
        left -= text.length * known.came.conversations.length
        const { words, isRead } = left < 0 ? { words: [], isRead: false } : lookedFor(known, text)
        return [slot, { words, isAllThere: allThere, isRead }]
      }),
  )
}

const LETTERS = 80

/** The beginning of words that came in, as a person can read them. */
export const quoted = (text: string): string => {
  const all = shown(text).replaceAll("\n", " ")
  return all.length > LETTERS ? `"${all.slice(0, LETTERS)}…"` : `"${all}"`
}

/** Of which source a value was brought in; null for what a tool gave back, and for what was read. */
export const sourceOf = ({ kept: { origin } }: ValueEntity) => (origin.how === "ingest" ? origin.source : null)

/** All words that were found, each value once. */
export const valuesIn = (found: readonly Looked[]): readonly ValueEntity[] => [
  ...new Map(found.flatMap(({ words }) => words.map(({ value }) => [value.id, value] as const))).values(),
]

export const allOf = (found: FoundIn, slot: Slot): readonly Looked[] => listed(found.get(slot) ?? null)
