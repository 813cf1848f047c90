import { createRoute } from "@hono/zod-openapi"
import { answers, secured, presenting } from "../route.ts"
import { CallBody, CallHeader } from "../schemas.ts"
import {
  ChangeAnswer,
  DecisionBody,
  DelegationBody,
  ShowAnswer,
  UseAnswer,
  WaitAnswer,
  WaitQuery,
  requests,
} from "./schemas.ts"

const { list, show, command, commandWith, params } = requests

const consume = commandWith("consume", CallBody, UseAnswer, {
  operationId: "consume",
  summary: "Use the approval for the very call that was approved",
  accepted: "Used, with the permit for the executor",
})

export const routes = {
  list,
  show: show("", { operationId: "showApproval", summary: "A request, and the plan to be read", answer: ShowAnswer }),
  wait: createRoute({
    ...secured,
    method: "get",
    path: "/v1/approvals/{id}/wait",
    operationId: "waitForApproval",
    summary: "The request once its status has changed, or as it is when the time is over",
    request: { params, query: WaitQuery },
    responses: answers(WaitAnswer, "The request", "malformed", "unknown"),
  }),
  approve: commandWith("approve", DecisionBody, ChangeAnswer, {
    operationId: "approve",
    summary: "Approve, for a seat and signed",
    accepted: "Approved",
  }),
  reject: commandWith("reject", DecisionBody, ChangeAnswer, {
    operationId: "reject",
    summary: "Reject, for a seat and signed; one rejection ends the request",
    accepted: "Rejected",
  }),
  delegate: commandWith("delegate", DelegationBody, ChangeAnswer, {
    operationId: "delegate",
    summary: "Delegate a seat that you hold to somebody whom the policy names, signed",
    accepted: "Delegated",
    problems: ["actor-unknown"],
  }),
  withdraw: command("withdraw", ChangeAnswer, {
    operationId: "withdraw",
    summary: "Take back your own approval: the request ends",
    accepted: "Withdrawn",
  }),
  cancel: command("cancel", ChangeAnswer, {
    operationId: "cancel",
    summary: "End a request, as its owner or an administrator",
    accepted: "Cancelled",
  }),
  supersede: command("supersede", ChangeAnswer, {
    operationId: "supersede",
    summary: "End a request whose plan is amended, as its owner",
    accepted: "Superseded",
  }),
  consume: { ...consume, ...presenting, request: { ...consume.request, headers: CallHeader } },
} as const
