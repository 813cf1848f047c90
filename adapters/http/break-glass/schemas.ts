import { z } from "@hono/zod-openapi"
import { GrantId, Kept, statuses } from "../../../kernel/break-glass/break-glass.ts"
import { Countersigning, GrantRequest } from "../../library/break-glass/inputs.ts"
import { resource } from "../resource.ts"
import { signedBody } from "../schemas.ts"

export const grants = resource({
  items: "grants",
  name: "Grant",
  example: "grant_0123456789abcdef01234567",
  id: GrantId,
  statuses,
  kept: Kept.shape,
  list: { operationId: "listGrants", summary: "The grants of your tenant, the latest first" },
  listed: (several) => ({ grants: several }),
})

const { agent, reason, scope } = GrantRequest.shape

export const GrantBody = signedBody({
  agent: agent.unwrap().clone().openapi({
    description: "The one agent whose calls for you are to count as yours; null for none.",
  }),
  reason: reason.clone().openapi({ description: "Why, in words. Everybody whose approval is bypassed reads it." }),
  scope,
  durationMs: z
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .openapi({ description: "How long, in milliseconds from the countersignature on." }),
}).openapi("GrantRequest")

export const CountersignBody = signedBody({
  terms: Countersigning.shape.terms.clone().openapi({
    description: "The digest of the terms that the person has read.",
  }),
}).openapi("Countersignature")

export const GrantChangeAnswer = z.strictObject(grants.change).openapi("GrantChange")

export const Grant = grants.entity
export type Grant = z.infer<typeof Grant>

export const GrantsAnswer = grants.page
export const GrantAnswer = z.strictObject({ grant: Grant }).openapi("GrantShown")
