/** The routes of every gate, whatever its domains. */
import { createRoute } from "@hono/zod-openapi"
import { ConfirmedAnswer } from "./clock.ts"
import { problemResponses } from "./problems.ts"
import { answers, body, json, presenting, secured, written } from "./route.ts"
import {
  AskBody,
  CallHeader,
  HeadAnswer,
  HealthAnswer,
  KeysAnswer,
  ReadyAnswer,
  RecordsAnswer,
  RecordsQuery,
  VerdictAnswer,
  WhoamiAnswer,
} from "./schemas.ts"
import { StatusAnswer } from "./status.ts"

export const routes = {
  decide: createRoute({
    ...presenting,
    method: "post",
    path: "/v1/decisions",
    operationId: "decide",
    summary: "May this call happen?",
    request: { headers: CallHeader, body: body(AskBody) },
    responses: answers(VerdictAnswer, "What the gate says. A denial is an answer too.", ...written),
  }),
  status: createRoute({
    ...secured,
    method: "get",
    path: "/v1/status",
    operationId: "status",
    summary: "How your tenant's gate stands, and what is not as it should be",
    responses: answers(StatusAnswer, "How it stands"),
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
  confirmClock: createRoute({
    ...secured,
    method: "post",
    path: "/v1/clock/confirm",
    operationId: "confirmClock",
    summary: "Confirm the clock, as an administrator in person: the gate goes on by what it says",
    responses: answers(ConfirmedAnswer, "The gate's time from then on", "too-large", "not-administrator"),
  }),
  ready: createRoute({
    method: "get",
    path: "/readyz",
    operationId: "ready",
    summary: "Whether the service decides: every tenant's log opens, and its clock is fit",
    responses: {
      200: { description: "It does", content: json(ReadyAnswer) },
      ...problemResponses("not-recorded", "log-broken", "clock-unfit", "closing", "internal"),
    },
  }),
  health: createRoute({
    method: "get",
    path: "/healthz",
    operationId: "health",
    summary: "Whether the service answers",
    responses: { 200: { description: "It does", content: json(HealthAnswer) } },
  }),
} as const
