/** What the descriptions of routes are made of; `/openapi.json` is written from them. */
import type { z } from "@hono/zod-openapi"
import { type ProblemName, problemResponses } from "./problems.ts"

export const json = <Schema extends z.ZodType>(schema: Schema) => ({ "application/json": { schema } })
export const body = <Schema extends z.ZodType>(schema: Schema) => ({ content: json(schema), required: true })

/** What every route under /v1 can answer. */
const always = [
  "unauthenticated",
  "unproven",
  "too-many-wrong-keys",
  "too-many",
  "not-recorded",
  "log-broken",
  "clock-unfit",
  "closing",
  "timeout",
  "internal",
] as const
export const asked = ["malformed", "too-large", "key-reused"] as const
export const written = [...asked, "not-json"] as const

export const answers = <Schema extends z.ZodType>(schema: Schema, description: string, ...problems: ProblemName[]) => ({
  200: { description, content: json(schema) },
  ...problemResponses(...always, ...problems),
})

export const secured = { security: [{ bearer: [] }] }
/** Where a credential may be presented in an API key's stead, or alone. */
export const presenting = { security: [{ bearer: [] }, { dpop: [] }] }
export const presentingAlone = { security: [{ dpop: [] }] }
