import * as z from "zod"
import { Actor, Caller, Principal, Role, TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { Factor } from "../factor.ts"
import { KeyFingerprint, Keyring } from "../keyring.ts"
import { Duration, Instant } from "../time.ts"
import { ToolName } from "../tool.ts"

/** Upper bounds of what one grant may hold, so that its record stays within the ledger's 65,535 bytes. */
const PAIRS = 16
const RESOURCES = 32
/** As many bytes as so many addresses of 256 take in a record: what is quoted may take several a character. */
const ADDRESSES_BYTES = RESOURCES * 256
const GRANTABLE = 64
const TYPES = 16
const REASON = 1024

export const GrantId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
  .brand("GrantId")
export type GrantId = z.infer<typeof GrantId>

/** A step in a path that leads elsewhere than it says. Quotes are no shelter from it: not every tool that has paths knows them. */
const DOTS = /(?:^|\/)\.{1,2}(?:\/|$)/
const leadsWhereItSays = (address: string) => !DOTS.test(address)
const ELSEWHERE = { error: "an address has no . and no .. between slashes" }

/**
 * Outside of quotes printable, without spaces and without the signs that others read as wildcards; in quotes, where Terraform
 * writes the key of an instance, whatever a reader sees. What is quoted is closed: so what an address and its prefix have in
 * common ends outside of quotes in both, and what stands in a key is never taken for the end of a name.
 */
const WRITTEN = /^(?:[\x21\x23-\x29\x2b-\x3e\x40-\x7e]|"(?:\\[^\p{C}\p{Zl}\p{Zp}]|[^"\\\p{C}\p{Zl}\p{Zp}])*")+$/u

/** An address of something that a tool acts on, as the tool writes it. Short enough that effects can hold it. */
export const Address = z.string().max(1024).regex(WRITTEN).refine(leadsWhereItSays, ELSEWHERE).brand("Address")
export type Address = z.infer<typeof Address>

/**
 * An address that people can ask for, and be shown before they sign: without spaces, wildcards and what can be taken for something
 * else, in quotes too. So a key that has such signs is covered by the prefix of what it is a key of.
 */
export const Resource = z
  .string()
  .regex(/^[\x21-\x29\x2b-\x3e\x40-\x7e]{1,256}$/)
  .regex(WRITTEN, { error: "an address closes its quotes" })
  .refine(leadsWhereItSays, ELSEWHERE)
  .brand("Resource")
export type Resource = z.infer<typeof Resource>

/** One tool, on what is called this or lies under it. A wildcard and an empty prefix can't be said. */
export const ScopePair = z.strictObject({ tool: ToolName, prefix: Resource })
export type ScopePair = Readonly<z.infer<typeof ScopePair>>

export const Scope = z.array(ScopePair).min(1).max(PAIRS).readonly()
export type Scope = z.infer<typeof Scope>

/** What a tool calls the type of a resource. A pattern can't be said. */
export const ResourceType = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,71}$/)
  .brand("ResourceType")
export type ResourceType = z.infer<typeof ResourceType>

/** A resource that is touched, and of which type it is where its access rights or its reachability change; else null. */
export const Touched = z.strictObject({ address: Address, opens: ResourceType.nullable() })
export type Touched = Readonly<z.infer<typeof Touched>>

const bytesOf = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length - '""'.length

/** Whether so much may be touched at once. */
export const isWithinBounds = (touched: readonly { readonly address: string }[]): boolean =>
  touched.length <= RESOURCES && touched.reduce((sum, { address }) => sum + bytesOf(address), 0) <= ADDRESSES_BYTES

/** What somebody does under a grant: one tool, on each of these, and whether any of it is opened to everybody. */
export const Action = z.strictObject({
  tool: ToolName,
  resources: z.array(Touched).min(1).max(RESOURCES).refine(isWithinBounds).readonly(),
  opensToWorld: z.boolean(),
})
export type Action = Readonly<z.infer<typeof Action>>

/** What a countersigner is shown, and what the digest that is signed is taken of (RFC 8785 JSON). */
export const Terms = z.strictObject({
  type: z.literal("interlock/grant/v1"),
  tenant: TenantId,
  grant: GrantId,
  holder: Principal,
  /** The one agent whose calls for the holder count as the holder's; null where only the holder in person calls. */
  agent: Principal.refine(({ kind }) => kind === "agent", { error: "who calls for the holder is an agent" }).nullable(),
  reason: z
    .string()
    .max(REASON)
    .refine((text) => text.isWellFormed(), { error: "the reason is well-formed Unicode" }),
  scope: Scope,
  durationMs: z.int(),
})
export type Terms = Readonly<z.infer<typeof Terms>>

/**
 * What a holder signs to ask for emergency access: the second factor, made for this very request. `at` is when; how old it
 * may be is the policy's to say.
 */
export const GrantAsked = z.strictObject({
  type: z.literal("interlock/grant-request/v1"),
  tenant: TenantId,
  holder: Principal,
  agent: Terms.shape.agent,
  reason: Terms.shape.reason,
  scope: Terms.shape.scope,
  durationMs: Terms.shape.durationMs,
  at: Instant,
})
export type GrantAsked = Readonly<z.infer<typeof GrantAsked>>

/** What a countersigner signs. Its bytes are RFC 8785 JSON; whoever signs has hashed the terms that were shown. */
export const Statement = z.strictObject({
  type: z.literal("interlock/countersignature/v1"),
  tenant: TenantId,
  grant: GrantId,
  terms: Digest,
  countersigner: Principal,
})
export type Statement = Readonly<z.infer<typeof Statement>>

