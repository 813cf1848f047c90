import * as z from "zod"
import { Actor, Principal, TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { Duration, Instant } from "../time.ts"
import { ToolName } from "../tool.ts"
import { Word, words } from "../word.ts"

/**
 * How often something is kept that happens to a call once. More than once would say that a guard is missing, and has room to be
 * seen; a record has a bound all the same.
 */
const REPEATED = 16

/** How the ids of both kinds begin; what follows is the same for a call and its resolution. */
const [CALL, RESOLUTION] = ["call_", "resolution_"] as const

export const CallId = z
  .string()
  .regex(/^call_[A-Za-z0-9]{1,24}$/)
  .brand("CallId")
export type CallId = z.infer<typeof CallId>

export const ResolutionId = z
  .string()
  .regex(/^resolution_[A-Za-z0-9]{1,24}$/)
  .brand("ResolutionId")
export type ResolutionId = z.infer<typeof ResolutionId>

export const EntityId = z.union([CallId, ResolutionId])
export type EntityId = z.infer<typeof EntityId>

/** The one resolution that a call can have. */
export const resolutionOf = (call: CallId): ResolutionId =>
  ResolutionId.parse(`${RESOLUTION}${call.slice(CALL.length)}`)

/** Whether a call is meant to have an effect. */
export const Mode = z.enum(["live", "dryRun"])
export type Mode = z.infer<typeof Mode>

/** What was found of a call when it was judged, each by whoever knows. */
export const Judged = z.strictObject({
  policyWasEvaluated: z.boolean(),
  policyAllowsTheCall: z.boolean(),
  destructiveIsApproved: z.boolean(),
  taintIsClear: z.boolean(),
  budgetIsReserved: z.boolean(),
  credentialIsPresented: z.boolean(),
})
export type Judged = Readonly<z.infer<typeof Judged>>

/** How whoever looked found that an unknown outcome really was. */
const Outcome = z.enum(["completed", "failed"])

const ofOneTenant = { error: "an actor acts for a person of its own tenant" } as const

/** What a person finds who is asked why a call was refused: one reason at least. */
const reasons = words.min(1).readonly()

const id = CallId
const by = Actor

export const commands = {
  receive: z
    .strictObject({
      type: z.literal("receive"),
      id,
      /** Who calls, and for whom, as proven at the door. */
      by,
      person: Principal,
      tool: ToolName,
      /** Digest of what would run. */
      plan: Digest,
      /** By this the call is known again while it waits: nobody asks twice for one thing. Null for one that is decided as it is received. */
      key: Digest.nullable(),
      mode: Mode,
    })
    .refine(({ by, person }) => by.tenant === person.tenant, ofOneTenant),
  wait: z.strictObject({
    type: z.literal("wait"),
    id,
    by,
    /** What has to be answered before it can be admitted. */
    on: Word,
    until: Instant,
  }),
  admit: z.strictObject({
    type: z.literal("admit"),
    id,
    by,
    judged: Judged,
    /** What was answered; null where nothing was. */
    answer: Word.nullable(),
  }),
  refuse: z.strictObject({ type: z.literal("refuse"), id, by, reasons }),
  timeout: z.strictObject({ type: z.literal("timeout"), id, by }),
  cancel: z.strictObject({ type: z.literal("cancel"), id, by }),
  /** `mode` is what the deployment says now. */
  release: z.strictObject({ type: z.literal("release"), id, by, plan: Digest, mode: Mode }),
  perform: z.strictObject({ type: z.literal("perform"), id, by, plan: Digest, mode: Mode }),
  complete: z.strictObject({
    type: z.literal("complete"),
    id,
    by,
    /** Digest of what came out; null where nothing did. */
    output: Digest.nullable(),
  }),
  fail: z.strictObject({
    type: z.literal("fail"),
    id,
    by,
    /** Whether it is known that the call had no effect. */
    nothingHappened: z.boolean(),
  }),
  recover: z.strictObject({ type: z.literal("recover"), id, by }),
  resolve: z
    .strictObject({ type: z.literal("resolve"), id: ResolutionId, call: CallId, by, outcome: Outcome })
    .refine(({ id, call }) => id === resolutionOf(call), { error: "a resolution is called after its call" }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.receive,
  commands.wait,
  commands.admit,
  commands.refuse,
  commands.timeout,
  commands.cancel,
  commands.release,
  commands.perform,
  commands.complete,
  commands.fail,
  commands.recover,
  commands.resolve,
])
export type Command = Readonly<z.infer<typeof Command>>

/** What a call waits for, and until when. */
const Wait = z.strictObject({ on: Word, by: Principal, at: Instant, until: Instant })

export const Decision = z.discriminatedUnion("how", [
  z.strictObject({ how: z.literal("admitted"), judged: Judged, answer: Word.nullable(), at: Instant }),
  z.strictObject({ how: z.literal("refused"), reasons, at: Instant }),
  z.strictObject({ how: z.literal("timedOut"), at: Instant }),
])
export type Decision = Readonly<z.infer<typeof Decision>>

/** That the call may start now. */
const Release = z.strictObject({
  by: Principal,
  plan: Digest,
  /** What was said then. */
  mode: Mode,
  at: Instant,
  /** Until when it may be performed. */
  until: Instant,
  /** From when on nobody has to wait for a report. */
  reportBy: Instant,
})
export type Release = Readonly<z.infer<typeof Release>>

/** That somebody is about to have the effect. */
const Perform = z.strictObject({ by: Principal, plan: Digest, mode: Mode, at: Instant })
export type Perform = Readonly<z.infer<typeof Perform>>

const End = z.strictObject({
  how: z.enum(["completed", "failed", "unknown"]),
  by: Principal,
  nothingHappened: z.boolean(),
  output: Digest.nullable(),
  at: Instant,
})
export type End = Readonly<z.infer<typeof End>>

const Cancel = z.strictObject({ by: Principal, at: Instant })

export const CallKept = z.strictObject({
  entity: z.literal("call"),
  caller: z
    .strictObject({ actor: Principal, person: Principal })
    .refine(({ actor, person }) => actor.tenant === person.tenant, ofOneTenant),
  tool: ToolName,
  plan: Digest,
  key: Digest.nullable(),
  /** Sealed at receipt. */
  mode: Mode,
  at: Instant,
  wait: Wait.nullable(),
  decision: Decision.nullable(),
  releases: z.array(Release).max(REPEATED).readonly(),
  performs: z.array(Perform).max(REPEATED).readonly(),
  ends: z.array(End).max(REPEATED).readonly(),
  cancels: z.array(Cancel).max(REPEATED).readonly(),
})
export type CallKept = Readonly<z.infer<typeof CallKept>>

export const statuses = [
  "received",
  "waiting",
  "admitted",
  "refused",
  "cancelled",
  "dryRun",
  "released",
  "performing",
  "completed",
  "failed",
  "outcomeUnknown",
  "resolved",
] as const
export type Status = (typeof statuses)[number]

/** What somebody found of a call whose outcome nobody had reported. The call itself stays as it ended. */
export const ResolutionKept = z.strictObject({
  entity: z.literal("resolution"),
  call: CallId,
  outcome: Outcome,
  by: Principal,
  /** The status that the call had then. */
  callWas: z.enum(statuses),
  at: Instant,
})
export type ResolutionKept = Readonly<z.infer<typeof ResolutionKept>>

/** What an entity keeps: sealed once, then what happened, never the verdict of a guard. */
export const Kept = z.discriminatedUnion("entity", [CallKept, ResolutionKept])
export type Kept = Readonly<z.infer<typeof Kept>>

/** The part of a tenant's policy that calls read. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  tenant: TenantId,
  /** How long a released call may be started. */
  windowMs: Duration.min(1),
  /** How long after that nobody takes its outcome for unknown. */
  reportMs: Duration.min(1),
  /** How long what was judged counts: from admission to release. */
  freshMs: Duration.min(1),
  /** The longest that a call waits for an answer. */
  waitMs: Duration.min(1),
})
export type Settings = Readonly<z.infer<typeof Settings>>
