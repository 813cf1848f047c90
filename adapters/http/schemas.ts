/** What travels: every body, parameter and answer. Every text, number and list that a client sends has an upper bound. */
import { z } from "@hono/zod-openapi"
import { ActorId, Actor, TenantId } from "../../kernel/actors.ts"
import { Kept, RequestId, Seat, statuses } from "../../kernel/approvals/approvals.ts"
import * as breakGlass from "../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../kernel/digest.ts"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { Plan } from "../../kernel/gate/plan.ts"
import { ToolName } from "../../kernel/tool.ts"
import { Proof } from "../../kernel/ledger/body.ts"
import { KeyId } from "../../kernel/ledger/ed25519.ts"

/** The most bytes that a body may have: calls carry their arguments, everything else is small. */
export const BODY_BYTES = { calls: 8 * 1024 * 1024, others: 64 * 1024 } as const

const wellFormed = (text: string) => text.isWellFormed()

const Payload = z
  .union([
    // Half a surrogate pair has no UTF-8: other bytes would be hashed than were meant.
    z.string().max(BODY_BYTES.calls).refine(wellFormed, { error: "text that UTF-8 can carry" }),
    z.strictObject({ base64: z.base64().max(BODY_BYTES.calls) }),
  ])
  .openapi({ description: "The exact bytes of the call's arguments: text, taken as UTF-8, or any bytes as base64." })

export const CallBody = z
  .strictObject({
    tool: ToolName,
    payload: Payload,
    artifact: Digest.nullish().openapi({
      description: "SHA-256 of the file that the executor runs where it is another one: Terraform's saved plan.",
    }),
  })
  .openapi("Call")
export type CallBody = z.infer<typeof CallBody>

export const AskBody = z
  .strictObject({
    ...CallBody.shape,
    grant: breakGlass.GrantId.nullish().openapi({
      description: "The grant of emergency access under which the call is made.",
    }),
  })
  .openapi("AskedCall")

/** What a person signed: the SSH signature, namespace interlock, and the bytes that it is over. */
const signed = {
  proof: Proof.nullable().openapi({ description: "The SSH signature, namespace interlock, over `statement`." }),
  statement: z
    .string()
    .max(16_384)
    .refine(wellFormed, { error: "text that UTF-8 can carry" })
    .nullable()
    .openapi({ description: "The RFC 8785 JSON that was signed." }),
}
const comesWithProof = ({ proof, statement }: { readonly proof: unknown; readonly statement: unknown }) =>
  (proof === null) === (statement === null)
const together = { error: "a statement comes with its proof, and a proof with its statement", path: ["statement"] }

export const DecisionBody = z
  .strictObject({
    seat: Seat,
    plan: Digest.clone().openapi({ description: "The digest of the plan that the person has read." }),
    ...signed,
  })
  .refine(comesWithProof, together)
  .openapi("Decision")

const { reason, scope } = breakGlass.Terms.shape

export const GrantBody = z
  .strictObject({
    agent: ActorId.nullable().openapi({
      description: "The one agent whose calls for you are to count as yours; null for none.",
    }),
    reason: reason.clone().openapi({ description: "Why, in words. Everybody who is passed over reads it." }),
    scope,
    durationMs: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .openapi({ description: "How long, in milliseconds from the countersignature on." }),
    ...signed,
  })
  .refine(comesWithProof, together)
  .openapi("GrantRequest")

export const CountersignBody = z
  .strictObject({
    terms: Digest.clone().openapi({ description: "The digest of the terms that the person has read." }),
    ...signed,
  })
  .refine(comesWithProof, together)
  .openapi("Countersignature")

export const GrantPath = z.object({
  id: breakGlass.GrantId.clone().openapi({
    param: { name: "id", in: "path", required: true },
    example: "grant_0123456789abcdef01234567",
  }),
})

export const DelegationBody = z.strictObject({ seat: Seat, to: ActorId }).openapi("Delegation")

export const RequestPath = z.object({
  id: RequestId.clone().openapi({
    param: { name: "id", in: "path", required: true },
    example: "req_0123456789abcdef01234567",
  }),
})

export const KeyHeader = z.object({
  "idempotency-key": IdempotencyKey.optional().openapi({
    description: "Your own name for this ask. Sent again with it, the ask gets the first answer and is not done twice.",
  }),
})

/** A whole number in a query. The bounds are said twice, since a coerced number loses them on its way into the document. */
const whole = (minimum: number, maximum: number, otherwise: number) =>
  z.coerce
    .number<string>()
    .int()
    .min(minimum)
    .max(maximum)
    .default(otherwise)
    .openapi({ type: "integer", minimum, maximum })

