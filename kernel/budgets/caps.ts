import type { Instant } from "../time.ts"
import { type Amounts, BEYOND, type BudgetKept, type Caps, type Widening } from "./budgets.ts"

/** The caps that are numbers. */
export const numbers = [
  "spend",
  "affected",
  "blast",
  "depth",
  "rate",
  "open",
  "unknown",
] as const satisfies readonly (keyof Caps)[]

/** Whether a widening has come into force. */
const isInForce = ({ from }: Widening, now: Instant): boolean => now >= from

/** The caps that are in force. */
export const capsInForce = ({ caps, widening }: Pick<BudgetKept, "caps" | "widening">, now: Instant): Caps =>
  widening !== null && isInForce(widening, now) ? widening.caps : caps

/** The widening that still waits for its time. */
export const stillWaiting = (widening: Widening | null, now: Instant): Widening | null =>
  widening !== null && isInForce(widening, now) ? null : widening

/** Whether nothing of it is above the other. */
export const isWithin = (caps: Caps, other: Caps): boolean =>
  numbers.every((name) => caps[name] <= other[name]) && caps.tools.every((tool) => other.tools.includes(tool))

/** What a narrowing to these caps changes. */
export const changedBy = (kept: Pick<BudgetKept, "caps" | "widening">, caps: Caps, now: Instant) => ({
  fell: !isWithin(capsInForce(kept, now), caps),
  cancelled: stillWaiting(kept.widening, now) !== null,
})

/** The sum of two amounts; what is beyond what is exact is the most that can be said. */
export const plus = (a: number, b: number): number => Math.min(a + b, BEYOND)

export const sum = (a: Amounts, b: Amounts): Amounts => ({
  spend: plus(a.spend, b.spend),
  affected: plus(a.affected, b.affected),
})

/** Of a sum that is beyond what is exact nobody knows what is left without a part of it: it stays so. */
const exchanged = (total: number, before: number, after: number): number =>
  total === BEYOND ? BEYOND : plus(Math.max(0, total - before), after)

/** A charge that is taken out of a sum in which it was, and another one put in its place. */
export const replaced = (total: Amounts, before: Amounts, after: Amounts): Amounts => ({
  spend: exchanged(total.spend, before.spend, after.spend),
  affected: exchanged(total.affected, before.affected, after.affected),
})

export const NOTHING: Amounts = { spend: 0, affected: 0 }
