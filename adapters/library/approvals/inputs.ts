import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { RequestId, Seat, statuses } from "../../../kernel/approvals/approvals.ts"
import { Digest } from "../../../kernel/digest.ts"
import { ToolCall, key, pageOf, signed } from "../inputs.ts"

/** What a person decides on a request, for a seat. */
export const SeatDecision = z.strictObject({
  id: RequestId,
  seat: Seat,
  /** The digest of the plan that the person has read. */
  plan: Digest,
  signed,
  key,
})
export type SeatDecision = Readonly<z.input<typeof SeatDecision>>

/** A seat that is delegated, and what its holder signed for that. */
export const SeatDelegation = z.strictObject({ id: RequestId, seat: Seat, to: ActorId, signed, key })
export type SeatDelegation = Readonly<z.input<typeof SeatDelegation>>

/** A request that somebody ends. */
export const RequestEnding = z.strictObject({ id: RequestId, key })
export type RequestEnding = Readonly<z.input<typeof RequestEnding>>

/** The very call that was approved, and the request in which it was. */
export const ApprovedCall = z.strictObject({ id: RequestId, ...ToolCall.shape })
export type ApprovedCall = Readonly<z.input<typeof ApprovedCall>>

/** Which page of the requests. */
export const RequestPage = pageOf(statuses)
export type RequestPage = Readonly<z.input<typeof RequestPage>>