const Status = z.enum(statuses)
const count = z.int().min(0)

export const ListQuery = z.object({
  status: Status.optional(),
  limit: whole(1, 500, 100),
})

/** How long one call may wait for a change, in milliseconds. */
export const MAX_WAIT_MS = 60_000

export const WaitQuery = z.object({
  status: Status.default("pending").openapi({ description: "The status to wait away from." }),
  timeoutMs: whole(0, MAX_WAIT_MS, 30_000),
})

export const RecordsQuery = z.object({
  from: whole(0, Number.MAX_SAFE_INTEGER, 0),
  limit: whole(1, 256, 100),
})

export const Reason = z
  .strictObject({ guard: z.string().openapi({ description: "The guard that failed." }), sentence: z.string() })
  .openapi("Reason")

const told = {
  record: count.openapi({ description: "The number of the record of this in the tenant's log." }),
  warnings: z.array(Reason).readonly().openapi({ description: "What is not as it should be in the policy in force." }),
}

const Permit = z.string().openapi({ description: "A JWS in compact form, to be verified by whoever executes." })

export const VerdictAnswer = z
  .strictObject({
    verdict: z.enum(["allow", "deny", "step_up"]),
    reasons: z.array(Reason).readonly(),
    plan: Digest.nullable(),
    request: RequestId.nullable().openapi({ description: "The approval request that waits for people." }),
    grant: breakGlass.GrantId.nullable().openapi({ description: "The grant under which the call was asked about." }),
    permit: Permit.nullable(),
    ...told,
  })
  .openapi("Verdict")

const change = { id: RequestId, status: Status, ...told }
export const ChangeAnswer = z.strictObject(change).openapi("Change")
export const UseAnswer = z.strictObject({ ...change, permit: Permit }).openapi("Use")

export const ApprovalRequest = z
  .strictObject({ id: RequestId, status: Status, ...Kept.shape })
  .openapi("ApprovalRequest")
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

export const ListAnswer = z.strictObject({ approvals: z.array(ApprovalRequest).readonly() }).openapi("ApprovalRequests")

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

const GrantStatus = z.enum(breakGlass.statuses)
export const GrantChangeAnswer = z
  .strictObject({ id: breakGlass.GrantId, status: GrantStatus, ...told })
  .openapi("GrantChange")

export const GrantsQuery = z.object({ status: GrantStatus.optional(), limit: whole(1, 500, 100) })

export const Grant = z
  .strictObject({ id: breakGlass.GrantId, status: GrantStatus, ...breakGlass.Kept.shape })
  .openapi("Grant")
export type Grant = z.infer<typeof Grant>
export const GrantsAnswer = z.strictObject({ grants: z.array(Grant).readonly() }).openapi("Grants")
export const GrantAnswer = z.strictObject({ grant: Grant }).openapi("GrantShown")

export const StatusAnswer = z
  .strictObject({
    tenant: TenantId,
    log: z.strictObject({ size: count, hash: Digest }),
    warnings: told.warnings,
    approvals: z.strictObject({ open: count.openapi({ description: "Requests that wait or may be used." }) }),
    grants: z.strictObject({ requested: count, active: count }),
  })
  .openapi("Status")

export const HeadAnswer = z.strictObject({ size: count, hash: Digest }).openapi("LogHead")

const SealedRecord = z
  .strictObject({
    seq: count,
    bytes: z.string().openapi({ description: "The record's RFC 8785 JSON. Its UTF-8 bytes are what was hashed." }),
    hash: z.string(),
    signature: z
      .base64()
      .openapi({ description: "Ed25519, 64 bytes, over `interlock/log-record/v1`, NUL and the hash." }),
    signer: z.string().openapi({ description: "The key, by its `kid`." }),
  })
  .openapi("LogRecord")

export const RecordsAnswer = z.strictObject({ records: z.array(SealedRecord).readonly() }).openapi("LogRecords")

export const KeysAnswer = z
  .strictObject({
    keys: z
      .array(
        z.strictObject({
          kty: z.literal("OKP"),
          crv: z.literal("Ed25519"),
          x: z.string(),
          kid: KeyId,
          alg: z.literal("EdDSA"),
          use: z.literal("sig"),
        }),
      )
      .readonly(),
  })
  .openapi("JwkSet")

export const WhoamiAnswer = z.strictObject({ tenant: TenantId, actor: Actor, person: Actor }).openapi("Whoami")

export const HealthAnswer = z.strictObject({ status: z.literal("ok") }).openapi("Health")
