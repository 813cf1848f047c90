import { z } from "@hono/zod-openapi"
import { BudgetId, BudgetKept, ReservationId, ReservationKept } from "../../../kernel/budgets/budgets.ts"
import { BudgetOpening, BudgetWidening, ReservationReport } from "../../library/budgets/inputs.ts"
import { budgetStatuses, reservationStatuses } from "../../library/budgets/kinds.ts"
import { resource } from "../resource.ts"
import { SignedText, signedBody } from "../schemas.ts"

export const budgets = resource({
  items: "budgets",
  name: "Budget",
  example: "deployer",
  id: BudgetId,
  statuses: budgetStatuses,
  kept: BudgetKept.shape,
  list: { operationId: "listBudgets", summary: "The budgets of your tenant's agents, the latest opened first" },
  listed: (several) => ({ budgets: several }),
})

export const reservations = resource({
  items: "reservations",
  name: "Reservation",
  example: "reservation_0123456789abcdef01234567",
  id: ReservationId,
  statuses: reservationStatuses,
  kept: ReservationKept.shape,
  list: {
    operationId: "listReservations",
    summary: "What the agents' calls were charged with, one a call, the latest first",
  },
  listed: (several) => ({ reservations: several }),
})

const { agent, owner } = BudgetOpening.shape
export const BudgetBody = z
  .strictObject({
    agent: agent.clone().openapi({ description: "The agent whose budget it is." }),
    owner: owner.clone().openapi({ description: "The person who answers for the agent: neither widens nor thaws." }),
  })
  .openapi("BudgetOpening")

const { caps, from, serial, countersigner } = BudgetWidening.shape
const change = {
  serial: serial.clone().openapi({ description: "The number of the change: one more than the budget's serial." }),
  countersigner: countersigner.clone().openapi({ description: "Who else has signed." }),
  countersigned: SignedText.clone().openapi({ description: "What the countersigner has signed." }),
} as const

export const WidenBody = signedBody({ caps, from, ...change }).openapi("BudgetWidening")
export const ThawBody = signedBody(change).openapi("BudgetThaw")
export const NarrowBody = z.strictObject({ caps }).openapi("BudgetNarrowing")
export const ReportBody = ReservationReport.shape.amounts.clone().openapi("ReservationReport", {
  description: "What the call really spent, in the minor unit, and how much it touched.",
})

export const BudgetChangeAnswer = z.strictObject(budgets.change).openapi("BudgetChange")
export const ReservationChangeAnswer = z.strictObject(reservations.change).openapi("ReservationChange")

export const Budget = budgets.entity
export type Budget = z.infer<typeof Budget>
export const Reservation = reservations.entity
export type Reservation = z.infer<typeof Reservation>

export const BudgetsAnswer = budgets.page
export const ReservationsAnswer = reservations.page
export const BudgetAnswer = z.strictObject({ budget: Budget }).openapi("BudgetShown")
export const ReservationAnswer = z.strictObject({ reservation: Reservation }).openapi("ReservationShown")
