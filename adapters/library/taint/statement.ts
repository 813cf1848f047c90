import { type Actor, principalOf } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import {
  CONTROL,
  type ConversationId,
  type EndorsementId,
  type EndorsementSigned,
  type Slot,
} from "../../../kernel/taint/taint.ts"
import type { ToolName } from "../../../kernel/tool.ts"
import { digestOf } from "../../digest.ts"
import { WHOLE, argumentsIn, bytesOf } from "../../reading/arguments.ts"
import { InputError } from "../errors.ts"

/** What is vouched for, and in which call of which conversation. */
interface Vouched {
  readonly id: EndorsementId
  readonly conversation: ConversationId
  readonly tool: ToolName
  readonly slot: Slot | typeof CONTROL
}

/** Bytes by where they stand in a call. */
type Placed = Readonly<Record<Slot, Uint8Array>>

/** The bytes of a call's arguments; of one that can't be taken apart, all of it. */
const bytesIn = (payload: Uint8Array): Placed => {
  const found = argumentsIn(payload)
  if (found === null) return { [WHOLE]: payload }
  return Object.fromEntries(Object.entries(found).map(([slot, argument]) => [slot, bytesOf(argument)]))
}

/** Why nobody can vouch for this slot of a call, and for which they can. */
export const noSuchSlot = (isWhole: boolean): InputError =>
  new InputError({
    path: "slot",
    message: isWhole
      ? `the call is judged as a whole: vouch for all of it at ${WHOLE}, or for ${CONTROL}`
      : "slot is none of the call's arguments",
  })

/**
 * The bytes that somebody vouches for, of which each digest is: of an argument that one, of control all of them.
 * @param isWhole whether the gate judges the call as a whole, as one with an argument that nobody has declared: all of it is in one place then
 * @throws InputError where there is no such argument
 */
export const vouchedIn = (payload: Uint8Array, slot: Vouched["slot"], isWhole = slot === WHOLE): Placed => {
  const all = isWhole ? { [WHOLE]: payload } : bytesIn(payload)
  if (slot === CONTROL) return all
  const bytes: Uint8Array | undefined = all[slot]
  if (bytes === undefined) throw noSuchSlot(Object.hasOwn(all, WHOLE))
  return { [slot]: bytes }
}

export const digestsOf = (placed: Placed): Readonly<Record<Slot, Digest>> =>
  Object.fromEntries(Object.entries(placed).map(([slot, bytes]) => [slot, digestOf(bytes)]))

/**
 * What somebody has to sign to vouch for an argument of this call, or for making it at all. A call that the gate judges as a whole, since it
 * can't be taken apart, has an argument that nobody has declared, or none that has to be trusted, has one place for all of its bytes, `/`.
 * @param payload the call's bytes, as they were read by whoever signs; or the digests that are signed, as `gate.taint.preview` has them: for
 * `control` of a call that is judged as a whole, which its bytes alone don't tell
 * @throws InputError where the call has no such argument
 * @example
 * ```ts
 * const payload = new TextEncoder().encode('{"recipient":"shop@example.com"}')
 * const statement = endorsementOf(person, { id: newEndorsementId(), conversation, tool: ToolName.parse("bank.send"), slot: Slot.parse("/recipient") }, payload)
 * console.log(statement.type) // "interlock/endorsement/v1"
 * ```
 */
export const endorsementOf = (
  endorser: Actor,
  { id, conversation, tool, slot }: Vouched,
  payload: Uint8Array | Readonly<Record<Slot, Digest>>,
): EndorsementSigned => ({
  type: "interlock/endorsement/v1",
  tenant: endorser.tenant,
  endorsement: id,
  conversation,
  tool,
  slot,
  digests: payload instanceof Uint8Array ? digestsOf(vouchedIn(payload, slot)) : payload,
  endorser: principalOf(endorser),
})
