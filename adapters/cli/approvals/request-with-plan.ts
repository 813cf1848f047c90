import { type Principal, isSame } from "../../../kernel/actors.ts"
import { type Plan, planHash } from "../../../kernel/plan.ts"
import type { ApprovalRequest } from "../../http/approvals/schemas.ts"
import { CommandError, EXIT } from "../exit.ts"
import type { ApprovalsClient } from "./client.ts"

/** A request, and the plan that it is about, as hashed on this machine; null where the plan is no longer kept. */
export interface RequestWithPlan {
  readonly request: ApprovalRequest
  readonly plan: Plan | null
}

/** Whether a request says of the plan what the plan says of itself: who asks, for whom, where. */
const isAbout = ({ tenant, initiator, requester, plan: hash }: ApprovalRequest, plan: Plan): boolean =>
  hash === planHash(plan) &&
  tenant === plan.tenant &&
  isSame(initiator, plan.initiator) &&
  isSame(requester.person, plan.initiator) &&
  isSame(requester.actor, plan.agent ?? plan.initiator)

/** @throws CommandError where somebody is asked to decide in another tenant than their own */
export const refuseElsewhere = ({ tenant, id }: ApprovalRequest, actor: Principal): void => {
  if (tenant !== actor.tenant)
    throw new CommandError(
      EXIT.refused,
      `the service shows ${id} as one of another tenant than yours: sign nothing, and find out why`,
    )
}

/** @throws CommandError where the plan isn't the one that people are asked about */
export const readRequest = async (approvals: Pick<ApprovalsClient, "show">, id: string): Promise<RequestWithPlan> => {
  const { request, plan } = await approvals.show(id)
  if (request.id !== id || (plan !== null && !isAbout(request, plan)))
    throw new CommandError(
      EXIT.refused,
      `the service shows another plan than the one that ${id} is about: decide nothing, and find out why`,
    )
  return { request, plan }
}
