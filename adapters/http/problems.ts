import { z } from "@hono/zod-openapi"
import type { Context } from "hono"
import { Data } from "effect"
import { Left } from "../../kernel/budgets/budgets.ts"
import type { Reason } from "../library/outcome.ts"
import { Reason as ReasonSchema } from "./schemas.ts"

/** What can go wrong at this door: one table from the problem to its status. `detail` says what to do. */
const problems = {
  malformed: {
    status: 400,
    title: "The request is not of its shape.",
    detail: "Mend what `errors` names, and send it again.",
  },
  unauthenticated: {
    status: 401,
    title: "Nobody is known by this key.",
    detail: "Send your API key as `Authorization: Bearer ik_…`.",
  },
  unproven: {
    status: 401,
    title: "The credential is not proven to be yours.",
    detail: "Send it as `Authorization: DPoP …`, with a proof of this very request in the header `DPoP`.",
  },
  refused: {
    status: 403,
    title: "The gate refuses this.",
    detail: "Each guard that failed is in `guards`. Nothing has changed, and the refusal is recorded.",
  },
  forbidden: {
    status: 403,
    title: "This is not yours to read.",
    detail: "The log is for the role auditor.",
  },
  "not-yours-to-say": {
    status: 403,
    title: "That is not yours to say.",
    detail: "Have it said by somebody whose word it is. Nothing has changed.",
  },
  "permit-unproven": {
    status: 403,
    title: "Nothing may run on this permit.",
    detail: "Ask the gate for another one. Nothing is recorded.",
  },
  "not-administrator": {
    status: 403,
    title: "This is not yours to do.",
    detail: "It is for a person with the role admin, in person.",
  },
  unknown: {
    status: 404,
    title: "There is no such thing here.",
    detail: "Look for the ids of your tenant in its lists; /openapi.json says where they are.",
  },
  "not-enrolled": {
    status: 404,
    title: "You are nobody here for whom agents may act.",
    detail: "Whoever keeps the tenant's directory enrols you first, with `interlock subject enrol`.",
  },
  "method-not-allowed": {
    status: 405,
    title: "This is not done here in that way.",
    detail: "See the header `Allow`, and /openapi.json.",
  },
  "too-large": { status: 413, title: "The body is too large.", detail: "Send less at once." },
  "not-json": { status: 415, title: "The body is not JSON.", detail: "Send it with `Content-Type: application/json`." },
  "key-reused": {
    status: 422,
    title: "This idempotency key has been used for something else.",
    detail: "Take a new key for a new ask; take the old one only to send the very same ask again.",
  },
  "actor-unknown": {
    status: 422,
    title: "That actor is not there, or of another kind.",
    detail: "Name an actor of your tenant, of the kind that is asked for there.",
  },
  "proof-key-missing": {
    status: 422,
    title: "That agent has no key of its own.",
    detail: "Give it one in the config (`proofKey`, which `interlock keys agent` makes), and start the service again.",
  },
  "too-many": {
    status: 429,
    title: "This is more at once than you may have here.",
    detail:
      "Nothing was read or decided. Ask again after `Retry-After` seconds; the config's `limits` say how much is let in.",
  },
  "too-many-wrong-keys": {
    status: 429,
    title: "Too many API keys that nobody has came from here.",
    detail: "Nothing was read. Mend the key, and send it after `Retry-After` seconds; a right key is let in at once.",
  },
  "not-recorded": {
    status: 503,
    title: "Not recorded, so not allowed.",
    detail: "Take it as a denial. Ask again with the same idempotency key: the answer says what the log has.",
  },
  "log-broken": {
    status: 503,
    title: "The log does not verify.",
    detail: "Nothing is decided on it. Run `interlock log verify`.",
  },
  "clock-unfit": {
    status: 503,
    title: "The clock is not fit to decide by.",
    detail:
      "Take it as a denial: nothing is decided or recorded. GET /v1/status says what is wrong. Set the clock of the gate's machine right; where it is right, an administrator runs `interlock clock confirm`.",
  },
  closing: { status: 503, title: "The gate is closing.", detail: "Ask again in a moment." },
  timeout: {
    status: 503,
    title: "This took too long.",
    detail: "Take it as a denial, and ask again with the same idempotency key.",
  },
  internal: {
    status: 500,
    title: "Something failed here.",
    detail: "Take it as a denial. The request id leads to the log of the service.",
  },
} as const
export type ProblemName = keyof typeof problems

