import { createRoute } from "@hono/zod-openapi"
import { answers, body, secured, written } from "../route.ts"
import { KeyHeader } from "../schemas.ts"
import {
  BudgetAnswer,
  BudgetBody,
  BudgetChangeAnswer,
  ReservationAnswer,
  ReservationChangeAnswer,
  NarrowBody,
  ReportBody,
  ThawBody,
  WidenBody,
  budgets,
  reservations,
} from "./schemas.ts"

export const routes = {
  open: createRoute({
    ...secured,
    method: "post",
    path: "/v1/budgets",
    operationId: "openBudget",
    summary: "Open an agent's budget, as an administrator, with the caps that the config has for new agents",
    request: { headers: KeyHeader, body: body(BudgetBody) },
    responses: answers(BudgetChangeAnswer, "Opened", "refused", "actor-unknown", ...written),
  }),
  list: budgets.list,
  show: budgets.show("", { operationId: "showBudget", summary: "An agent's budget", answer: BudgetAnswer }),
  widen: budgets.commandWith("widen", WidenBody, BudgetChangeAnswer, {
    operationId: "widenBudget",
    summary: "Give a budget other caps from a moment on, as one of two administrators who have signed for it",
    accepted: "Widened",
    problems: ["actor-unknown"],
  }),
  narrow: budgets.commandWith("narrow", NarrowBody, BudgetChangeAnswer, {
    operationId: "narrowBudget",
    summary: "Lower a budget's caps at once, as an administrator",
    accepted: "Narrowed",
  }),
  unfreeze: budgets.commandWith("unfreeze", ThawBody, BudgetChangeAnswer, {
    operationId: "unfreezeBudget",
    summary: "Let an agent go on after an overrun, as one of two administrators who have signed for it",
    accepted: "Active again",
    problems: ["actor-unknown"],
  }),
  reservations: reservations.list,
  reservation: reservations.show("", {
    operationId: "showReservation",
    summary: "What one call of an agent is charged with",
    answer: ReservationAnswer,
  }),
  report: reservations.commandWith("outcome", ReportBody, ReservationChangeAnswer, {
    operationId: "reportReservation",
    summary: "Report what a call really cost and touched, as a service that executes",
    accepted: "Settled",
  }),
} as const
