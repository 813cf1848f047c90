import { type Label, type Source, UNKNOWN, comesFrom, join } from "../../../kernel/taint/label.ts"
import { rules } from "../../../kernel/taint/rules.ts"
import {
  type Command,
  type ConversationId,
  type Handle,
  INPUTS,
  conversationOf,
  handleOf,
  valueIn,
} from "../../../kernel/taint/taint.ts"
import { type TenantId, gateOf } from "../../../kernel/actors.ts"
import { sameJson } from "../../../kernel/json.ts"
import { type CameIn, isOwn } from "./came-in.ts"
import { copyHandle } from "./handles.ts"
import type { ValueEntity } from "./kinds.ts"

/** What an argument is made of, as its conversation can name it. */
export interface MadeOf {
  readonly inputs: readonly Handle[]
  /** Values of the conversations that this one comes from, which have to be made its own before they are named. */
  readonly copies: readonly Copy[]
  /** Whether these have the label of all of it: one value is made of so many others, and no more. */
  readonly isWhole: boolean
}

/** A value of another conversation as one of a conversation's own, of one of its sources. */
export type Copy = Omit<Ingest, "by">
type Ingest = Extract<Command, { readonly type: "ingest" }>

/** The copies of a value, which together have its label. What has more sources than a label names, or none, is unknown. */
const copiesOf = (conversation: ConversationId, { id, kept: { label, digest } }: ValueEntity): readonly Copy[] => {
  const { sources, readers } = label
  const named = sources === "all" || sources.length === 0 ? [UNKNOWN] : sources
  return named.map((source) => ({
    type: "ingest",
    id: valueIn(conversation, copyHandle(id, source)),
    source,
    readers,
    digest,
  }))
}

const readersIn = ({ readers }: Label): number => (readers === "anyone" ? Number.MAX_SAFE_INTEGER : readers.length)

/**
 * Of values those that count: each adds a source to what is in view and to the ones before, or takes away a reader, so that their label
 * together with that is the label of all. First what isn't trusted, then what the fewest may see, after which the least is left to say.
 */
const counting = (context: Label, values: readonly ValueEntity[], trusted: readonly Source[]) => {
  const isTrusted = ({ kept }: ValueEntity): number => (comesFrom(kept.label, trusted) ? 1 : 0)
  const sorted = values.toSorted(
    (one, other) => isTrusted(one) - isTrusted(other) || readersIn(one.kept.label) - readersIn(other.kept.label),
  )
  let label = context
  return sorted.filter(({ kept }) => {
    const joined = join(rules, label, kept.label)
    const counts = !sameJson(joined, label)
    label = joined
    return counts
  })
}

/** What a value is called in a conversation, and what has to be made before it is. */
const namedIn = (own: ConversationId | undefined, value: ValueEntity) => {
  if (own === undefined || conversationOf(value.id) === own) return { handles: [handleOf(value.id)], copies: [] }
  const copies = copiesOf(own, value)
  return { handles: copies.map(({ id }) => handleOf(id)), copies }
}

/** What is made of these values, in a conversation into which they came, or into those that it comes from. */
export const madeOf = (came: CameIn, values: readonly ValueEntity[], trusted: readonly Source[]): MadeOf => {
  const [own] = came.conversations
  const inherited = counting(
    came.context,
    values.filter((value) => !isOwn(came, value)),
    trusted,
  )
  const all = [...values.filter((value) => isOwn(came, value)), ...inherited]
  const parts = (all.length > INPUTS ? counting(came.context, all, trusted) : all).map((value) => namedIn(own, value))
  const inputs = [...new Set(parts.flatMap(({ handles }) => handles))]
  const copies = parts.flatMap((part) => part.copies).filter(({ id }) => !came.made.has(id))
  return { inputs: inputs.slice(0, INPUTS), copies, isWhole: inputs.length <= INPUTS }
}

/** All of which something is made where nobody can say of what: what counts of it. */
export const madeOfAll = (came: CameIn, trusted: readonly Source[]): MadeOf =>
  madeOf(came, counting(came.context, came.values, trusted), trusted)

/** What makes the copies: the gate does, of what it has. */
export const makingOf = (copies: readonly Copy[], tenant: TenantId): readonly Ingest[] =>
  [...new Map(copies.map((copy) => [copy.id, copy])).values()].map((copy) => ({ ...copy, by: gateOf(tenant) }))
