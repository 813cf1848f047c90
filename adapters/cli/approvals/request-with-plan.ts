import { type Plan, planHash } from "../../../kernel/plan.ts"
import type { ApprovalRequest } from "../../http/approvals/schemas.ts"
import { CommandError, EXIT } from "../exit.ts"
import type { ApprovalsClient } from "./client.ts"

/** A request, and the plan that it is about, as hashed on this machine; null where the plan is no longer kept. */
export interface RequestWithPlan {
  readonly request: ApprovalRequest
  readonly plan: Plan | null
}

/** @throws CommandError where the plan isn't the one that people are asked about */
export const readRequest = async (approvals: Pick<ApprovalsClient, "show">, id: string): Promise<RequestWithPlan> => {
  const { request, plan } = await approvals.show(id)
  if (request.id !== id || (plan !== null && planHash(plan) !== request.plan))
    throw new CommandError(
      EXIT.refused,
      `the service shows another plan than the one that ${id} is about: decide nothing, and find out why`,
    )
  return { request, plan }
}
