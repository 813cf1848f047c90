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
export const callStatuses = ["open", "settled", "unreserved", "lapsed"] as const satisfies readonly Status[]

/** An agent's budget. */
export interface BudgetEntity {
  readonly id: BudgetId
  readonly status: (typeof budgetStatuses)[number]
  readonly kept: BudgetKept
}

/** An agent's call that was charged. */
export interface CallEntity {
  readonly id: ReservationId
  readonly status: (typeof callStatuses)[number]
  readonly kept: ReservationKept
}

/** An entity of the domain as a budget, null where it is a call. */
export const asBudget = ({ id, status: found, kept }: EntityOf<"budgets">): BudgetEntity | null => {
  const status = amongst(budgetStatuses, found)
  return kept.entity === "budget" && status !== null ? { id: Budget.parse(id), status, kept } : null
}

/** An entity of the domain as a call, null where it is a budget. */
export const asCall = ({ id, status: found, kept }: EntityOf<"budgets">): CallEntity | null => {
  const status = amongst(callStatuses, found)
  return kept.entity === "reservation" && status !== null ? { id: Reservation.parse(id), status, kept } : null
}

export const budgetsIn = (items: readonly EntityOf<"budgets">[]): readonly BudgetEntity[] =>
  items.flatMap((item) => listed(asBudget(item)))
export const callsIn = (items: readonly EntityOf<"budgets">[]): readonly CallEntity[] =>
  items.flatMap((item) => listed(asCall(item)))
