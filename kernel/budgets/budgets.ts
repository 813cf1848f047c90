import * as z from "zod"
import { Actor, ActorId, Principal, Role, TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { KeyFingerprint } from "../keyring.ts"
import { Duration, Instant } from "../time.ts"
import { ToolName } from "../tool.ts"

/** Upper bounds of what one budget holds, so that a record with both it and its reservation, twice, stays within 65,535 bytes. */
const RATE = 48
const OPEN = 16
const UNKNOWN = 16
export const TOOLS = 16
const DEPTH = 32

/** How the ids of reservations begin; those of no budget do. */
const RESERVATION = "reservation_"

/** A budget's id is its agent's, which is taken for that of no reservation. */
export const BudgetId = ActorId.refine((id) => !id.startsWith(RESERVATION), {
  error: `an agent whose id begins with ${RESERVATION} can't have a budget`,
}).brand("BudgetId")
export type BudgetId = z.infer<typeof BudgetId>

export const ReservationId = z
  .string()
  .regex(/^reservation_[A-Za-z0-9]{1,24}$/)
  .brand("ReservationId")
export type ReservationId = z.infer<typeof ReservationId>

export const EntityId = z.union([BudgetId, ReservationId])
export type EntityId = z.infer<typeof EntityId>

/** A count, or an amount in the minor unit of the deployment's one currency: a safe integer from 0 on. */
export const Amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** The most that a sum can say: what is beyond what is exact, and therefore within no cap. */
export const BEYOND = Number.MAX_SAFE_INTEGER

/** What a call spends, and how many things it touches. */
export const Amounts = z.strictObject({ spend: Amount, affected: Amount })
export type Amounts = Readonly<z.infer<typeof Amounts>>

const tools = z
  .array(ToolName)
  .max(TOOLS)
  .refine((names) => new Set(names).size === names.length, { error: "a tool is named once" })
  .readonly()

/** How much an agent may do. Every one of them is an upper bound that is itself allowed. */
export const Caps = z.strictObject({
  /** Spent in a day, in the minor unit. */
  spend: Amount.max(BEYOND - 1),
  /** Touched in a day. */
  affected: Amount.max(BEYOND - 1),
  /** Touched by one call. */
  blast: Amount,
  /** How deep a call may lie. */
  depth: Amount.max(DEPTH),
  /** Calls that are admitted in a window. */
  rate: Amount.max(RATE),
  /** Reservations whose lease runs. */
  open: Amount.max(OPEN),
  /** Calls that were released and never reported in their lease. */
  unknown: Amount.max(UNKNOWN),
  /** The tools that may be called. */
  tools,
})
export type Caps = Readonly<z.infer<typeof Caps>>

/** Where the deployment has no caps for new budgets: nothing is allowed. */
export const NO_CAPS: Caps = {
  spend: 0,
  affected: 0,
  blast: 0,
  depth: 0,
  rate: 0,
  open: 0,
  unknown: 0,
  tools: [],
}

/** The number of a change that two people have to have seen: the first one is 1. */
const Serial = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** What whoever signs a widening is shown, and what the digest that is signed is taken of (RFC 8785 JSON). */
export const WideningTerms = z.strictObject({
  type: z.literal("interlock/budget-widening/v1"),
  tenant: TenantId,
  budget: BudgetId,
  caps: Caps,
  /** From when on. */
  from: Instant,
  serial: Serial,
})
export type WideningTerms = Readonly<z.infer<typeof WideningTerms>>

/** The same of a thaw. */
export const ThawTerms = z.strictObject({
  type: z.literal("interlock/budget-thaw/v1"),
  tenant: TenantId,
  budget: BudgetId,
  serial: Serial,
})
export type ThawTerms = Readonly<z.infer<typeof ThawTerms>>

/** What each of the two signs. Its bytes are RFC 8785 JSON; whoever signs has hashed the terms that were shown. */
export const Statement = z.strictObject({
  type: z.literal("interlock/budget-change/v1"),
  tenant: TenantId,
  budget: BudgetId,
  what: z.enum(["widening", "thaw"]),
  terms: Digest,
  signer: Principal,
})
export type Statement = Readonly<z.infer<typeof Statement>>

/** A signature that the door has verified: the key, who owns it, and what the signed bytes say. */
export const Signature = z.strictObject({ signer: Principal, key: KeyFingerprint, statement: Statement })
export type Signature = Readonly<z.infer<typeof Signature>>

const signed = {
  by: Actor,
  signature: Signature.nullable(),
  serial: Serial,
  countersigner: Actor,
  countersignature: Signature.nullable(),
} as const

const budget = BudgetId
const reservation = ReservationId

export const commands = {
  open: z.strictObject({
    type: z.literal("open"),
    id: budget,
    by: Actor,
    /** The person of the tenant who answers for the agent. */
    owner: ActorId,
  }),
  reserve: z.strictObject({
    type: z.literal("reserve"),
    id: reservation,
    budget,
    by: Actor,
    tool: ToolName,
    /** Digest of the call's arguments. */
    digest: Digest,
    asked: Amounts,
    depth: Amount,
  }),
  release: z.strictObject({ type: z.literal("release"), id: reservation, by: Actor }),
  settle: z.strictObject({ type: z.literal("settle"), id: reservation, by: Actor, amounts: Amounts }),
  unreserve: z.strictObject({ type: z.literal("unreserve"), id: reservation, by: Actor }),
  lapse: z.strictObject({ type: z.literal("lapse"), id: reservation, by: Actor }),
  widen: z.strictObject({ type: z.literal("widen"), id: budget, ...signed, caps: Caps, from: Instant }),
  narrow: z.strictObject({ type: z.literal("narrow"), id: budget, by: Actor, caps: Caps }),
  unfreeze: z.strictObject({ type: z.literal("unfreeze"), id: budget, ...signed }),
} as const

export const Command = z.discriminatedUnion("type", [
  commands.open,
  commands.reserve,
  commands.release,
  commands.settle,
  commands.unreserve,
  commands.lapse,
  commands.widen,
  commands.narrow,
  commands.unfreeze,
])
export type Command = Readonly<z.infer<typeof Command>>

/** A change that two people signed for. `serial` is the number that they named. Which roles they had is in the command. */
const change = { ...signed, by: Principal, countersigner: Principal, at: Instant } as const

const Widening = z.strictObject({ ...change, caps: Caps, from: Instant })
export type Widening = Readonly<z.infer<typeof Widening>>

const Narrowing = z.strictObject({
  by: Principal,
  at: Instant,
  serial: Serial,
  /** The caps in force until then. */
  before: Caps,
  /** Whether a cap fell or a tool went, and whether a widening went that waited. */
  changed: z.strictObject({ fell: z.boolean(), cancelled: z.boolean() }),
})
export type Narrowing = Readonly<z.infer<typeof Narrowing>>

/** A thaw, and whether the agent was frozen then. */
const Thaw = z.strictObject({ ...change, wasFrozen: z.boolean() })
export type Thaw = Readonly<z.infer<typeof Thaw>>

/** A day of UTC, by its number since the epoch. */
const Day = z.int().min(0)

/** What has been charged on the day of the last admission: what is spent and what is reserved are one sum. */
export const Meter = z.strictObject({ day: Day, ...Amounts.shape })
export type Meter = Readonly<z.infer<typeof Meter>>

/** A call that was admitted: when, and the digest of its tool and its arguments. */
const Admitted = z.strictObject({ at: Instant, call: Digest })
export type Admitted = Readonly<z.infer<typeof Admitted>>

/** A reservation of which the budget still has to know: its lease runs, or how its call ended is unknown. */
const Running = z.strictObject({
  id: reservation,
  until: Instant,
  /** It has not ended. */
  open: z.boolean(),
  released: z.boolean(),
})
export type Running = Readonly<z.infer<typeof Running>>

export const BudgetKept = z.strictObject({
  entity: z.literal("budget"),
  tenant: TenantId,
  owner: Principal.refine(({ kind }) => kind === "human", { error: "an owner is a person" }),
  opener: Principal,
  openedAt: Instant,
  /** In force, as long as the widening is not. */
  caps: Caps,
  /** The last one that no narrowing has taken away: it waits, or is in force. */
  widening: Widening.nullable(),
  narrowed: Narrowing.nullable(),
  thawed: Thaw.nullable(),
  /** How many widenings, narrowings, overruns and thaws there were. */
  serial: Serial,
  /** There was an overrun, and nobody has thawed it. */
  frozen: z.boolean(),
  meter: Meter,
  /** The calls that the window had at the last admission, the oldest first. */
  calls: z.array(Admitted).readonly(),
  running: z.array(Running).readonly(),
})
export type BudgetKept = Readonly<z.infer<typeof BudgetKept>>

/** How a reservation ended; a lapsed one may be settled after all. */
const Ended = z.strictObject({
  how: z.enum(["settled", "unreserved", "lapsed"]),
  /** What was reported; where nobody did, what it was charged with. */
  amounts: Amounts,
  by: Principal,
  at: Instant,
  /** The budget's, after it. */
  serial: Serial,
})
export type Ended = Readonly<z.infer<typeof Ended>>

export const ReservationKept = z.strictObject({
  entity: z.literal("reservation"),
  budget,
  by: Principal,
  tool: ToolName,
  digest: Digest,
  asked: Amounts,
  depth: Amount,
  at: Instant,
  /** The end of its lease. */
  until: Instant,
  charged: Amounts,
  releases: z.array(z.strictObject({ by: Principal, at: Instant })).readonly(),
  ends: z.array(Ended).readonly(),
})
export type ReservationKept = Readonly<z.infer<typeof ReservationKept>>

/** What an entity keeps: sealed once, then what happened, never the verdict of a guard. */
export const Kept = z.discriminatedUnion("entity", [BudgetKept, ReservationKept])
export type Kept = Readonly<z.infer<typeof Kept>>

export const statuses = ["active", "frozen", "open", "settled", "unreserved", "lapsed"] as const
export type Status = (typeof statuses)[number]

/** What an agent has left: its caps in force, and how much of each is used. */
export const Left = z.strictObject({
  caps: Caps,
  /** Charged on this day. */
  today: Amounts,
  /** Admitted in the window. */
  recent: z.int().min(0),
  /** The same call, admitted in the window. */
  repeats: z.int().min(0),
  /** Reservations whose lease runs. */
  open: z.int().min(0),
  /** Calls that were released and never reported in their lease. */
  unknown: z.int().min(0),
  /** When the window lets go of its oldest call; null where it has none. */
  windowFreesAt: Instant.nullable(),
  /** When the day ends, and with it what is charged on it. */
  dayEndsAt: Instant,
  /** How long the window is. */
  windowMs: Duration,
  /** How long a reservation's lease is. */
  leaseMs: Duration,
})
export type Left = Readonly<z.infer<typeof Left>>

/** The part of a tenant's policy that budgets read. It comes from the deployment, never with a command. */
export const Settings = z.strictObject({
  tenant: TenantId,
  /** Whether agents need a budget at all. */
  required: z.boolean(),
  /** The window of rates and repeats. */
  windowMs: Duration.min(1),
  /** How long a call may take before nobody waits for its report. */
  leaseMs: Duration.min(1),
  /** The caps of a new budget. */
  newCaps: Caps,
  /** The roles of the services on whose word it relies for how a call went: of executors. */
  reporters: z.array(Role).max(32).readonly(),
})
export type Settings = Readonly<z.infer<typeof Settings>>
