import { z } from "@hono/zod-openapi"
import { BudgetId, BudgetKept, ReservationId, ReservationKept } from "../../../kernel/budgets/budgets.ts"
import { BudgetOpening, BudgetWidening, CallReport } from "../../library/budgets/inputs.ts"
import { budgetStatuses, callStatuses } from "../../library/budgets/kinds.ts"
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

export const calls = resource({
  items: "calls",
  // `Call` is the schema of what is asked about.
  name: "ChargedCall",
  example: "call_0123456789abcdef01234567",
  id: ReservationId,
  statuses: callStatuses,
  kept: ReservationKept.shape,
  list: { operationId: "listCalls", summary: "The agents' calls that were charged to budgets, the latest first" },
  listed: (several) => ({ calls: several }),
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
export const ReportBody = CallReport.shape.amounts
  .clone()
  .openapi("CallReport", { description: "What the call really spent, in the minor unit, and how much it touched." })

export const BudgetChangeAnswer = z.strictObject(budgets.change).openapi("BudgetChange")
export const CallChangeAnswer = z.strictObject(calls.change).openapi("ChargedCallChange")

export const Budget = budgets.entity
export type Budget = z.infer<typeof Budget>
export const Call = calls.entity
export type Call = z.infer<typeof Call>

export const BudgetsAnswer = budgets.page
export const CallsAnswer = calls.page
export const BudgetAnswer = z.strictObject({ budget: Budget }).openapi("BudgetShown")
export const CallAnswer = z.strictObject({ call: Call }).openapi("ChargedCallShown")
