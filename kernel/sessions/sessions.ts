import * as z from "zod"
import { Actor, ActorId, Principal, Role, TenantId } from "../actors.ts"
import { Factor } from "../factor.ts"
import { Duration, Instant } from "../time.ts"
import { ToolName } from "../tool.ts"

/** Upper bounds of what one entity holds, so that a record of a step, with all that it moves, stays within 65,535 bytes. */
const TOOLS = 96
const DEPTH = 16

/** How the ids of sessions and credentials begin; those of no person do. */
const SESSION = "session_"
const CREDENTIAL = "credential_"

/** A subject's id is the person's, which is taken for that of no session and no credential. */
export const SubjectId = ActorId.refine((id) => !id.startsWith(SESSION) && !id.startsWith(CREDENTIAL), {
  error: `a person whose id begins with ${SESSION} or ${CREDENTIAL} can't have sessions`,
}).brand("SubjectId")
export type SubjectId = z.infer<typeof SubjectId>

export const SessionId = z
  .string()
  .regex(/^session_[A-Za-z0-9]{1,64}$/)
  .brand("SessionId")
export type SessionId = z.infer<typeof SessionId>

export const CredentialId = z
  .string()
  .regex(/^credential_[A-Za-z0-9]{1,64}$/)
  .brand("CredentialId")
export type CredentialId = z.infer<typeof CredentialId>

export const EntityId = z.union([SubjectId, SessionId, CredentialId])
export type EntityId = z.infer<typeof EntityId>

/** What a call does at most. */
export const Effect = z.enum(["read", "write", "destructive"])
export type Effect = z.infer<typeof Effect>

/** Each of them is named by itself: to write is not to read. */
const effects = z
  .array(Effect)
  .max(Effect.options.length)
  .refine((named) => new Set(named).size === named.length, { error: "an effect is named once" })
  .readonly()
export const Effects = effects.refine((named) => named.length > 0, { error: "one effect is named at least" })
export type Effects = z.infer<typeof Effects>

/** One tool, with these effects. A pattern can't be said. */
export const ScopePair = z.strictObject({ tool: ToolName, effects: Effects })
export type ScopePair = Readonly<z.infer<typeof ScopePair>>

export const Scope = z
  .array(ScopePair)
  .max(TOOLS)
  .refine((pairs) => new Set(pairs.map(({ tool }) => tool)).size === pairs.length, { error: "a tool is named once" })
  .readonly()
export type Scope = z.infer<typeof Scope>

/** Who opens a session: in their own name alone, which is that of a person. */
const Opener = z.strictObject({ ...Actor.shape, id: SubjectId })

const subject = SubjectId
const session = SessionId
const credential = CredentialId

export const commands = {
  enrol: z.strictObject({ type: z.literal("enrol"), id: subject, by: Actor, scope: Scope }),
  disable: z.strictObject({ type: z.literal("disable"), id: subject, by: Actor }),
  enable: z.strictObject({ type: z.literal("enable"), id: subject, by: Actor, scope: Scope }),
  open: z.strictObject({
    type: z.literal("open"),
    id: session,
    by: Opener,
    /** The one agent that acts for them. */
    agent: ActorId,
    /** With which they prove that it is they; null where what they signed proves nothing, or nothing is signed. */
    factor: Factor.nullable(),
  }),
  touch: z.strictObject({
    type: z.literal("touch"),
    id: session,
    by: Actor,
    /** The same once more; unclaimed by who says that they are there, and nothing else. */
    factor: Factor.nullable().or(z.literal("unclaimed")),
  }),
  mint: z.strictObject({
    type: z.literal("mint"),
    id: credential,
    session,
    by: Actor,
    /** The session that was proven at the door. */
    run: session,
    audience: ToolName,
    effects: Effects,
  }),
  delegate: z.strictObject({
    type: z.literal("delegate"),
    id: credential,
    parent: credential,
    by: Actor,
    run: session,
    /** An agent of the tenant: whoever is none has no scope, and gets nothing. */
    to: ActorId,
    audience: ToolName,
    effects: Effects,
  }),
  present: z.strictObject({
    type: z.literal("present"),
    id: credential,
    by: Actor,
    run: session,
    tool: ToolName,
    effect: Effect,
  }),
  lapse: z.strictObject({ type: z.literal("lapse"), id: credential, by: Actor }),
  end: z.strictObject({ type: z.literal("end"), id: session, by: Actor }),
  expire: z.strictObject({ type: z.literal("expire"), id: session, by: Actor }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.enrol,
  commands.disable,
  commands.enable,
  commands.open,
  commands.touch,
  commands.mint,
  commands.delegate,
  commands.present,
  commands.lapse,
  commands.end,
  commands.expire,
])
export type Command = Readonly<z.infer<typeof Command>>

/**
 * What a person signs to open a session, at the moment when they do: the factor with which they prove that it is they. How old it may
 * be is the policy's to say.
 */
export const OpeningSigned = z.strictObject({
  type: z.literal("interlock/session-opening/v1"),
  tenant: TenantId,
  subject: Principal,
  agent: ActorId,
  at: Instant,
})
export type OpeningSigned = Readonly<z.infer<typeof OpeningSigned>>

/** What they sign to prove it once more, within a session. What was signed to open one is none. */
export const TouchSigned = z.strictObject({
  type: z.literal("interlock/session-touch/v1"),
  tenant: TenantId,
  subject: Principal,
  session,
  at: Instant,
})
export type TouchSigned = Readonly<z.infer<typeof TouchSigned>>

