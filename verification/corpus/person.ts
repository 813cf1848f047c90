import { formatPublicKey } from "../../adapters/identity/public-keys.ts"
import { sign } from "../../adapters/identity/sshsig.ts"
import { endorsementOf, newEndorsementId } from "../../adapters/library/index.ts"
import { argumentsIn } from "../../adapters/reading/arguments.ts"
import { canonicalize } from "../../kernel/canonical.ts"
import { CONTROL, type ConversationId, type EndorsementId, Slot } from "../../kernel/taint/taint.ts"
import type { ToolName } from "../../kernel/tool.ts"
import { hasToBeTrusted } from "./declared.ts"
import type { World } from "./world.ts"

/** A call that was refused. */
export interface Refused {
  readonly conversation: ConversationId
  readonly tool: ToolName
  readonly payload: Uint8Array
  readonly guards: readonly string[]
}

/** Endorsements by where they are used. */
export type Endorsements = Readonly<Record<string, EndorsementId>>

/** What somebody can lift by vouching for it. */
const LIFTED = ["sinkArgumentIsTrusted", "controlIsTrusted"]

/** Whether a person is asked at all: where nothing else refuses. */
export const isForAPerson = (guards: readonly string[]): boolean => guards.every((guard) => LIFTED.includes(guard))

/**
 * The places for which a person vouches: at first the arguments that are not in what the asker said, and the call as a whole; where that
 * isn't enough, since the gate recognises less than a person does, each argument that has to be trusted.
 */
const placesOf = ({ settings }: World, { tool, payload, guards }: Refused, prompt: string): readonly Places[] => {
  const given = argumentsIn(payload) ?? {}
  const trusting = Object.keys(given)
    .map((slot) => Slot.parse(slot))
    .filter((slot) => hasToBeTrusted(settings, tool, slot))
  const control: Places = guards.includes("controlIsTrusted") ? [CONTROL] : []
  if (!guards.includes("sinkArgumentIsTrusted")) return [control]
  const foreign = trusting.filter((slot) => !prompt.includes(given[slot]?.text ?? ""))
  return [[...foreign, ...control], trusting]
}
type Places = readonly (Slot | typeof CONTROL)[]

/** Signs for one place with the person's own key, as `interlock endorse` does; null where the gate refuses that. */
const signedFor = async (
  { gate, endorser, pen }: World,
  { conversation, tool, payload }: Refused,
  slot: Places[number],
): Promise<EndorsementId | null> => {
  const about = { id: newEndorsementId(), conversation, tool, slot }
  const statement = canonicalize(endorsementOf(endorser.actor, about, payload))
  const signature = await sign(statement, pen)
  const proof = { format: "sshsig" as const, publicKey: formatPublicKey(pen.publicKey), signature }
  const outcome = await gate.taint.endorse(endorser.actor, { ...about, payload, signed: { statement, proof } })
  return outcome.type === "accepted" ? about.id : null
}

/** What came of vouching: what the call is called where it was let through, and how often somebody signed. */
export interface Vouched {
  readonly called: string | null
  readonly signatures: number
}

/**
 * Vouches for a call that was refused, at as many places as it takes.
 * @param again asks for the call with what was signed
 */
export const vouchedFor = async (
  world: World,
  refused: Refused,
  prompt: string,
  again: (named: Endorsements) => Promise<string | null>,
): Promise<Vouched> => {
  const named: Record<string, EndorsementId> = {}
  let called: string | null = null
  for (const places of placesOf(world, refused, prompt)) {
    for (const place of places) {
      const id = Object.hasOwn(named, place) ? null : await signedFor(world, refused, place)
      if (id !== null) named[place] = id
    }
    called = await again(named)
    if (called !== null) break
  }
  return { called, signatures: Object.keys(named).length }
}
