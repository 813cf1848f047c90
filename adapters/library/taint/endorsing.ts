import { type Actor, isSame } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { sameJson } from "../../../kernel/json.ts"
import { module } from "../../../kernel/taint/index.ts"
import { CONTROL, type EndorsementSigned, Handle, type Slot, ValuePlan, valueIn } from "../../../kernel/taint/taint.ts"
import type { Piece } from "../../../kernel/known.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { ForbiddenError, InputError } from "../errors.ts"
import type { Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { readSigned } from "../signed.ts"
import { handleFrom } from "./handles.ts"
import { ValueEndorsing } from "./inputs.ts"
import { digestsOf, endorsementOf } from "./statement.ts"
import { makingOf } from "./made-of.ts"
import { type VouchedPlace, vouchingOn } from "./vouching.ts"

/** Of what the words of an argument are made, as far as anybody knows. */
const inputsOf = (piece: Exclude<Piece, { readonly from: "value" }>): readonly Handle[] =>
  (piece.from === "excerpt" ? [piece.value] : piece.inputs).map((handle) => Handle.parse(handle))

/** Whether a value stands there by now: it was made, or had been before, by the very same words. */
const isThere = (outcome: Outcome<"taint">): boolean =>
  outcome.type === "accepted" || (outcome.type === "refused" && outcome.reasons.every(({ guard }) => guard === "taken"))

type Proven = Pick<ReturnType<typeof readSigned<EndorsementSigned>>, "signature" | "why">
type Vouching = Pick<ReturnType<typeof ValueEndorsing.parse>, "id" | "conversation" | "tool" | "slot">

/** The digests of the places of a call, as they are signed. */
const digestsAt = (places: readonly VouchedPlace[]): Readonly<Record<Slot, Digest>> =>
  digestsOf(Object.fromEntries(places.map(({ slot, bytes }) => [slot, bytes])))

export const endorsingOn = (boundary: Boundary) => {
  const { directory } = boundary
  const commanded = commanding(boundary, "taint")
  const placesOf = vouchingOn(boundary)

  /**
   * The places of a call for which somebody has signed. Nobody else has anything made, or recorded, for them: the signature is looked at
   * before the call is, and what it says before anything is made.
   * @throws ForbiddenError where it isn't theirs, or says something else
   */
  const signedIn = async (by: Actor, vouching: Vouching, payload: Uint8Array, { signature, why }: Proven) => {
    if (signature === null || !isSame(signature.signer, by)) throw new ForbiddenError({ reason: "unsigned", why })
    const places = await placesOf(by, vouching, payload)
    if (!sameJson(signature.statement, endorsementOf(by, vouching, digestsAt(places))))
      throw new ForbiddenError({ reason: "unsigned" })
    return places
  }

  /**
   * The values of a call that is yet to be made: its words, in the name of whoever vouches for them, under handles that follow from the
   * endorsement's id and theirs. What they have of what the conversation has seen is theirs too. Null where there is no such conversation.
   */
  const valuesOf = async (by: Actor, { id, conversation }: Vouching, places: readonly VouchedPlace[]) => {
    const plan: [string, Handle][] = []
    for (const { slot: at, piece, copies } of places) {
      if (piece.from === "value") continue
      for (const command of makingOf(copies, by.tenant))
        await commanded(by, { type: "command", domain: "taint", command, proof: null }, null)
      const handle = handleFrom(by.tenant, by.id, id, at)
      const made = { id: valueIn(conversation, handle), inputs: inputsOf(piece), digest: piece.digest }
      const command = { type: "derive", by, ...made } as const
      const outcome = await commanded(by, { type: "command", domain: "taint", command, proof: null }, null)
      if (!isThere(outcome)) return null
      plan.push([at, handle])
    }
    return ValuePlan.parse(Object.fromEntries(plan))
  }

  return async (by: Actor, given: Given<typeof ValueEndorsing>): Promise<Outcome<"taint">> => {
    const { id, conversation, tool, payload, values, slot, signed, key } = read(ValueEndorsing, given)
    // Nothing is made for whoever could never vouch.
    if (by.kind !== "human") throw new ForbiddenError({ reason: "endorser" })
    const proven = readSigned(module.statements.endorsement, signed, directory)
    const { signature, proof, why } = proven
    const vouching = { id, conversation, tool, slot }
    const plan =
      payload === null
        ? values
        : await valuesOf(by, vouching, await signedIn(by, vouching, Uint8Array.from(payload), proven))
    if (plan === null) return { type: "unknown" }
    if (slot !== CONTROL && !Object.hasOwn(plan, slot))
      throw new InputError({ path: "slot", message: "slot is none of the call's arguments" })
    const command = { type: "endorse", id, by, conversation, tool, plan, slot, signature } as const
    const advice = why === null ? {} : { endorsementIsSigned: why }
    return commanded(by, { type: "command", domain: "taint", command, proof }, key, advice)
  }
}
