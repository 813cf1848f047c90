/** What is handed to a gate of every domain. A domain's own inputs stand in its folder. */
import * as z from "zod"
import { GrantId } from "../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../kernel/digest.ts"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { Proof } from "../../kernel/ledger/body.ts"
import { ConversationId, EndorsementId, SLOTS } from "../../kernel/taint/taint.ts"
import { ToolName } from "../../kernel/tool.ts"
import { Presented } from "./presented.ts"

export const bytes = z.custom<Uint8Array>((given) => given instanceof Uint8Array, { error: "bytes, as a Uint8Array" })

/** The caller's own name for this ask. Sent again with it, the ask gets the first answer and is not done twice. */
export const key = IdempotencyKey.nullable().default(null)

/** What somebody signed: the RFC 8785 bytes of the statement, and the SSH signature over them; null for nothing. */
export const signed = z.strictObject({ statement: bytes, proof: Proof }).nullable()

/** Where an endorsement is used: at an argument, by its JSON pointer, or for the decision to make the call. */
const Place = z.string().regex(/^(?:control|\/[\x20-\x7e]{0,127})$/)

/** Endorsements by where they are used. */
export const Endorsements = z
  .record(Place, EndorsementId)
  .refine((named) => Object.keys(named).length <= SLOTS + 1, { error: `at most ${SLOTS} arguments, and control` })
  .readonly()

const call = {
  tool: ToolName,
  /** The exact bytes of the arguments. They are hashed and inspected, and not kept. */
  payload: bytes,
  /** The file that the executor runs where it is another one, or its digest: Terraform's saved plan. */
  artifact: z.union([Digest, bytes]).nullable().default(null),
  /** The conversation that the call is of, as `gate.taint.open` gives it. */
  conversation: ConversationId.nullable().default(null),
  /** Who vouches for what of it: endorsements by where they are used, an argument's JSON pointer or `control`. */
  endorsements: Endorsements.default({}),
  /** What an agent calls with within a session, as `gate.sessions.authenticate` gives it. */
  credential: Presented.nullable().default(null),
  key,
}

/** A call of a tool. */
export const ToolCall = z.strictObject(call)
export type ToolCall = Readonly<z.input<typeof ToolCall>>

/** A call of a tool that is asked about, under a grant of emergency access where one is named. */
export const AskedCall = z.strictObject({ ...call, grant: GrantId.nullable().default(null) })
export type AskedCall = Readonly<z.input<typeof AskedCall>>

/** As many come in a page at most, and as many where nobody says how many. */
export const PAGE = { max: 500, usual: 100 } as const

/** Where a page goes on: what the page before gave as `next`. Nobody else's business what it says. */
export const Cursor = z
  .string()
  .regex(/^[\x21-\x7e]{1,144}$/)
  .brand("Cursor")
export type Cursor = z.infer<typeof Cursor>

/** Which page of a list, of which status: the latest come first. */
export const pageOf = <const Statuses extends readonly string[]>(statuses: Statuses) =>
  z.strictObject({
    status: z.enum(statuses).nullable().default(null),
    limit: z.int().min(1).max(PAGE.max).default(PAGE.usual),
    cursor: Cursor.nullable().default(null),
  })
