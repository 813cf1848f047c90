import type * as z from "zod"
import {
  BudgetAnswer,
  type BudgetBody,
  BudgetChangeAnswer,
  BudgetsAnswer,
  ReservationAnswer,
  ReservationChangeAnswer,
  ReservationsAnswer,
  type NarrowBody,
  type ReportBody,
  type ThawBody,
  type WidenBody,
} from "../../http/budgets/schemas.ts"
import type { Client } from "../client.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Budgets as a person at a terminal uses them. */
export const budgetsAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const { pathOf, list } = resourceAt(server, "budgets")
  const reservations = resourceAt(server, "reservations")
  return {
    list: (wanted: Wanted) => list(BudgetsAnswer, ({ budgets, next }) => ({ items: budgets, next }), wanted),
    show: (agent: string) => call(BudgetAnswer, pathOf(agent)),
    open: (body: z.input<typeof BudgetBody>) => call(BudgetChangeAnswer, "v1/budgets", body),
    widen: (agent: string, body: z.input<typeof WidenBody>) => call(BudgetChangeAnswer, pathOf(agent, "widen"), body),
    narrow: (agent: string, body: z.input<typeof NarrowBody>) =>
      call(BudgetChangeAnswer, pathOf(agent, "narrow"), body),
    unfreeze: (agent: string, body: z.input<typeof ThawBody>) =>
      call(BudgetChangeAnswer, pathOf(agent, "unfreeze"), body),
    reservations: (wanted: Wanted) =>
      reservations.list(ReservationsAnswer, ({ reservations, next }) => ({ items: reservations, next }), wanted),
    reservation: (id: string) => call(ReservationAnswer, reservations.pathOf(id)),
    report: (id: string, body: z.input<typeof ReportBody>) =>
      call(ReservationChangeAnswer, reservations.pathOf(id, "outcome"), body),
  }
}
export type BudgetsClient = ReturnType<typeof budgetsAt>
