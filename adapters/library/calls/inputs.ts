import * as z from "zod"
import { CallId, commands } from "../../../kernel/calls/calls.ts"
import { bytes, key, pageOf } from "../inputs.ts"
import { Spent } from "../settling.ts"
import { callStatuses } from "./kinds.ts"

/** A permit as it is presented. No longer one is given. */
const PermitText = z.string().min(1).max(8_192)

/**
 * A call that is about to start, by its permit; the bytes that will run, where they are known already. It has no idempotency key: the
 * same yes twice would be two leaves to run.
 */
export const CallPerforming = z.strictObject({ permit: PermitText, payload: bytes.nullable().default(null) })
export type CallPerforming = Readonly<z.input<typeof CallPerforming>>

/** What came out: bytes, or text as UTF-8, of which the digest is kept and nothing else; null for nothing. */
const output = z
  .union([bytes, z.string().refine((text) => text.isWellFormed(), { error: "text that UTF-8 can carry" })])
  .nullable()
  .default(null)

/** What it really cost and touched, where its reservation is settled too. */
const amounts = Spent.nullable().default(null)

/** A call that had its effect. */
export const CallCompletion = z.strictObject({ id: CallId, output, amounts, key })
export type CallCompletion = Readonly<z.input<typeof CallCompletion>>

/** A call that had none. `nothingHappened` says that this is known. */
export const CallFailure = z.strictObject({ id: CallId, nothingHappened: z.boolean(), amounts, key })
export type CallFailure = Readonly<z.input<typeof CallFailure>>

/** A call that is taken back before it may start. */
export const CallCancelling = z.strictObject({ id: CallId, key })
export type CallCancelling = Readonly<z.input<typeof CallCancelling>>

/** How a call really ended of which nobody had reported. */
export const CallResolving = z.strictObject({ call: CallId, outcome: commands.resolve.shape.outcome, key })
export type CallResolving = Readonly<z.input<typeof CallResolving>>

/** Which page of the calls. */
export const CallPage = pageOf(callStatuses)
export type CallPage = Readonly<z.input<typeof CallPage>>
