import { createRoute } from "@hono/zod-openapi"
import { answers, body, secured } from "../route.ts"
import {
  CallAnswer,
  CallChangeAnswer,
  CallOutcomeAnswer,
  OutcomeBody,
  RedeemAnswer,
  RedeemBody,
  ResolutionChangeAnswer,
  ResolveBody,
  calls,
} from "./schemas.ts"

export const routes = {
  list: calls.list,
  show: calls.show("", { operationId: "showCall", summary: "A call, and how it ended", answer: CallAnswer }),
  report: calls.commandWith("outcome", OutcomeBody, CallOutcomeAnswer, {
    operationId: "reportCall",
    summary: "Report how a call ended, as whoever performed it",
    accepted: "Reported",
  }),
  cancel: calls.command("cancel", CallChangeAnswer, {
    operationId: "cancelCall",
    summary: "Take a call back before it may start, as whoever called or an administrator",
    accepted: "Cancelled",
  }),
  resolve: calls.commandWith("resolution", ResolveBody, ResolutionChangeAnswer, {
    operationId: "resolveCall",
    summary: "Say how a call really ended of which nobody had reported, as an administrator or operator",
    accepted: "Resolved",
  }),
  redeem: createRoute({
    ...secured,
    method: "post",
    path: "/v1/permits/redeem",
    operationId: "redeemPermit",
    summary: "Say that a call starts, before it has an effect: accepted once, for whoever is to run it now",
    request: { body: body(RedeemBody) },
    responses: answers(
      RedeemAnswer,
      "Run it now",
      "refused",
      "unknown",
      "permit-unproven",
      "malformed",
      "too-large",
      "not-json",
    ),
  }),
} as const
