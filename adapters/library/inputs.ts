import * as z from "zod"
import { ActorId } from "../../kernel/actors.ts"
import { RequestId, Seat } from "../../kernel/approvals/approvals.ts"
import { Digest } from "../../kernel/digest.ts"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { ToolName } from "../../kernel/tool.ts"
import { Proof } from "../../kernel/ledger/body.ts"
import { InputRefused } from "./errors.ts"

const bytes = z.custom<Uint8Array>((given) => given instanceof Uint8Array, { error: "bytes, as a Uint8Array" })

/** The caller's own name for this ask. Sent again with it, the ask gets the first answer and is not done twice. */
const key = IdempotencyKey.nullable().default(null)

/** A call of a tool. */
export const ToolCall = z.strictObject({
  tool: ToolName,
  /** The exact bytes of the arguments. They are hashed and inspected, and not kept. */
  payload: bytes,
  /** The file that the executor runs where it is another one, or its digest: Terraform's saved plan. */
  artifact: z.union([Digest, bytes]).nullable().default(null),
  key,
})
export type ToolCall = Readonly<z.input<typeof ToolCall>>

/** What a person decides on a request, for a seat. */
export const SeatDecision = z.strictObject({
  request: RequestId,
  seat: Seat,
  /** The digest of the plan that the person has read. */
  plan: Digest,
  /** The RFC 8785 bytes of the statement, and the SSH signature over them. */
  signed: z.strictObject({ statement: bytes, proof: Proof }).nullable(),
  key,
})
export type SeatDecision = Readonly<z.input<typeof SeatDecision>>

/** A seat that is lent. */
export const Loan = z.strictObject({ request: RequestId, seat: Seat, to: ActorId, key })
export type Loan = Readonly<z.input<typeof Loan>>

/** A request that its owner ends. */
export const Ending = z.strictObject({ request: RequestId, key })
export type Ending = Readonly<z.input<typeof Ending>>

/** @throws InputRefused */
export const read = <Schema extends z.ZodType>(schema: Schema, given: z.input<Schema>): z.output<Schema> => {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.join(".") ?? ""
  throw new InputRefused({ path, message: `${path === "" ? "the input" : path} is not of its shape` })
}
