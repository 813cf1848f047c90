import * as z from "zod"
import { Actor, Caller, Principal, TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { KeyFingerprint, Keyring } from "../keyring.ts"
import { Duration, Instant } from "../time.ts"

/** Upper bounds of what one request may hold, so that its record stays within the ledger's 65,535 bytes. */
const STAGES = 8
const GROUPS = 8
const SEATS = 32
/** And of the people to whom the policy lets seats be delegated. */
const DELEGATES = 256

export const RequestId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
  .brand("RequestId")
export type RequestId = z.infer<typeof RequestId>

export const RouteName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
  .brand("RouteName")
export type RouteName = z.infer<typeof RouteName>

export const GroupName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/)
  .brand("GroupName")
export type GroupName = z.infer<typeof GroupName>

const distinct = (names: readonly string[]) => new Set(names).size === names.length
const identity = ({ id, tenant }: Principal) => `${tenant}/${id}`

/**
 * A group of a stage is met when `quorum` of its people approve. Its seats are distinct people, so a quorum can't be
 * filled by one person who stands on the list twice.
 */
export const Group = z.strictObject({
  name: GroupName,
  seats: z
    .array(Principal)
    .max(SEATS)
    .refine((seats) => distinct(seats.map(identity)), { error: "the seats of a group are distinct people" })
    .readonly(),
  quorum: z.int().min(0).max(SEATS),
})
export type Group = Readonly<z.infer<typeof Group>>

/** A stage is met when EVERY group is. A sequential one opens when all before it are met, a parallel one with the one before. */
export const Stage = z.strictObject({
  mode: z.enum(["sequential", "parallel"]),
  groups: z
    .array(Group)
    .max(GROUPS)
    .refine((groups) => distinct(groups.map(({ name }) => name)), {
      error: "the groups of a stage have distinct names",
    })
    .readonly(),
  slaMs: Duration.min(1),
})
export type Stage = Readonly<z.infer<typeof Stage>>

export const Stages = z.array(Stage).max(STAGES).readonly()
export type Stages = z.infer<typeof Stages>

/** A voice in a request: the member of a group of a stage (counted from 0). */
export const Seat = z.strictObject({ stage: z.int().min(0).max(STAGES), group: GroupName, member: Principal })
export type Seat = Readonly<z.infer<typeof Seat>>

export const Vote = z.enum(["approve", "reject"])
export type Vote = z.infer<typeof Vote>

/** What a person signs. Its bytes are RFC 8785 JSON; whoever signs has hashed the plan that was shown. */
export const Statement = z.strictObject({
  type: z.literal("interlock/approval/v1"),
  tenant: TenantId,
  request: RequestId,
  requester: z.strictObject({ actor: Principal, person: Principal }),
  plan: Digest,
  policy: Digest,
  uses: z.int(),
  seat: Seat,
  approver: Principal,
  decision: Vote,
  expiresAt: Instant,
})
export type Statement = Readonly<z.infer<typeof Statement>>

/** What a person signs to have somebody else speak for a seat of theirs, in the same form. */
export const DelegationStatement = z.strictObject({
  type: z.literal("interlock/delegation/v1"),
  tenant: TenantId,
  request: RequestId,
  plan: Digest,
  seat: Seat,
  delegator: Principal,
  to: Principal,
  expiresAt: Instant,
})
export type DelegationStatement = Readonly<z.infer<typeof DelegationStatement>>

/** A signature that the door has verified: the key, who owns it, and what the signed bytes say. */
const signatureOf = <Said extends z.ZodType>(statement: Said) =>
  z.strictObject({ signer: Principal, key: KeyFingerprint, statement })
export const Signature = signatureOf(Statement)
export type Signature = Readonly<z.infer<typeof Signature>>
export const DelegationSignature = signatureOf(DelegationStatement)
export type DelegationSignature = Readonly<z.infer<typeof DelegationSignature>>

const id = RequestId
const decide = { id, by: Actor, seat: Seat, plan: Digest, signature: Signature.nullable() }

