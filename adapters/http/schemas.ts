/** What travels of every domain: bodies, parameters, answers. Every text, number and list that a client sends has an upper bound. */
import { z } from "@hono/zod-openapi"
import { Actor, TenantId } from "../../kernel/actors.ts"
import { RequestId } from "../../kernel/approvals/approvals.ts"
import { Left, ReservationId } from "../../kernel/budgets/budgets.ts"
import { GrantId } from "../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../kernel/digest.ts"
import { Handle } from "../../kernel/taint/taint.ts"
import { Proof } from "../../kernel/ledger/body.ts"
import { KeyId } from "../../kernel/ledger/ed25519.ts"
import { ANSWERS } from "../idempotency.ts"
import { AskedCall, ToolCall, key } from "../library/inputs.ts"
import { BODY_BYTES } from "./limits.ts"

const wellFormed = (text: string) => text.isWellFormed()

export const Payload = z
  .union([
    // Half a surrogate pair has no UTF-8: other bytes would be hashed than were meant.
    z.string().max(BODY_BYTES.calls).refine(wellFormed, { error: "text that UTF-8 can carry" }),
    z.strictObject({ base64: z.base64().max(BODY_BYTES.calls) }),
  ])
  .openapi({ description: "The exact bytes of the call's arguments: text, taken as UTF-8, or any bytes as base64." })

export const CallBody = z
  .strictObject({
    tool: ToolCall.shape.tool,
    payload: Payload,
    artifact: Digest.nullish().openapi({
      description: "SHA-256 of the file that the executor runs where it is another one: Terraform's saved plan.",
    }),
    conversation: ToolCall.shape.conversation.unwrap().optional().openapi({
      description: "The conversation that the call is of.",
    }),
    endorsements: ToolCall.shape.endorsements.unwrap().optional().openapi({
      description: "Who vouches for what of it: endorsements by an argument's JSON pointer, or by `control`.",
    }),
  })
  .openapi("Call")
export type CallBody = z.infer<typeof CallBody>

export const AskBody = z
  .strictObject({
    ...CallBody.shape,
    grant: AskedCall.shape.grant.unwrap().optional().openapi({
      description: "The grant of emergency access under which the call is made.",
    }),
  })
  .openapi("AskedCall")

/** What a person signed: the SSH signature, namespace interlock, and the bytes that it is over. */
const signature = {
  proof: Proof.nullable().openapi({ description: "The SSH signature, namespace interlock, over `statement`." }),
  statement: z
    .string()
    .max(16_384)
    .refine(wellFormed, { error: "text that UTF-8 can carry" })
    .nullable()
    .openapi({ description: "The RFC 8785 JSON that was signed." }),
}
const isNull = (body: object, name: "proof" | "statement") => name in body && Reflect.get(body, name) === null
const comesWithProof = (body: object) => isNull(body, "proof") === isNull(body, "statement")
const together = { error: "a statement comes with its proof, and a proof with its statement", path: ["statement"] }

/** What another one than the sender has signed. */
export const SignedText = z.strictObject(signature).refine(comesWithProof, together)

/** A body whose sender signs. */
export const signedBody = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject({ ...shape, ...signature }).refine(comesWithProof, together)

/** A proof of possession, wherever one comes with a request. */
export const dpop = z.string().max(8_192)

export const KeyHeader = z.object({
  "idempotency-key": key
    .unwrap()
    .unwrap()
    .optional()
    .openapi({
      description:
        "Your own name for this ask. Sent again with it, the ask gets the first answer and is not done twice; with another ask " +
        `it is refused. A key stands for its answer as long as the tenant's \`idempotency\` says, ${ANSWERS} where it says ` +
        "nothing; sent again later, the ask is a new one.",
    }),
})

/** The same where a credential may come in an API key's stead. It is proven before headers are held against this. */
export const CallHeader = z.object({
  ...KeyHeader.shape,
  dpop: dpop.optional().openapi({
    description: "With a credential, the proof (DPoP, RFC 9449) that this request is its holder's; else not asked.",
  }),
})

/** A whole number in a query. The bounds are said twice, since a coerced number loses them on its way into the document. */
export const whole = (minimum: number, maximum: number, otherwise: number) =>
  z.coerce
    .number<string>()
    .int()
    .min(minimum)
    .max(maximum)
    .default(otherwise)
    .openapi({ type: "integer", minimum, maximum })

const count = z.int().min(0)

export const RecordsQuery = z.strictObject({
  from: whole(0, Number.MAX_SAFE_INTEGER, 0),
  limit: whole(1, 256, 100),
})

export const Reason = z
  .strictObject({ guard: z.string().openapi({ description: "The guard that failed." }), sentence: z.string() })
  .openapi("Reason")

/** What every answer to a command tells beside what became of it. */
export const common = {
  record: count.openapi({ description: "The number of the record of this in the tenant's log." }),
  warnings: z.array(Reason).readonly().openapi({ description: "What is not as it should be in the policy in force." }),
}

export const Permit = z.string().openapi({ description: "A JWS in compact form, to be verified by whoever executes." })

export const Reserved = ReservationId.nullable().openapi({
  description:
    "The reservation of the agent's call, under which its outcome is reported; null where no budget is charged.",
})

export const Called = Handle.nullable().openapi({
  description: "What the call is called in its conversation, under which its result is brought in; null for none.",
})

export const VerdictAnswer = z
  .strictObject({
    verdict: z.enum(["allow", "deny", "step_up"]),
    reasons: z
      .array(Reason)
      .readonly()
      .openapi({ description: "Everything that failed: what denies first, then what asks people." }),
    lifted: z.array(Reason).readonly().openapi({ description: "What would have asked people, and a grant overrode." }),
    plan: Digest.nullable(),
    request: RequestId.nullable().openapi({ description: "The approval request that waits for people." }),
    grant: GrantId.nullable().openapi({
      description: "The grant that the call named; null where it was allowed and needed none.",
    }),
    reservation: Reserved,
    called: Called,
    left: Left.nullable().openapi({ description: "What is left of the agent's budget, where that refused." }),
    permit: Permit.nullable(),
    ...common,
  })
  .openapi("Verdict")

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
export const ReadyAnswer = z.strictObject({ status: z.literal("ready") }).openapi("Ready")
