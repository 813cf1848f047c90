/** The routes and what they promise; `/openapi.json` is written from this. */
import { type z, createRoute } from "@hono/zod-openapi"
import { type ProblemName, problemResponses } from "./problems.ts"
import {
  CallBody,
  ChangeAnswer,
  DecisionBody,
  DelegationBody,
  HeadAnswer,
  HealthAnswer,
  KeyHeader,
  KeysAnswer,
  ListAnswer,
  ListQuery,
  RecordsAnswer,
  RecordsQuery,
  RequestPath,
  ShowAnswer,
  UseAnswer,
  VerdictAnswer,
  WaitAnswer,
  WaitQuery,
  WhoamiAnswer,
} from "./schemas.ts"

const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } })
const body = <Schema extends z.ZodType>(schema: Schema) => ({ content: json(schema), required: true })

/** What every route under /v1 can answer. */
const always = ["unauthenticated", "not-recorded", "log-broken", "closing", "timeout", "internal"] as const
const asked = ["malformed", "too-large", "key-reused"] as const
const written = [...asked, "not-json"] as const

const answers = <Schema extends z.ZodType>(schema: Schema, description: string, ...problems: ProblemName[]) => ({
  200: { description, content: json(schema) },
  ...problemResponses(...always, ...problems),
})

const secured = { security: [{ bearer: [] }] }

export const routes = {
  decide: createRoute({
    ...secured,
    method: "post",
    path: "/v1/decisions",
    operationId: "decide",
    summary: "May this call happen?",
    request: { headers: KeyHeader, body: body(CallBody) },
    responses: answers(VerdictAnswer, "What the gate says. A denial is an answer too.", ...written),
  }),
  list: createRoute({
    ...secured,
    method: "get",
    path: "/v1/approvals",
    operationId: "listApprovals",
    summary: "The approval requests of your tenant, the latest first",
    request: { query: ListQuery },
    responses: answers(ListAnswer, "The requests", "malformed"),
  }),
  show: createRoute({
    ...secured,
    method: "get",
    path: "/v1/approvals/{id}",
    operationId: "showApproval",
    summary: "A request, and the plan to be read",
    request: { params: RequestPath },
    responses: answers(ShowAnswer, "The request with its plan", "malformed", "unknown"),
  }),
  wait: createRoute({
    ...secured,
    method: "get",
    path: "/v1/approvals/{id}/wait",
    operationId: "waitForApproval",
    summary: "The request once its status has changed, or as it is when the time is over",
    request: { params: RequestPath, query: WaitQuery },
    responses: answers(WaitAnswer, "The request", "malformed", "unknown"),
  }),
  approve: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/approve",
    operationId: "approve",
    summary: "Approve, for a seat and signed",
    request: { params: RequestPath, headers: KeyHeader, body: body(DecisionBody) },
    responses: answers(ChangeAnswer, "Approved", "refused", "unknown", ...written),
  }),
  reject: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/reject",
    operationId: "reject",
    summary: "Reject, for a seat and signed; one rejection ends the request",
    request: { params: RequestPath, headers: KeyHeader, body: body(DecisionBody) },
    responses: answers(ChangeAnswer, "Rejected", "refused", "unknown", ...written),
  }),
  delegate: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/delegate",
    operationId: "delegate",
    summary: "Lend a seat that you hold to somebody of your tenant",
    request: { params: RequestPath, headers: KeyHeader, body: body(DelegationBody) },
    responses: answers(ChangeAnswer, "Lent", "refused", "unknown", "actor-unknown", ...written),
  }),
  cancel: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/cancel",
    operationId: "cancel",
    summary: "End a request, as its owner or an administrator",
    request: { params: RequestPath, headers: KeyHeader },
    responses: answers(ChangeAnswer, "Cancelled", "refused", "unknown", ...asked),
  }),
  supersede: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/supersede",
    operationId: "supersede",
    summary: "End a request whose plan is amended, as its owner",
    request: { params: RequestPath, headers: KeyHeader },
    responses: answers(ChangeAnswer, "Superseded", "refused", "unknown", ...asked),
  }),
  consume: createRoute({
    ...secured,
    method: "post",
    path: "/v1/approvals/{id}/consume",
    operationId: "consume",
    summary: "Use the approval for the very call that was approved",
    request: { params: RequestPath, headers: KeyHeader, body: body(CallBody) },
    responses: answers(UseAnswer, "Used, with the permit for the executor", "refused", "unknown", ...written),
  }),
  head: createRoute({
    ...secured,
    method: "get",
    path: "/v1/log/head",
    operationId: "logHead",
    summary: "Where your tenant's log ends",
    responses: answers(HeadAnswer, "The head"),
  }),
  records: createRoute({
    ...secured,
    method: "get",
    path: "/v1/log/records",
    operationId: "logRecords",
    summary: "Records of your tenant's log, for the role auditor",
    request: { query: RecordsQuery },
    responses: answers(RecordsAnswer, "At most `limit` records from number `from` on", "malformed", "forbidden"),
  }),
  keys: createRoute({
    ...secured,
    method: "get",
    path: "/v1/keys",
    operationId: "keys",
    summary: "The public key that signs records and permits, as JWK set (RFC 7517)",
    responses: answers(KeysAnswer, "The keys"),
  }),
  whoami: createRoute({
    ...secured,
    method: "get",
    path: "/v1/whoami",
    operationId: "whoami",
    summary: "Who you are to this gate, and the person for whom you act",
    responses: answers(WhoamiAnswer, "You"),
  }),
  health: createRoute({
    method: "get",
    path: "/healthz",
    operationId: "health",
    summary: "Whether the service answers",
    responses: { 200: { description: "It does", content: json(HealthAnswer) } },
  }),
} as const
