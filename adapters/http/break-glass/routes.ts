import { createRoute } from "@hono/zod-openapi"
import { answers, body, secured, written } from "../route.ts"
import { KeyHeader } from "../schemas.ts"
import { CountersignBody, GrantAnswer, GrantBody, GrantChangeAnswer, grants } from "./schemas.ts"

const { list, show, command, commandWith } = grants

export const routes = {
  request: createRoute({
    ...secured,
    method: "post",
    path: "/v1/grants",
    operationId: "requestGrant",
    summary: "Ask for emergency access, in person and signed",
    request: { headers: KeyHeader, body: body(GrantBody) },
    responses: answers(GrantChangeAnswer, "Asked for", "refused", "unknown", "actor-unknown", ...written),
  }),
  list,
  show: show("", { operationId: "showGrant", summary: "A grant, with its terms to be read", answer: GrantAnswer }),
  countersign: commandWith("countersign", CountersignBody, GrantChangeAnswer, {
    operationId: "countersign",
    summary: "Countersign a grant, as the second person",
    accepted: "Active",
  }),
  deny: command("deny", GrantChangeAnswer, {
    operationId: "denyGrant",
    summary: "Deny a request for emergency access",
    accepted: "Denied",
  }),
  revoke: command("revoke", GrantChangeAnswer, {
    operationId: "revokeGrant",
    summary: "End a grant before its time, as its holder or as somebody who may countersign",
    accepted: "Revoked",
  }),
} as const
