import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { Amounts, BudgetId, Caps, ReservationId, commands } from "../../../kernel/budgets/budgets.ts"
import { FOREVER, Instant } from "../../../kernel/time.ts"
import { key, pageOf, signed } from "../inputs.ts"
import { budgetStatuses, reservationStatuses } from "./kinds.ts"

/** A budget that is opened for an agent, and the person who answers for it. */
export const BudgetOpening = z.strictObject({ agent: BudgetId, owner: ActorId, key })
export type BudgetOpening = Readonly<z.input<typeof BudgetOpening>>

/** What two people signed for one change: whoever brings it, and another one. */
const change = {
  id: BudgetId,
  /** The number of the change: one more than the budget's serial. */
  serial: commands.widen.shape.serial,
  signed,
  countersigner: ActorId,
  countersigned: signed,
  key,
} as const

/** Other caps, from a moment on. What both sign is an `interlock/budget-change/v1`. */
export const BudgetWidening = z.strictObject({ ...change, caps: Caps, from: Instant.max(FOREVER) })
export type BudgetWidening = Readonly<z.input<typeof BudgetWidening>>

/** The end of a freeze. */
export const BudgetThaw = z.strictObject(change)
export type BudgetThaw = Readonly<z.input<typeof BudgetThaw>>

/** Lower caps, at once. */
export const BudgetNarrowing = z.strictObject({ id: BudgetId, caps: Caps, key })
export type BudgetNarrowing = Readonly<z.input<typeof BudgetNarrowing>>

/** What a call really cost and touched, by who executed it. */
export const ReservationReport = z.strictObject({ id: ReservationId, amounts: Amounts, key })
export type ReservationReport = Readonly<z.input<typeof ReservationReport>>

/** Which page of the budgets, and of the reservations. */
export const BudgetPage = pageOf(budgetStatuses)
export type BudgetPage = Readonly<z.input<typeof BudgetPage>>
export const ReservationPage = pageOf(reservationStatuses)
export type ReservationPage = Readonly<z.input<typeof ReservationPage>>
