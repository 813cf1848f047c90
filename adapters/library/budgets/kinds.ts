import type { BudgetId, BudgetKept, ReservationId, ReservationKept, Status } from "../../../kernel/budgets/budgets.ts"
import { BudgetId as Budget, ReservationId as Reservation } from "../../../kernel/budgets/budgets.ts"
import { listed } from "../../../kernel/table.ts"
import type { EntityOf } from "../../domain.ts"

/** An agent's budget. */
export interface BudgetEntity {
  readonly id: BudgetId
  readonly status: Extract<Status, "active" | "frozen">
  readonly kept: BudgetKept
}

/** An agent's call that was charged. */
export interface CallEntity {
  readonly id: ReservationId
  readonly status: Exclude<Status, "active" | "frozen">
  readonly kept: ReservationKept
}

/** An entity of the domain as a budget, null where it is a call. */
export const asBudget = ({ id, status, kept }: EntityOf<"budgets">): BudgetEntity | null =>
  kept.entity === "budget" && (status === "active" || status === "frozen")
    ? { id: Budget.parse(id), status, kept }
    : null

/** An entity of the domain as a call, null where it is a budget. */
export const asCall = ({ id, status, kept }: EntityOf<"budgets">): CallEntity | null =>
  kept.entity === "reservation" && status !== "active" && status !== "frozen"
    ? { id: Reservation.parse(id), status, kept }
    : null

export const budgetsIn = (items: readonly EntityOf<"budgets">[]): readonly BudgetEntity[] =>
  items.flatMap((item) => listed(asBudget(item)))
export const callsIn = (items: readonly EntityOf<"budgets">[]): readonly CallEntity[] =>
  items.flatMap((item) => listed(asCall(item)))
