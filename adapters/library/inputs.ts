import * as z from "zod"
import { ActorId } from "../../kernel/actors.ts"
import { RequestId, Seat } from "../../kernel/approvals/approvals.ts"
import { GrantId, Terms } from "../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../kernel/digest.ts"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { ToolName } from "../../kernel/tool.ts"
import { Proof } from "../../kernel/ledger/body.ts"
import { InputError } from "./errors.ts"

const bytes = z.custom<Uint8Array>((given) => given instanceof Uint8Array, { error: "bytes, as a Uint8Array" })

/** The caller's own name for this ask. Sent again with it, the ask gets the first answer and is not done twice. */
const key = IdempotencyKey.nullable().default(null)

const signed = z.strictObject({ statement: bytes, proof: Proof })

const call = {
  tool: ToolName,
  /** The exact bytes of the arguments. They are hashed and inspected, and not kept. */
  payload: bytes,
  /** The file that the executor runs where it is another one, or its digest: Terraform's saved plan. */
  artifact: z.union([Digest, bytes]).nullable().default(null),
  key,
}

/** A call of a tool. */
export const ToolCall = z.strictObject(call)
export type ToolCall = Readonly<z.input<typeof ToolCall>>

/** A call of a tool that is asked about, under a grant of emergency access where one is named. */
export const AskedCall = z.strictObject({ ...call, grant: GrantId.nullable().default(null) })
export type AskedCall = Readonly<z.input<typeof AskedCall>>

/** What a person decides on a request, for a seat. */
export const SeatDecision = z.strictObject({
  request: RequestId,
  seat: Seat,
  /** The digest of the plan that the person has read. */
  plan: Digest,
  /** The RFC 8785 bytes of the statement, and the SSH signature over them. */
  signed: signed.nullable(),
  key,
})
export type SeatDecision = Readonly<z.input<typeof SeatDecision>>

/** A seat that is lent. */
export const Loan = z.strictObject({ request: RequestId, seat: Seat, to: ActorId, key })
export type Loan = Readonly<z.input<typeof Loan>>

/** A request that its owner ends. */
export const Ending = z.strictObject({ request: RequestId, key })
export type Ending = Readonly<z.input<typeof Ending>>

const { reason, scope, durationMs } = Terms.shape

/** Emergency access that somebody asks for. */
export const GrantRequest = z.strictObject({
  /** The one agent whose calls for the holder are to count as the holder's. */
  agent: ActorId.nullable().default(null),
  reason,
  scope,
  durationMs,
  /** The RFC 8785 bytes of an `interlock/grant-request/v1` over all of this, and the SSH signature over them. */
  signed: signed.nullable(),
  key,
})
export type GrantRequest = Readonly<z.input<typeof GrantRequest>>

/** The second person's signature under a grant. */
export const Countersigning = z.strictObject({
  grant: GrantId,
  /** The digest of the terms that the person has read. */
  terms: Digest,
  signed: signed.nullable(),
  key,
})
export type Countersigning = Readonly<z.input<typeof Countersigning>>

/** A grant that somebody denies or revokes. */
export const GrantEnding = z.strictObject({ grant: GrantId, key })
export type GrantEnding = Readonly<z.input<typeof GrantEnding>>

/** @throws InputError */
export const read = <Schema extends z.ZodType>(schema: Schema, given: z.input<Schema>): z.output<Schema> => {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.join(".") ?? ""
  throw new InputError({ path, message: `${path === "" ? "the input" : path} is not of its shape` })
}
