import * as z from "zod"
import { Actor, type ActorId, Principal, Role, TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { KeyFingerprint } from "../keyring.ts"
import { keysOf, listed } from "../table.ts"
import { Duration, Instant } from "../time.ts"
import { ToolName } from "../tool.ts"
import { Label, Reader, Readers, Source, UNKNOWN, readersUpTo } from "./label.ts"

/** Upper bounds of what one entity holds, so that a record of a step, with all that it moves, stays within 65,535 bytes. */
export const SLOTS = 11
export const INPUTS = 32
export const RECIPIENTS = 16
const AUDIENCE = 32

const NAME = "[A-Za-z0-9]{1,64}"

export const ConversationId = z
  .string()
  .regex(new RegExp(`^conversation_${NAME}$`))
  .brand("ConversationId")
export type ConversationId = z.infer<typeof ConversationId>

/** What a value, or a call, is called inside its conversation. */
export const Handle = z
  .string()
  .regex(new RegExp(`^${NAME}$`))
  .brand("Handle")
export type Handle = z.infer<typeof Handle>

/** A value by its conversation and its handle: one of another conversation can't be named. */
export const ValueId = z
  .string()
  .regex(new RegExp(`^value_${NAME}_${NAME}$`))
  .brand("ValueId")
export type ValueId = z.infer<typeof ValueId>

export const CallId = z
  .string()
  .regex(new RegExp(`^call_${NAME}_${NAME}$`))
  .brand("CallId")
export type CallId = z.infer<typeof CallId>

/** A resource by the digest of what the deployment calls it. */
export const ResourceId = z
  .string()
  .regex(new RegExp(`^resource_${NAME}$`))
  .brand("ResourceId")
export type ResourceId = z.infer<typeof ResourceId>

export const EndorsementId = z
  .string()
  .regex(new RegExp(`^endorsement_${NAME}$`))
  .brand("EndorsementId")
export type EndorsementId = z.infer<typeof EndorsementId>

export const EntityId = z.union([ConversationId, ValueId, CallId, ResourceId, EndorsementId])
export type EntityId = z.infer<typeof EntityId>

const [AFTER_KIND, HANDLE] = [1, 2] as const
const partOf = (id: string, part: number): string => id.split("_")[part] ?? ""

export const valueIn = (conversation: ConversationId, handle: Handle): ValueId =>
  ValueId.parse(`value_${partOf(conversation, AFTER_KIND)}_${handle}`)
export const callIn = (conversation: ConversationId, handle: Handle): CallId =>
  CallId.parse(`call_${partOf(conversation, AFTER_KIND)}_${handle}`)
/** In which conversation a value is, or a call. */
export const conversationOf = (id: ValueId | CallId): ConversationId =>
  ConversationId.parse(`conversation_${partOf(id, AFTER_KIND)}`)
export const handleOf = (id: ValueId | CallId): Handle => Handle.parse(partOf(id, HANDLE))

/** Whether the arguments alone have to be trusted, or also the decision to call. */
export const Mode = z.enum(["strict", "value"])
export type Mode = z.infer<typeof Mode>

/**
 * An argument of a tool, by where it stands: a JSON pointer (RFC 6901), so that none is taken for `control`. Printable ASCII, and
 * nothing that JSON escapes, so that each character is a byte of a record.
 */
export const Slot = z
  .string()
  .max(128)
  .regex(/^\/(?:[\x20\x21\x23-\x5b\x5d-\x7d]|~[01])*$/)
  .brand("Slot")
export type Slot = z.infer<typeof Slot>

/** The decision to make the very call. */
export const CONTROL = "control"
const Control = z.literal(CONTROL)

const isNoLongerThan =
  (most: number) =>
  (table: Readonly<Record<string, unknown>>): boolean =>
    Object.keys(table).length <= most

/** Which value stands where. */
export const ValuePlan = z
  .record(Slot, Handle)
  .refine(isNoLongerThan(SLOTS), { error: `a call has ${SLOTS} arguments at most` })
  .readonly()
export type ValuePlan = z.infer<typeof ValuePlan>

/** Which endorsement is named where. */
export const Endorsed = z
  .partialRecord(z.union([Slot, Control]), EndorsementId)
  .refine(isNoLongerThan(SLOTS + 1), { error: "an endorsement is named for an argument, or for control" })
  .readonly()
export type Endorsed = z.infer<typeof Endorsed>

const handles = z.array(Handle).max(INPUTS).readonly()
const audience = readersUpTo(AUDIENCE)

/** The endorsements that are named, each with where. */
export const namedIn = (endorsements: Endorsed): readonly (readonly [at: Slot | typeof CONTROL, id: EndorsementId])[] =>
  keysOf(endorsements).flatMap((at) => listed(endorsements[at] ?? null).map((id) => [at, id] as const))

/** Who gets to see something by a call. */
const Recipients = readersUpTo(RECIPIENTS)
export const recipientsOf = (names: readonly string[]) => Recipients.parse(names)

export const commands = {
  open: z.strictObject({
    type: z.literal("open"),
    id: ConversationId,
    by: Actor,
    /** The person for whom it is, as proven at the door. */
    initiator: Principal,
    /** Who sees what is said in it. */
    audience,
    mode: Mode,
  }),
  spawn: z.strictObject({ type: z.literal("spawn"), id: ConversationId, parent: ConversationId, by: Actor }),
  ingest: z.strictObject({
    type: z.literal("ingest"),
    id: ValueId,
    by: Actor,
    /** As proven at the door. */
    source: Source,
    readers: Readers,
    digest: Digest,
  }),
  show: z.strictObject({ type: z.literal("show"), id: ConversationId, value: Handle, by: Actor }),
  derive: z.strictObject({ type: z.literal("derive"), id: ValueId, by: Actor, inputs: handles, digest: Digest }),
  call: z.strictObject({
    type: z.literal("call"),
    id: CallId,
    by: Actor,
    tool: ToolName,
    plan: ValuePlan,
    recipients: Recipients,
    endorsements: Endorsed,
  }),
  result: z.strictObject({ type: z.literal("result"), id: ValueId, call: Handle, by: Actor, digest: Digest }),
  write: z.strictObject({
    type: z.literal("write"),
    id: ConversationId,
    resource: ResourceId,
    value: Handle,
    by: Actor,
  }),
  read: z.strictObject({ type: z.literal("read"), id: ValueId, resource: ResourceId, by: Actor, digest: Digest }),
  endorse: z
    .strictObject({
      type: z.literal("endorse"),
      id: EndorsementId,
      by: Actor,
      conversation: ConversationId,
      tool: ToolName,
      plan: ValuePlan,
      slot: z.union([Slot, Control]),
      /** What of the signature was verified, null where it proves nothing. */
      signature: z.lazy(() => Signature).nullable(),
    })
    .refine(({ plan, slot }) => slot === CONTROL || Object.hasOwn(plan, slot), {
      error: "what is endorsed stands in the plan",
    }),
  withdraw: z.strictObject({ type: z.literal("withdraw"), id: EndorsementId, by: Actor }),
  expire: z.strictObject({ type: z.literal("expire"), id: EndorsementId, by: Actor }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.open,
  commands.spawn,
  commands.ingest,
  commands.show,
  commands.derive,
  commands.call,
  commands.result,
  commands.write,
  commands.read,
  commands.endorse,
  commands.withdraw,
  commands.expire,
])
export type Command = Readonly<z.infer<typeof Command>>

/** The values that somebody vouches for, by where they stand: of an argument that one, of control all of them. */
const Digests = z.record(Slot, Digest).refine(isNoLongerThan(SLOTS)).readonly()

/** What a person signs who vouches for a value. Its bytes are RFC 8785 JSON; whoever signs has hashed what they were shown. */
export const EndorsementSigned = z.strictObject({
  type: z.literal("interlock/endorsement/v1"),
  tenant: TenantId,
  /** Its own id, so that what is signed once counts once. */
  endorsement: EndorsementId,
  conversation: ConversationId,
  tool: ToolName,
  slot: z.union([Slot, Control]),
  digests: Digests,
  endorser: Principal,
})
export type EndorsementSigned = Readonly<z.infer<typeof EndorsementSigned>>

/** A signature that the door has verified: the key, who owns it, and what the signed bytes say. */
const Signature = z.strictObject({ signer: Principal, key: KeyFingerprint, statement: EndorsementSigned })
export type Signature = Readonly<z.infer<typeof Signature>>

/** How many values were shown or read into a conversation. */
const Seen = z.int().min(0)

export const ConversationKept = z.strictObject({
  entity: z.literal("conversation"),
  initiator: Principal,
  audience,
  mode: Mode,
  /** The conversation that it was spawned by, and what that had seen by then; null for one that was opened. */
  parent: z.strictObject({ conversation: ConversationId, seen: Seen }).nullable(),
  at: Instant,
  label: Label,
  seen: Seen,
})
export type ConversationKept = Readonly<z.infer<typeof ConversationKept>>

/** A value that was written into a resource, and what its conversation had seen by then. */
export const Wrote = z.strictObject({ conversation: ConversationId, value: Handle, seen: Seen })
export type Wrote = Readonly<z.infer<typeof Wrote>>

/** Where a value comes from: what happened, from which alone its provenance follows. */
export const Origin = z.discriminatedUnion("how", [
  z.strictObject({ how: z.literal("ingest"), source: Source, readers: Readers }),
  z.strictObject({ how: z.literal("derive"), inputs: handles, seen: Seen }),
  z.strictObject({ how: z.literal("result"), call: Handle }),
  z.strictObject({
    how: z.literal("read"),
    resource: ResourceId,
    /** How the resource was written last, null where nobody knows: it has no label, or other content than that. */
    wrote: Wrote.nullable(),
  }),
])
export type Origin = Readonly<z.infer<typeof Origin>>

export const ValueKept = z.strictObject({
  entity: z.literal("value"),
  digest: Digest,
  label: Label,
  origin: Origin,
  by: Principal,
  at: Instant,
  /** What its conversation had seen once it was read into it, 0 where it wasn't. */
  readAt: Seen,
  /** The same once it was shown. */
  shownAt: Seen,
})
export type ValueKept = Readonly<z.infer<typeof ValueKept>>

/** Which value stood where, with its digest. */
const Sealed = z.record(Slot, z.strictObject({ value: Handle, digest: Digest })).readonly()
export type Sealed = z.infer<typeof Sealed>

export const CallKept = z.strictObject({
  entity: z.literal("call"),
  tool: ToolName,
  plan: Sealed,
  recipients: Recipients,
  endorsements: Endorsed,
  /** Of all its arguments together. */
  label: Label,
  by: Principal,
  at: Instant,
  /** What its conversation had seen. */
  seen: Seen,
  results: z.array(Handle).readonly(),
})
export type CallKept = Readonly<z.infer<typeof CallKept>>

export const ResourceKept = z.strictObject({
  entity: z.literal("resource"),
  digest: Digest,
  label: Label,
  wrote: Wrote,
  by: Principal,
  at: Instant,
})
export type ResourceKept = Readonly<z.infer<typeof ResourceKept>>

const Use = z.strictObject({ call: CallId, slot: z.union([Slot, Control]), at: Instant })
export type Use = Readonly<z.infer<typeof Use>>

export const EndorsementKept = z.strictObject({
  entity: z.literal("endorsement"),
  conversation: ConversationId,
  tool: ToolName,
  slot: z.union([Slot, Control]),
  sealed: Sealed,
  by: Principal,
  /** Whose signature it was, by which key, and the digest of what they signed; null where nothing was. */
  signature: z.strictObject({ signer: Principal, key: KeyFingerprint, statement: Digest }).nullable(),
  at: Instant,
  expiresAt: Instant,
  uses: z.array(Use).readonly(),
  ended: z.strictObject({ how: z.enum(["withdrawn", "expired"]), by: Principal, at: Instant }).nullable(),
})
export type EndorsementKept = Readonly<z.infer<typeof EndorsementKept>>

/** What an entity keeps: sealed once, then what happened, never the verdict of a guard. */
export const Kept = z.discriminatedUnion("entity", [
  ConversationKept,
  ValueKept,
  CallKept,
  ResourceKept,
  EndorsementKept,
])
export type Kept = Readonly<z.infer<typeof Kept>>

export const statuses = [
  "open",
  "written",
  "called",
  "returned",
  "labelled",
  "granted",
  "used",
  "withdrawn",
  "expired",
] as const
export type Status = (typeof statuses)[number]

/** What the deployment says of a tool. */
export const ToolFlow = z
  .strictObject({
    /** What a call does at most. What leaves can't be called back either: `egress` is as final as `destructive`. */
    effect: z.enum(["read", "write", "destructive", "egress"]),
    /** Which arguments have to be trusted. One that isn't declared has to be. */
    arguments: z
      .record(Slot, z.enum(["trusted", "any"]))
      .refine(isNoLongerThan(SLOTS), { error: `a tool has ${SLOTS} arguments at most` })
      .readonly(),
    /** Which arguments name who gets to see something by it. */
    recipients: z.array(Slot).max(RECIPIENTS).readonly(),
    /** What its output has beside what its arguments bring. */
    adds: Label,
  })
  .refine(({ effect, recipients }) => effect !== "egress" || recipients.length > 0, {
    error: "a tool that sends declares an argument that names a recipient",
  })
  .refine(({ effect, arguments: declared }) => !isFinal({ effect }) || Object.values(declared).includes("trusted"), {
    error: "a tool that destroys or sends declares an argument that has to be trusted",
  })
export type ToolFlow = Readonly<z.infer<typeof ToolFlow>>

/** Whether what a tool does can't be taken back. */
export const isFinal = ({ effect }: { readonly effect: "read" | "write" | "destructive" | "egress" }): boolean =>
  effect === "destructive" || effect === "egress"

/** The part of a tenant's policy that taint reads. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  tenant: TenantId,
  /** Whether calls of agents need a conversation at all. */
  required: z.boolean(),
  /** How conversations are judged where whoever opens one doesn't say. */
  mode: Mode,
  /** The sources whose content may decide. */
  trusted: z
    .array(Source)
    .max(32)
    .refine((sources) => !sources.includes(UNKNOWN), { error: `${UNKNOWN} is trusted by nobody` })
    .readonly(),
  tools: z.record(ToolName, ToolFlow).readonly(),
  /** The roles of whoever may endorse. */
  endorsers: z.array(Role).max(32).readonly(),
  /** How long an endorsement counts. */
  endorsementMs: Duration.min(1),
})
export type Settings = Readonly<z.infer<typeof Settings>>

/** Somebody of the tenant as a reader. */
export const readerOf = ({ id }: { readonly id: ActorId }): Reader => Reader.parse(id)
