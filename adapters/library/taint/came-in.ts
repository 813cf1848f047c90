import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import type { GateError } from "../../../kernel/gate/configuration.ts"
import type { Gate } from "../../../kernel/gate/gate.ts"
import { BOTTOM, type Label } from "../../../kernel/taint/label.ts"
import {
  type ConversationId,
  type ConversationKept,
  conversationOf,
  handleOf,
  valueIn,
  Handle,
} from "../../../kernel/taint/taint.ts"
import { listed } from "../../../kernel/table.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"
import type { Evidence } from "./evidence.ts"
import { isGatesOwn } from "./handles.ts"
import { type ConversationEntity, type ValueEntity, asConversation, asValue } from "./kinds.ts"

/** All that came into a conversation, as the log has it: by labels and digests, and no content. */
export interface CameIn {
  /** The conversation, then the one that spawned it, and so on. */
  readonly conversations: readonly ConversationId[]
  /** What is in its view. */
  readonly context: Label
  /** What was brought into it; of those that it comes from, what had been by the time that they spawned. What was made of that has no more. */
  readonly values: readonly ValueEntity[]
  /** What the gate has made its own of other values. */
  readonly made: ReadonlySet<string>
}

/** What was brought in, and wasn't made of anything: of that alone there is a text. */
const isBrought = ({ id, kept: { origin } }: ValueEntity): boolean =>
  origin.how !== "derive" && !isGatesOwn(handleOf(id))

const ANY = Handle.parse("0")
/** How the ids of a conversation's values begin. */
const valuesOf = (id: ConversationId): string => valueIn(id, ANY).slice(0, -ANY.length)
const conversationPartOf = (id: string): string => id.slice(0, id.lastIndexOf("_") + 1)

/** A conversation with those that it comes from, and until when what came into each is its own too. */
const lineOf = (
  conversations: ReadonlyMap<string, ConversationEntity>,
  id: ConversationId,
): readonly (readonly [id: ConversationId, until: Instant | null])[] => {
  const line: (readonly [ConversationId, Instant | null])[] = []
  let next: ConversationId | null = id
  let until: Instant | null = null
  while (next !== null) {
    line.push([next, until])
    const kept: ConversationKept | undefined = conversations.get(next)?.kept
    until = kept?.at ?? null
    next = kept?.parent?.conversation ?? null
  }
  return line
}

/** What came into a conversation, among all that a tenant's memory holds, which is all of it: conversations and values never end. */
export const cameInto = (entities: readonly EntityOf<"taint">[], id: ConversationId): CameIn => {
  const conversations = new Map<string, ConversationEntity>()
  for (const entity of entities)
    if (entity.kept.entity === "conversation")
      for (const conversation of listed(asConversation(entity))) conversations.set(entity.id, conversation)
  const line = lineOf(conversations, id)
  const until = new Map(line.map(([one, last]) => [valuesOf(one), last]))
  const isOf = ({ id: value, kept }: EntityOf<"taint">): boolean => {
    const last = kept.entity === "value" ? until.get(conversationPartOf(value)) : undefined
    return kept.entity === "value" && last !== undefined && (last === null || kept.at <= last)
  }
  const values = entities.filter(isOf).flatMap((value) => listed(asValue(value)))
  return {
    conversations: line.map(([one]) => one),
    context: conversations.get(id)?.kept.label ?? BOTTOM,
    values: values.filter(isBrought),
    made: new Set(values.map((value) => value.id).filter((value) => isGatesOwn(handleOf(value)))),
  }
}

/** The same, of what the gate has now. */
export const cameIntoBy = (
  gate: Pick<Gate["Service"], "entities">,
  tenant: TenantId,
  id: ConversationId,
): Effect.Effect<CameIn, GateError> => Effect.map(gate.entities(tenant, "taint"), (entities) => cameInto(entities, id))

/** Whether a value is a conversation's own, so that it can be named there. */
export const isOwn = ({ conversations: [own] }: CameIn, { id }: ValueEntity): boolean => conversationOf(id) === own

/** Whether the text of each value is looked through. */
export const isAllThere = ({ conversations, values }: CameIn, { has }: Pick<Evidence, "has">): boolean =>
  values.every(({ kept: { digest } }) => conversations.some((one) => has(one, digest)))
