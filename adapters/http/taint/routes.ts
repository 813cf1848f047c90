import { createRoute } from "@hono/zod-openapi"
import { answers, body, secured, written } from "../route.ts"
import { KeyHeader } from "../schemas.ts"
import {
  ConversationAnswer,
  ConversationChangeAnswer,
  EndorseBody,
  EndorsementAnswer,
  EndorsementChangeAnswer,
  ExplainQuery,
  ExplanationAnswer,
  IngestBody,
  OpenBody,
  ReadBody,
  ResultBody,
  ValueAnswer,
  WriteBody,
  conversations,
  endorsements,
} from "./schemas.ts"

export const routes = {
  open: createRoute({
    ...secured,
    method: "post",
    path: "/v1/conversations",
    operationId: "openConversation",
    summary: "Open a conversation: for yourself, or as a service that calls a model for a person",
    request: { headers: KeyHeader, body: body(OpenBody) },
    responses: answers(ConversationChangeAnswer, "Opened", "refused", "not-yours-to-say", "actor-unknown", ...written),
  }),
  list: conversations.list,
  show: conversations.show("", {
    operationId: "showConversation",
    summary: "A conversation, and what it has seen by its label",
    answer: ConversationAnswer,
  }),
  spawn: conversations.command("spawn", ConversationChangeAnswer, {
    operationId: "spawnConversation",
    summary: "Open a conversation for another agent, which begins with all that this one has seen",
    accepted: "Opened",
  }),
  ingest: conversations.commandWith("values", IngestBody, ValueAnswer, {
    operationId: "ingestValue",
    summary: "Bring content in, with where it comes from and who may see it",
    accepted: "Brought in",
    problems: ["not-yours-to-say"],
  }),
  result: conversations.commandWith("results", ResultBody, ValueAnswer, {
    operationId: "bringResult",
    summary: "Bring in what a tool gave back for a call of the conversation",
    accepted: "Brought in",
    problems: ["not-yours-to-say"],
  }),
  write: conversations.commandWith("writes", WriteBody, ConversationChangeAnswer, {
    operationId: "writeResource",
    summary: "Take note that a value is stored, so that its label comes back with it",
    accepted: "Stored",
  }),
  read: conversations.commandWith("reads", ReadBody, ValueAnswer, {
    operationId: "readResource",
    summary: "Bring in what stands in a place, with the label with which it was stored",
    accepted: "Brought in",
  }),
  explain: createRoute({
    ...secured,
    method: "get",
    path: "/v1/conversations/{id}/explain",
    operationId: "explainLabel",
    summary: "Where a value or a call comes from, back to where everything in it came in",
    request: { params: conversations.params, query: ExplainQuery },
    responses: answers(ExplanationAnswer, "All that it comes from", "malformed", "unknown"),
  }),
  endorse: createRoute({
    ...secured,
    method: "post",
    path: "/v1/endorsements",
    operationId: "endorse",
    summary: "Vouch for an argument of a call, or for making it, in person and signed",
    request: { headers: KeyHeader, body: body(EndorseBody) },
    responses: answers(EndorsementChangeAnswer, "Endorsed", "refused", "unknown", ...written),
  }),
  endorsements: endorsements.list,
  endorsement: endorsements.show("", {
    operationId: "showEndorsement",
    summary: "An endorsement, and where it was used",
    answer: EndorsementAnswer,
  }),
  withdraw: endorsements.command("withdraw", EndorsementChangeAnswer, {
    operationId: "withdrawEndorsement",
    summary: "Take back an endorsement that was not used, as whoever gave it or as an administrator",
    accepted: "Withdrawn",
  }),
} as const