/** A signature that the door has verified: the key, who owns it, and what the signed bytes say. */
export const Signature = z.strictObject({ signer: Principal, key: KeyFingerprint, statement: Statement })
export type Signature = Readonly<z.infer<typeof Signature>>

const id = GrantId
const { reason, scope, durationMs, agent } = Terms.shape

export const commands = {
  request: z.strictObject({
    type: z.literal("request"),
    id,
    by: Actor,
    agent,
    reason,
    scope,
    durationMs,
    /** The second factor that the holder proved last; null for none. */
    factor: Factor.nullable(),
  }),
  countersign: z.strictObject({
    type: z.literal("countersign"),
    id,
    by: Actor,
    terms: Digest,
    signature: Signature.nullable(),
  }),
  deny: z.strictObject({ type: z.literal("deny"), id, by: Actor }),
  lapse: z.strictObject({ type: z.literal("lapse"), id, by: Actor }),
  use: z.strictObject({ type: z.literal("use"), id, by: Caller, action: Action }),
  revoke: z.strictObject({ type: z.literal("revoke"), id, by: Actor }),
  expire: z.strictObject({ type: z.literal("expire"), id, by: Actor }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.request,
  commands.countersign,
  commands.deny,
  commands.lapse,
  commands.use,
  commands.revoke,
  commands.expire,
])
export type Command = Readonly<z.infer<typeof Command>>

/** What a request rests on that the deployment no longer gives it. What was never there is not lost. */
const LostRequest = z.strictObject({
  /** The key with which it was asked for is its holder's. */
  holderKey: z.boolean(),
  /** The policy lets its scope be asked for. */
  scope: z.boolean(),
  /** It lasts as long as the policy lets a grant last. */
  duration: z.boolean(),
})
export type LostRequest = Readonly<z.infer<typeof LostRequest>>

/** What became of a request. The terms that were named, the signature, and what was lost by then are a countersigner's. */
const Settlement = z.strictObject({
  how: z.enum(["countersigned", "denied", "lapsed"]),
  by: Actor,
  terms: Digest.nullable(),
  signature: Signature.nullable(),
  lost: LostRequest.nullable(),
  at: Instant,
})
export type Settlement = Readonly<z.infer<typeof Settlement>>

/** The same of a grant, and what its countersignature rests on. */
const Lost = LostRequest.extend({
  /** The key with which it was countersigned is its countersigner's. */
  countersignerKey: z.boolean(),
  /** Whoever still has that key has a role that settles. */
  countersignerRole: z.boolean(),
  /** One person is enough, where one person opened it. */
  selfCountersign: z.boolean(),
})
export type Lost = Readonly<z.infer<typeof Lost>>

const Used = z.strictObject({ by: Caller, action: Action, lost: Lost, at: Instant })

const Ended = z.strictObject({
  how: z.enum(["expired", "revoked"]),
  by: Actor,
  at: Instant,
  /** How many uses there were by then. */
  uses: z.int().min(0),
})

/** What a grant keeps: sealed at request, then what happened, never the verdict of a guard. */
export const Kept = z.strictObject({
  tenant: TenantId,
  holder: Principal,
  agent,
  reason,
  scope,
  durationMs,
  factor: Factor.nullable(),
  requestedAt: Instant,
  /** From when on nobody may settle it any more. */
  lapsesAt: Instant,
  /** Digest of the terms. */
  terms: Digest,
  settlements: z.array(Settlement).readonly(),
  activatedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  uses: z.strictObject({ count: z.int().min(0), last: Used.nullable() }),
  ended: Ended.nullable(),
  /** The holder countersigned: whoever reads this is to be told. */
  selfCountersigned: z.boolean(),
})
export type Kept = Readonly<z.infer<typeof Kept>>

export const statuses = ["requested", "active", "denied", "lapsed", "expired", "revoked"] as const
export type Status = (typeof statuses)[number]

/** The tools of the gate itself, its settings and its log: no policy makes them grantable. */
const isOwn = (tool: string) => /^interlock(?:[._:/-]|$)/i.test(tool)

/** What may be asked for, and of which types the resources are whose access rights or reachability may change under it. */
const GrantablePair = ScopePair.extend({ types: z.array(ResourceType).max(TYPES).readonly() })
export type GrantablePair = Readonly<z.infer<typeof GrantablePair>>

/** The part of a tenant's policy that break-glass reads. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  tenant: TenantId,
  /** Whose key each is now. */
  keyring: Keyring,
  minDurationMs: Duration.min(1),
  maxDurationMs: Duration.min(1),
  /** How long a request waits for its countersignature. */
  requestMs: Duration.min(1),
  /** How long a second factor counts as fresh. */
  factorMs: Duration.min(1),
  /** What may be asked for at all. Neither the settings of break-glass nor the ledger can be. */
  grantable: z
    .array(GrantablePair.refine(({ tool }) => !isOwn(tool), { error: "the gate's own tools are never grantable" }))
    .max(GRANTABLE)
    .readonly(),
  cooldownMs: Duration,
  requestRate: z.strictObject({ max: z.int().min(1), windowMs: Duration.min(1) }),
  maxActiveGrants: z.int().min(1),
  /** Who is asked, denies and revokes. */
  countersigners: z.array(Role).max(32).readonly(),
  allowSelfCountersign: z.boolean(),
})
export type Settings = Readonly<z.infer<typeof Settings>>
