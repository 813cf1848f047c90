import { type Label, type Source, comesFrom, mayBeReadBy } from "../../../kernel/taint/label.ts"
import { keysOf, listed } from "../../../kernel/table.ts"
import { type Slot, handleOf } from "../../../kernel/taint/taint.ts"
import type { Advice } from "../outcome.ts"
import type { CameIn } from "./came-in.ts"
import type { Place, Places } from "./place.ts"
import { type Words, quoted, sourceOf } from "./words.ts"

/** So many arguments are told of in a sentence. */
const ARGUMENTS = 4

const FORGOTTEN =
  "the gate doesn't have all that came into this conversation, of which it keeps no content: it was restarted since, or has forgotten it; " +
  "so that every argument that isn't known to be somebody's own counts as made of all that came in: hand the content in again, or begin a new conversation"
const TOO_LONG = "is more than the gate looks through, so that it counts as made of all that came in"

/** By what the places of a call are judged. */
interface Judging {
  /** Whether a place has to be trusted, and nobody vouches for it. */
  readonly needsTrust: (slot: Slot) => boolean
  readonly trusted: readonly Source[]
  readonly recipients: readonly string[]
}

const standsIn = ({ text, value }: Words): string => {
  const source = sourceOf(value)
  return `${quoted(text)} stands in ${handleOf(value.id)}${source === null ? "" : ` of ${source}`}`
}

/** Why a place fails: its longest words that would by themselves, or what it counts as. */
const whyOf = ({ context }: CameIn, { looked }: Place, fails: (label: Label) => boolean): string => {
  const [words] = looked.flatMap((one) => one.words).filter(({ value }) => fails(value.kept.label))
  if (words !== undefined) return standsIn(words)
  if (looked.some(({ isRead }) => !isRead)) return TOO_LONG
  if (fails(context)) return "is the agent's own words, and counts as all that is in view"
  return "counts as made of all that came in"
}

const toldOf = (came: CameIn, places: Places, fails: (label: Label, slot: Slot) => boolean): string | null => {
  const failing = keysOf(places).filter((slot) => places[slot] !== undefined && fails(places[slot].label, slot))
  const told = failing
    .slice(0, ARGUMENTS)
    .flatMap((slot) =>
      listed(places[slot] ?? null).map((place) => `${slot}: ${whyOf(came, place, (label) => fails(label, slot))}`),
    )
  const isForgotten = failing.some((slot) => places[slot]?.looked.some((one) => !one.isAllThere))
  const sentences = [...told, ...(isForgotten ? [FORGOTTEN] : [])]
  return sentences.length === 0 ? null : sentences.join("; ")
}

/** Which places of a call fail what is asked of them, and why: those, and no other. */
export const adviceOn = (came: CameIn, places: Places, { needsTrust, trusted, recipients }: Judging): Advice => {
  const untrusted = toldOf(came, places, (label, slot) => needsTrust(slot) && !comesFrom(label, trusted))
  const unreadable = toldOf(came, places, (label) => !mayBeReadBy(label, recipients))
  return {
    ...(untrusted === null ? {} : { sinkArgumentIsTrusted: untrusted }),
    ...(unreadable === null ? {} : { readersIncludeRecipient: unreadable }),
  }
}