/** RFC 9457. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    guards: z.array(ReasonSchema).readonly().optional().openapi({ description: "Every guard that failed." }),
    warnings: z
      .array(ReasonSchema)
      .readonly()
      .optional()
      .openapi({ description: "What is not as it should be in the policy in force." }),
    left: Left.nullable().optional().openapi({
      description: "What is left of the agent's budget, where that refused; null or absent elsewhere.",
    }),
    errors: z
      .array(z.strictObject({ in: z.string(), path: z.string(), problem: z.string() }))
      .readonly()
      .optional()
      .openapi({ description: "What is not of its shape, by its place. Values are never repeated." }),
  })
  .openapi("Problem")
type Problem = z.infer<typeof Problem>

type Further = {
  /** What to do, where more is known of it than always. */
  readonly detail?: string
  readonly guards?: readonly Reason[]
  readonly warnings?: readonly Reason[]
  readonly left?: Left | null
  readonly errors?: NonNullable<Problem["errors"]>
}

/** Ends a handler with a problem, so that what it returns is the answer that the route promises. */
export class ProblemError extends Data.TaggedError("ProblemError")<{
  readonly problem: ProblemName
  readonly further?: Further
}> {}

const SOON_MS = 1_000
/** The statuses that say when to come again (RFC 9110 §15.6.4, RFC 6585 §4). */
const LATER: readonly number[] = [429, 503]

/** Found before a body is read. The connection ends with it, or all of the body would be read to be thrown away. */
const UNREAD: readonly ProblemName[] = ["too-large", "too-many", "too-many-wrong-keys"]

/** What is let in (RFC 6750 §3, RFC 9449 §7.1). */
const CHALLENGES = ['Bearer realm="interlock"', 'DPoP realm="interlock", algs="EdDSA Ed25519"'] as const

/** @param retryMs after how long it is worth asking again, where the problem is one that passes */
export const problem = (c: Context, name: ProblemName, further: Further = {}, retryMs = SOON_MS): Response => {
  const { status, title, detail } = problems[name]
  const body: Problem = { type: `urn:interlock:problem:${name}`, title, status, detail, ...further }
  c.header("Content-Type", "application/problem+json")
  if (status === 401) for (const challenge of CHALLENGES) c.header("WWW-Authenticate", challenge, { append: true })
  if (UNREAD.includes(name)) c.header("Connection", "close")
  if (LATER.includes(status)) c.header("Retry-After", String(Math.max(1, Math.ceil(retryMs / 1000))))
  return c.body(JSON.stringify(body), status)
}

/** A message as a sentence of its own. */
export const asSentence = ({ message }: Pick<Error, "message">): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}.`

/** Why a credential is none of its presenter's, which the message says. */
export const unproven = (c: Context, error: Pick<Error, "message">): Response =>
  problem(c, "unproven", { detail: asSentence(error) })

/** The problems of a route, for its description: by status, with the names that have it. */
export const problemResponses = (...names: readonly ProblemName[]) => {
  const named = new Map<number, ProblemName[]>()
  for (const name of names) {
    const { status } = problems[name]
    named.set(status, [...(named.get(status) ?? []), name])
  }
  return Object.fromEntries(
    [...named].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `${name}: ${problems[name].title}`).join(" "),
        content: { "application/problem+json": { schema: Problem } },
      },
    ]),
  )
}
