import {
  type CallId,
  CallId as Call,
  type CallKept,
  type ConversationId,
  ConversationId as Conversation,
  type ConversationKept,
  type EndorsementId,
  EndorsementId as Endorsement,
  type EndorsementKept,
  type Status,
  type ValueId,
  ValueId as Value,
  type ValueKept,
} from "../../../kernel/taint/taint.ts"
import { listed } from "../../../kernel/table.ts"
import type { EntityOf } from "../../domain.ts"
import { amongst } from "../entities-of-kind.ts"

export const conversationStatuses = ["open"] as const satisfies readonly Status[]
export const endorsementStatuses = ["granted", "used", "withdrawn", "expired"] as const satisfies readonly Status[]

/** What is said between a person and those who act for them. */
export interface ConversationEntity {
  readonly id: ConversationId
  readonly status: (typeof conversationStatuses)[number]
  readonly kept: ConversationKept
}

/** A value for which somebody has vouched. */
export interface EndorsementEntity {
  readonly id: EndorsementId
  readonly status: (typeof endorsementStatuses)[number]
  readonly kept: EndorsementKept
}

/** A value of a conversation. */
export interface ValueEntity {
  readonly id: ValueId
  readonly kept: ValueKept
}

/** A call of a conversation. */
export interface CallEntity {
  readonly id: CallId
  readonly kept: CallKept
}

/** An entity of the domain as a conversation, null where it is none. */
export const asConversation = ({ id, status: found, kept }: EntityOf<"taint">): ConversationEntity | null => {
  const status = amongst(conversationStatuses, found)
  return kept.entity === "conversation" && status !== null ? { id: Conversation.parse(id), status, kept } : null
}

/** An entity of the domain as an endorsement, null where it is none. */
export const asEndorsement = ({ id, status: found, kept }: EntityOf<"taint">): EndorsementEntity | null => {
  const status = amongst(endorsementStatuses, found)
  return kept.entity === "endorsement" && status !== null ? { id: Endorsement.parse(id), status, kept } : null
}

/** An entity of the domain as a value, null where it is none. */
export const asValue = ({ id, kept }: EntityOf<"taint">): ValueEntity | null =>
  kept.entity === "value" ? { id: Value.parse(id), kept } : null

/** An entity of the domain as a call, null where it is none. */
export const asCall = ({ id, kept }: EntityOf<"taint">): CallEntity | null =>
  kept.entity === "call" ? { id: Call.parse(id), kept } : null

export const conversationsIn = (items: readonly EntityOf<"taint">[]): readonly ConversationEntity[] =>
  items.flatMap((item) => listed(asConversation(item)))
export const endorsementsIn = (items: readonly EntityOf<"taint">[]): readonly EndorsementEntity[] =>
  items.flatMap((item) => listed(asEndorsement(item)))