export const commands = {
  submit: z.strictObject({
    type: z.literal("submit"),
    id,
    by: Caller,
    plan: Digest,
    route: RouteName,
    stages: Stages,
    uses: z.int(),
    lifetimeMs: z.int(),
  }),
  approve: z.strictObject({ type: z.literal("approve"), ...decide }),
  reject: z.strictObject({ type: z.literal("reject"), ...decide }),
  delegate: z.strictObject({
    type: z.literal("delegate"),
    id,
    by: Actor,
    seat: Seat,
    to: Principal,
    signature: DelegationSignature.nullable(),
  }),
  withdraw: z.strictObject({ type: z.literal("withdraw"), id, by: Actor }),
  consume: z.strictObject({ type: z.literal("consume"), id, by: Caller, plan: Digest }),
  cancel: z.strictObject({ type: z.literal("cancel"), id, by: Caller }),
  supersede: z.strictObject({ type: z.literal("supersede"), id, by: Caller }),
  expire: z.strictObject({ type: z.literal("expire"), id, by: Actor }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.submit,
  commands.approve,
  commands.reject,
  commands.delegate,
  commands.withdraw,
  commands.consume,
  commands.cancel,
  commands.supersede,
  commands.expire,
])
export type Command = Readonly<z.infer<typeof Command>>

export const Decision = z.strictObject({
  verdict: Vote,
  by: Actor,
  seat: Seat,
  plan: Digest,
  /** The policy that was in force. */
  policy: Digest,
  signature: Signature.nullable(),
  at: Instant,
})
export type Decision = Readonly<z.infer<typeof Decision>>

export const Delegation = z.strictObject({
  seat: Seat,
  by: Actor,
  to: Principal,
  signature: DelegationSignature.nullable(),
  at: Instant,
})
export type Delegation = Readonly<z.infer<typeof Delegation>>

/** Of each decision and of each delegation, in their order: whether its signer still had the key that signed it. */
export const KeysHeld = z.strictObject({
  decisions: z.array(z.boolean()).readonly(),
  delegations: z.array(z.boolean()).readonly(),
})
export type KeysHeld = Readonly<z.infer<typeof KeysHeld>>

export const Use = z.strictObject({ by: Caller, plan: Digest, policy: Digest, keysHeld: KeysHeld, at: Instant })
export type Use = Readonly<z.infer<typeof Use>>

const End = z.strictObject({
  how: z.enum(["expired", "withdrawn", "cancelled", "superseded"]),
  by: Actor,
  /** For whom: an agent may end its own person's request, and nobody else's. */
  person: Actor,
  at: Instant,
})
type End = Readonly<z.infer<typeof End>>

/** What a request keeps: sealed at submit, then what happened, never the verdict of a guard. */
export const Kept = z.strictObject({
  tenant: TenantId,
  requester: Caller,
  initiator: Principal,
  plan: Digest,
  policy: Digest,
  route: RouteName,
  stages: Stages,
  uses: z.int(),
  submittedAt: Instant,
  expiresAt: Instant,
  decisions: z.array(Decision).readonly(),
  delegations: z.array(Delegation).readonly(),
  opened: z.array(Instant.nullable()).readonly(),
  used: z.array(Use).readonly(),
  end: End.nullable(),
})
export type Kept = Readonly<z.infer<typeof Kept>>

export const statuses = [
  "pending",
  "approved",
  "consumed",
  "rejected",
  "expired",
  "withdrawn",
  "cancelled",
  "superseded",
] as const
export type Status = (typeof statuses)[number]

/** The part of a tenant's policy that approvals read. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  /** Digest of the whole policy in force. */
  policy: Digest,
  /** Whose key each is now. */
  keyring: Keyring,
  routes: z.record(RouteName, Stages),
  /** To whom a seat may be delegated, by whoever is seated. */
  delegates: z.array(Principal).max(DELEGATES).readonly(),
  maxUses: z.int().min(1),
  maxLifetimeMs: Duration.min(1),
  maxOpenRequests: z.int().min(1),
  decisionRate: z.strictObject({ max: z.int().min(1), windowMs: Duration.min(1) }),
})
export type Settings = Readonly<z.infer<typeof Settings>>

/** What the policy says of a tool here: the route of a request for it, how often an approval may be used, how long it lives. */
export const ApprovedTool = z.strictObject({
  route: RouteName,
  uses: z.int().min(1),
  lifetimeMs: Duration.min(1),
})
export type ApprovedTool = Readonly<z.infer<typeof ApprovedTool>>
