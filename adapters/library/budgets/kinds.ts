import {
  type BudgetId,
  BudgetId as Budget,
  type BudgetKept,
  type ReservationId,
  ReservationId as Reservation,
  type ReservationKept,
  type Status,
} from "../../../kernel/budgets/budgets.ts"
import { listed } from "../../../kernel/table.ts"
import type { EntityOf } from "../../domain.ts"
import { amongst } from "../entities-of-kind.ts"

export const budgetStatuses = ["active", "frozen"] as const satisfies readonly Status[]
export const reservationStatuses = ["open", "settled", "unreserved", "lapsed"] as const satisfies readonly Status[]

/** An agent's budget. */
export interface BudgetEntity {
  readonly id: BudgetId
  readonly status: (typeof budgetStatuses)[number]
  readonly kept: BudgetKept
}

/** What an agent's call was charged with. */
export interface ReservationEntity {
  readonly id: ReservationId
  readonly status: (typeof reservationStatuses)[number]
  readonly kept: ReservationKept
}

/** An entity of the domain as a budget, null where it is a reservation. */
export const asBudget = ({ id, status: found, kept }: EntityOf<"budgets">): BudgetEntity | null => {
  const status = amongst(budgetStatuses, found)
  return kept.entity === "budget" && status !== null ? { id: Budget.parse(id), status, kept } : null
}

/** An entity of the domain as a reservation, null where it is a budget. */
export const asReservation = ({ id, status: found, kept }: EntityOf<"budgets">): ReservationEntity | null => {
  const status = amongst(reservationStatuses, found)
  return kept.entity === "reservation" && status !== null ? { id: Reservation.parse(id), status, kept } : null
}

export const budgetsIn = (items: readonly EntityOf<"budgets">[]): readonly BudgetEntity[] =>
  items.flatMap((item) => listed(asBudget(item)))
export const reservationsIn = (items: readonly EntityOf<"budgets">[]): readonly ReservationEntity[] =>
  items.flatMap((item) => listed(asReservation(item)))
