import { z } from "@hono/zod-openapi"
import { Kept, RequestId, statuses } from "../../../kernel/approvals/approvals.ts"
import { Plan } from "../../../kernel/plan.ts"
import { SeatDecision, SeatDelegation } from "../../library/approvals/inputs.ts"
import { resource } from "../resource.ts"
import { Called, Permit, Reserved, signedBody, whole } from "../schemas.ts"

export const requests = resource({
  items: "approvals",
  name: "ApprovalRequest",
  example: "req_0123456789abcdef01234567",
  id: RequestId,
  statuses,
  kept: Kept.shape,
  list: { operationId: "listApprovals", summary: "The approval requests of your tenant, the latest first" },
  listed: (several) => ({ approvals: several }),
})

const { seat, plan } = SeatDecision.shape

export const DecisionBody = signedBody({
  seat,
  plan: plan.clone().openapi({ description: "The digest of the plan that the person has read." }),
}).openapi("Decision")

export const DelegationBody = signedBody({ seat, to: SeatDelegation.shape.to }).openapi("Delegation")

/** How long one call may wait for a change, in milliseconds. */
export const MAX_WAIT_MS = 60_000

export const WaitQuery = z.strictObject({
  status: requests.status.default("pending").openapi({ description: "The status to wait away from." }),
  timeoutMs: whole(0, MAX_WAIT_MS, 30_000),
})

export const ChangeAnswer = z.strictObject(requests.change).openapi("Change")
export const UseAnswer = z
  .strictObject({ ...requests.change, reservation: Reserved, called: Called, permit: Permit })
  .openapi("Use")

export const ApprovalRequest = requests.entity
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

export const ListAnswer = requests.page

export const ShowAnswer = z
  .strictObject({
    request: ApprovalRequest,
    plan: Plan.nullable().openapi({
      description:
        "What people read before they decide: hash it, and compare with the request's. Null where it was deleted.",
    }),
  })
  .openapi("ApprovalRequestWithPlan")

export const WaitAnswer = z.strictObject({ request: ApprovalRequest }).openapi("ApprovalRequestAwaited")
