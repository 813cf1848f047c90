import type { Actor } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { type Source, mayBeReadBy } from "../../../kernel/taint/label.ts"
import { type Handle, type Slot, handleOf } from "../../../kernel/taint/taint.ts"
import { digestOf } from "../../digest.ts"
import { readBack } from "../../reading/arguments.ts"
import { BOUNDS } from "../../texts/bounds.ts"
import { decoded } from "../../texts/decoded.ts"
import { shown } from "../../texts/shown.ts"
import type { Boundary } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ForbiddenError } from "../errors.ts"
import { type Given, read } from "../read.ts"
import { EndorsementPreviewing } from "./inputs.ts"
import { asConversation } from "./kinds.ts"
import { type VouchedPlace, vouchingOn } from "./vouching.ts"
import { quoted, sourceOf } from "./words.ts"

/** So many words are told of a place. */
const TOLD = 8

/** Words of a call that came into the conversation. */
export interface PreviewedWords {
  /** Their beginning, as a person can read it. */
  readonly words: string
  /** The value in which they stand. */
  readonly value: Handle
  /** Of which source that was brought in; null for what a tool gave back, and for what was read. */
  readonly source: Source | null
}

/** What somebody would vouch for at one place of a call. */
export interface PreviewedPlace {
  readonly slot: Slot
  /** What is signed: SHA-256 of the bytes that are shown; of what isn't text of its JSON, after the byte 0xff that no text has. */
  readonly digest: Digest
  /** All of it as a person can read it (`adapters/texts/shown.ts`); null for what is no text, or too long to be read here. */
  readonly shown: string | null
  /** The longest of what is recognised, and the caller may see. That nothing is doesn't show that nothing came in. */
  readonly cameIn: readonly PreviewedWords[]
}

/** What somebody would vouch for, place by place. */
export interface Preview {
  readonly places: readonly PreviewedPlace[]
}

/** What is no text is no words of anybody's, and what isn't shown to its end is no more than a part of it. */
const shownOf = (slot: Slot, bytes: Uint8Array): string | null => {
  const text = decoded(readBack(slot, bytes).text)
  return text === null || text.length > BOUNDS.shown ? null : shown(text)
}

export const previewingOn = (boundary: Boundary) => {
  const { get } = entitiesOf(boundary, "taint")
  const placesOf = vouchingOn(boundary)

  const previewed = (by: Actor, { slot, bytes, looked }: VouchedPlace): PreviewedPlace => ({
    slot,
    digest: digestOf(bytes),
    shown: shownOf(slot, bytes),
    cameIn: looked
      .flatMap(({ words }) => words)
      .slice(0, TOLD)
      .filter(({ value }) => mayBeReadBy(value.kept.label, [by.id]))
      .map(({ text, value }) => ({ words: quoted(text), value: handleOf(value.id), source: sourceOf(value) })),
  })

  return async (by: Actor, given: Given<typeof EndorsementPreviewing>): Promise<Preview | null> => {
    const { payload, ...vouching } = read(EndorsementPreviewing, given)
    // What is recognised is told to whoever could vouch alone.
    if (by.kind !== "human") throw new ForbiddenError({ reason: "endorser" })
    const found = await get(by.tenant, vouching.conversation)
    if (found === null || asConversation(found) === null) return null
    const places = await placesOf(by, vouching, Uint8Array.from(payload))
    return { places: places.map((place) => previewed(by, place)) }
  }
}
