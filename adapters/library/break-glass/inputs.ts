import * as z from "zod"
import { ActorId } from "../../../kernel/actors.ts"
import { GrantId, Terms, statuses } from "../../../kernel/break-glass/break-glass.ts"
import { Digest } from "../../../kernel/digest.ts"
import { key, pageOf, signed } from "../inputs.ts"

const { reason, scope, durationMs } = Terms.shape

/** Emergency access that somebody asks for. What is signed is an `interlock/grant-request/v1` over all of it. */
export const GrantRequest = z.strictObject({
  /** The one agent whose calls for the holder are to count as the holder's. */
  agent: ActorId.nullable().default(null),
  reason,
  scope,
  durationMs,
  signed,
  key,
})
export type GrantRequest = Readonly<z.input<typeof GrantRequest>>

/** The second person's signature under a grant. */
export const Countersigning = z.strictObject({
  id: GrantId,
  /** The digest of the terms that the person has read. */
  terms: Digest,
  signed,
  key,
})
export type Countersigning = Readonly<z.input<typeof Countersigning>>

/** A grant that somebody denies or revokes. */
export const GrantEnding = z.strictObject({ id: GrantId, key })
export type GrantEnding = Readonly<z.input<typeof GrantEnding>>

/** Which page of the grants. */
export const GrantPage = pageOf(statuses)
export type GrantPage = Readonly<z.input<typeof GrantPage>>
