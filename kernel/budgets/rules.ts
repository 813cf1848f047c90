import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { type Instant, later } from "../time.ts"
import type { ToolName } from "../tool.ts"
import type { Admitted, Amounts, Meter, Widening } from "./budgets.ts"
import { NOTHING } from "./caps.ts"

/**
 * The named derivations that facts, guards and chart call through this one table, so that a table with one rule replaced is
 * a value like any other.
 */
export interface Rules {
  /** What a settlement counts is what was reported, also where that is more than was asked. */
  readonly settlementCountsInFull: (reported: Amounts, asked: Amounts) => Amounts
  /** A late report takes the place of the lapse's charge. @param lapsed that charge; null where it has not lapsed */
  readonly lateSettlementReplacesLapse: (counted: Amounts, lapsed: Amounts | null) => Amounts
  /** An overrun freezes, and what is frozen stays so. */
  readonly overrunFreezes: (frozen: boolean, isOverrun: boolean) => boolean
  /** An overrun is a change that whoever signs next has to know of. */
  readonly overrunIsAChange: (serial: number) => number
  /** A call whose lease is over without a report is charged as asked: nobody knows that it didn't run. */
  readonly endedLeaseCharges: (asked: Amounts) => Amounts
  /** What is charged already on a day when a call is admitted: also what a clock has charged that was put back since. */
  readonly dayStartsAtZero: (meter: Meter, day: number) => Amounts
  /** Whether a correction moves the meter: it does on the day of its charge, and no other day's. */
  readonly chargeFallsOnItsDay: (meter: Pick<Meter, "day">, day: number) => boolean
  /** The calls that the window still has, by their age alone. */
  readonly windowForgetsByAge: (calls: readonly Admitted[], window: Window) => readonly Admitted[]
  /** How often a call was made in the window, whatever came between. */
  readonly repeatsCountInTheWindow: (calls: readonly Admitted[], call: Digest) => number
  /** What waits after a narrowing, of what waited before it. */
  readonly narrowingCancelsWaiting: (waiting: Widening | null) => Widening | null
}

export interface Window {
  readonly now: Instant
  readonly windowMs: number
}

/** What makes two calls one and the same. */
interface Identical {
  readonly tool: ToolName
  readonly digest: Digest
}

/** The length of a day of UTC, which has no leap seconds in the time since the epoch. */
export const DAY_MS = 86_400_000

/** The day of UTC in which an instant lies. */
export const dayOf = (at: Instant): number => Math.floor(at / DAY_MS)

/** The first instant of the next day. */
export const endOfDay = (at: Instant): Instant => later(at, DAY_MS - (at % DAY_MS))

/** What makes calls one and the same, as one digest: a budget keeps as many as its rate. */
export const callDigest = ({ tool, digest }: Identical): Digest => digestOf(canonicalize({ tool, digest }))

export const rules: Rules = {
  settlementCountsInFull: (reported) => reported,
  lateSettlementReplacesLapse: (counted) => counted,
  overrunFreezes: (frozen, isOverrun) => frozen || isOverrun,
  overrunIsAChange: (serial) => serial + 1,
  endedLeaseCharges: (asked) => asked,
  dayStartsAtZero: ({ day, spend, affected }, today) => (day >= today ? { spend, affected } : NOTHING),
  chargeFallsOnItsDay: (meter, day) => meter.day === day,
  windowForgetsByAge: (calls, { now, windowMs }) => calls.filter(({ at }) => at > now - windowMs),
  repeatsCountInTheWindow: (calls, call) => calls.filter(({ call: admitted }) => admitted === call).length,
  narrowingCancelsWaiting: () => null,
}
