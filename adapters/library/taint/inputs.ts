import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { Readers, Source } from "../../../kernel/taint/label.ts"
import { ConversationId, EndorsementId, Handle, Mode, ValuePlan, commands } from "../../../kernel/taint/taint.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { bytes, key, pageOf, signed } from "../inputs.ts"
import { conversationStatuses, endorsementStatuses } from "./kinds.ts"

/** As many bytes of content come in at once at most, as UTF-8. */
const CONTENT_BYTES = 1_048_576

/** Content as text. Half a surrogate pair has no UTF-8: something else would be hashed than was meant. */
export const Content = z
  .string()
  .max(CONTENT_BYTES)
  .refine((text) => text.isWellFormed(), { error: "text that UTF-8 can carry" })
  .refine((text) => Buffer.byteLength(text) <= CONTENT_BYTES, { error: `at most ${CONTENT_BYTES} bytes of UTF-8` })

/** What a deployment calls something that keeps content: a path, a key, an address. */
export const ResourceName = z
  .string()
  .min(1)
  .max(1_024)
  .refine((text) => text.isWellFormed(), { error: "text that UTF-8 can carry" })

const conversation = ConversationId
/** Whether the content goes into the conversation at once, where who hears it may. */
const show = z.boolean().default(true)

/** A conversation that somebody opens for a person: their own where none is named. */
export const ConversationOpening = z.strictObject({
  initiator: ActorId.nullable().default(null),
  /** Who sees what is said in it. */
  audience: commands.open.shape.audience,
  /** As the config says where nothing is said here. */
  mode: Mode.nullable().default(null),
  key,
})
export type ConversationOpening = Readonly<z.input<typeof ConversationOpening>>

/** A conversation that begins with all that another one has seen. */
export const ConversationSpawning = z.strictObject({ parent: conversation, key })
export type ConversationSpawning = Readonly<z.input<typeof ConversationSpawning>>

/** Content that comes from somewhere, for these readers: for whom the conversation is alone, where none are named. */
export const ValueIngesting = z.strictObject({
  conversation,
  source: Source,
  readers: Readers.nullable().default(null),
  content: Content,
  show,
  key,
})
export type ValueIngesting = Readonly<z.input<typeof ValueIngesting>>

/** What a tool gave back for a call. */
export const ResultBringing = z.strictObject({ conversation, call: Handle, content: Content, show, key })
export type ResultBringing = Readonly<z.input<typeof ResultBringing>>

/** A value that is stored. */
export const ValueWriting = z.strictObject({ conversation, value: Handle, resource: ResourceName, key })
export type ValueWriting = Readonly<z.input<typeof ValueWriting>>

/** What stands in a resource. */
export const ResourceReading = z.strictObject({ conversation, resource: ResourceName, content: Content, show, key })
export type ResourceReading = Readonly<z.input<typeof ResourceReading>>

/** The call that somebody vouches for: its arguments' bytes, or the values that stand in it. */
const call = {
  payload: bytes.nullable().default(null),
  values: ValuePlan.nullable().default(null),
}

/** A value at an argument of a tool, or the decision to make a call, that somebody vouches for. What is signed is an `interlock/endorsement/v1`. */
export const ValueEndorsing = z
  .strictObject({
    id: EndorsementId,
    conversation,
    tool: ToolName,
    ...call,
    slot: commands.endorse.shape.slot,
    signed,
    key,
  })
  .refine(({ payload, values }) => (payload === null) !== (values === null), {
    error: "either the payload, or values",
    path: ["payload"],
  })
export type ValueEndorsing = Readonly<z.input<typeof ValueEndorsing>>

/** A call of which somebody wants to see what they would vouch for. */
export const EndorsementPreviewing = z.strictObject({
  conversation,
  tool: ToolName,
  payload: bytes,
  slot: commands.endorse.shape.slot,
})
export type EndorsementPreviewing = Readonly<z.input<typeof EndorsementPreviewing>>

/** An endorsement that is taken back. */
export const EndorsementEnding = z.strictObject({ id: EndorsementId, key })
export type EndorsementEnding = Readonly<z.input<typeof EndorsementEnding>>

/** A value, or a call, of which somebody wants to know where it comes from. */
export const Explaining = z
  .strictObject({
    conversation,
    value: Handle.nullable().default(null),
    call: Handle.nullable().default(null),
  })
  .refine(({ value, call }) => (value === null) !== (call === null), {
    error: "either a value, or a call",
    path: ["value"],
  })
export type Explaining = Readonly<z.input<typeof Explaining>>

/** Which page of the conversations, and of the endorsements. */
export const ConversationPage = pageOf(conversationStatuses)
export type ConversationPage = Readonly<z.input<typeof ConversationPage>>
export const EndorsementPage = pageOf(endorsementStatuses)
export type EndorsementPage = Readonly<z.input<typeof EndorsementPage>>
