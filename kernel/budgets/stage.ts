import { gateOf } from "../actors.ts"
import type { Stage } from "../domain.ts"
import type { Known } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import { BudgetId, ReservationId } from "./budgets.ts"
import { type CostedTool, amountOf } from "./cost.ts"
import type { Budgets } from "./facts.ts"

type Register = GateRegister<Budgets>
type Look = Known<CostedTool>

/** Whether this call is charged to a budget: an agent makes it, and the deployment gives agents budgets. */
const isCharged = ({ caller: { actor } }: Look, { settings }: Register): boolean =>
  settings.required && actor.kind === "agent"

/** The budget of an agent, if one is open. */
const budgetOf = ({ caller: { actor } }: Look, { entities }: Register): BudgetId | null => {
  const id = BudgetId.safeParse(actor.id)
  return id.success && entities.get(id.data)?.kept.entity === "budget" ? id.data : null
}

/** A call of an agent is charged to its budget as it is allowed, and starts: in the record of the decision. */
export const stage = {
  sentences: {
    agentHasBudget: {
      failing: "denies",
      holds: (known: Look, register: Register) => !isCharged(known, register) || budgetOf(known, register) !== null,
      says: "The agent has no budget; an administrator opens one.",
    },
    spendIsAnAmount: {
      failing: "denies",
      holds: (known: Look, register: Register) => !isCharged(known, register) || amountOf("spend", known) !== null,
      says: "What the call would spend is no whole number from 0 on, where the policy looks for it.",
    },
    affectedIsAnAmount: {
      failing: "denies",
      holds: (known: Look, register: Register) => !isCharged(known, register) || amountOf("affected", known) !== null,
      says: "How much the call would touch is no whole number from 0 on, where the policy looks for it.",
    },
  },
  needs: isCharged,
  claims: (known: Look, register: Register, fresh) => {
    if (!isCharged(known, register)) return []
    const budget = budgetOf(known, register)
    const [spend, affected] = [amountOf("spend", known), amountOf("affected", known)]
    if (budget === null || spend === null || affected === null) return []
    const { caller, plan, depth } = known
    const id = ReservationId.parse(fresh("reserve"))
    return [
      {
        type: "reserve",
        id,
        budget,
        by: caller.actor,
        tool: plan.tool,
        digest: plan.payload,
        asked: { spend, affected },
        depth,
      },
      { type: "release", id, by: gateOf(plan.tenant) },
    ]
  },
} as const satisfies Stage<Budgets, CostedTool>