/** How often somebody was enabled after having been disabled. */
const Enablement = z.int().min(0)

export const SubjectKept = z.strictObject({
  entity: z.literal("subject"),
  /** What the person's agents may call for them while they are enabled, as the directory said last. */
  scope: Scope,
  enablement: Enablement,
  /** When the last factor of theirs that counted was signed; null where none has. Nobody's coming back makes it forgotten. */
  factorAt: Instant.nullable(),
  /** The last thing that the directory said of them. */
  change: z.strictObject({ what: z.enum(["enrol", "disable", "enable"]), by: Actor, at: Instant }),
})
export type SubjectKept = Readonly<z.infer<typeof SubjectKept>>

const sessionStatuses = ["open", "expired", "revoked", "loggedOut"] as const

/** How things stood at the moment of a step: what was, never whether that was well. */
export const Stood = z.strictObject({
  /** Whether the person was enabled. */
  on: z.boolean(),
  /** In which enablement of theirs. */
  enablement: Enablement,
  session: z.enum(sessionStatuses),
  /** When the person gave their last sign of life, which calls of agents are none of. */
  sign: Instant,
})
export type Stood = Readonly<z.infer<typeof Stood>>

/** Who gave a sign, and when. */
export const Sign = z.strictObject({ by: Principal, at: Instant })
export type Sign = Readonly<z.infer<typeof Sign>>

/** A factor, whose it was, and when a session took it: which may be a while after it was signed. */
export const Proven = z.strictObject({ by: Principal, ...Factor.shape, taken: Instant })
export type Proven = Readonly<z.infer<typeof Proven>>

export const SessionKept = z.strictObject({
  entity: z.literal("session"),
  subject,
  agent: ActorId,
  /** Who opened it. */
  by: Principal,
  at: Instant,
  expiresAt: Instant,
  /** Whether the person was enabled when it was opened. */
  on: z.boolean(),
  /** Of which enablement it is. */
  enablement: Enablement,
  /** The last sign of life. */
  seen: Sign,
  /** The last factor; null where that was none. */
  factor: Proven.nullable(),
  /** The last touch, and how things stood before it. */
  touched: z.strictObject({ by: Principal, at: Instant, stood: Stood }).nullable(),
  ended: z.strictObject({ how: z.enum(["expired", "revoked", "loggedOut"]), by: Actor, at: Instant }).nullable(),
})
export type SessionKept = Readonly<z.infer<typeof SessionKept>>

/** The same for a credential, with what the person's scope had for its tool then. */
export const Used = z.strictObject({ ...Stood.shape, scope: effects })
export type Used = Readonly<z.infer<typeof Used>>

const Presented = z.strictObject({
  how: z.literal("present"),
  by: Principal,
  run: session,
  tool: ToolName,
  effect: Effect,
  at: Instant,
  stood: Used,
})
/** How things stood then, the child keeps. */
const Delegated = z.strictObject({ how: z.literal("delegate"), by: Principal, run: session, at: Instant })
export const Use = z.discriminatedUnion("how", [Presented, Delegated])
export type Use = Readonly<z.infer<typeof Use>>

export const CredentialKept = z.strictObject({
  entity: z.literal("credential"),
  session,
  /** For whom it speaks. */
  subject,
  /** Who uses it. */
  agent: ActorId,
  /** The tool that it is for. */
  audience: ToolName,
  effects: Effects,
  /** The credential that was spent on it; null for one that was minted. */
  parent: credential.nullable(),
  /** Who minted it, or handed it on. */
  by: Principal,
  run: session,
  at: Instant,
  expiresAt: Instant,
  /** When the last factor was signed, as it was minted; null where there was none, and for one that was handed on. */
  factorAt: Instant.nullable(),
  /** The agents through whose hands it went, its own the last. */
  chain: z.array(ActorId).readonly(),
  stood: Used,
  uses: z.array(Use).readonly(),
  /** It was swept: nobody used it in its time. */
  lapsed: z.strictObject({ by: Actor, at: Instant }).nullable(),
})
export type CredentialKept = Readonly<z.infer<typeof CredentialKept>>

/** What an entity keeps: sealed once, then what happened, never the verdict of a guard. */
export const Kept = z.discriminatedUnion("entity", [SubjectKept, SessionKept, CredentialKept])
export type Kept = Readonly<z.infer<typeof Kept>>

export const statuses = ["enabled", "disabled", ...sessionStatuses, "minted", "spent", "lapsed"] as const
export type Status = (typeof statuses)[number]

/** The part of a tenant's policy that sessions read. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  tenant: TenantId,
  /** Whether agents need a session at all. */
  required: z.boolean(),
  sessionMs: Duration.min(1),
  /** How long a session goes on without a sign of life. */
  idleMs: Duration.min(1),
  credentialMs: Duration.min(1),
  /** How long a factor counts as fresh, from when it was signed on. */
  factorMs: Duration.min(1),
  /** How many agents there are in a chain at most. */
  maxDepth: z.int().min(1).max(DEPTH),
  /** How many sessions of a person are live at most. */
  maxSessions: z.int().min(1),
  /** The effects that take a fresh factor. */
  sensitive: effects,
  /** What each agent of the tenant may do, for whomever. */
  agents: z.record(ActorId, Scope).readonly(),
  /** The roles of whoever says who is in the tenant, and who is out. */
  directory: z.array(Role).max(32).readonly(),
})
export type Settings = Readonly<z.infer<typeof Settings>>
