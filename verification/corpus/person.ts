import { formatPublicKey } from "../../adapters/identity/public-keys.ts"
import { sign } from "../../adapters/identity/sshsig.ts"
import { endorsementOf, newEndorsementId } from "../../adapters/library/index.ts"
import { argumentsIn } from "../../adapters/reading/arguments.ts"
import { canonicalize } from "../../kernel/canonical.ts"
import { CONTROL, type ConversationId, type EndorsementId, Slot } from "../../kernel/taint/taint.ts"
import type { ToolName } from "../../kernel/tool.ts"
import { hasToBeTrusted } from "./declared.ts"
import type { World } from "./world.ts"

type Place = Slot | typeof CONTROL

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

/** The places for which a person has to vouch: of the arguments first those that are not in what the person said. */
const placesOf = ({ settings }: World, { tool, payload, guards }: Refused, prompt: string): readonly Place[] => {
  const given = argumentsIn(payload) ?? {}
  const trusting = Object.keys(given)
    .map((slot) => Slot.parse(slot))
    .filter((slot) => hasToBeTrusted(settings, tool, slot))
  const foreign = trusting.filter((slot) => !prompt.includes(given[slot]?.text ?? ""))
  const sinks = guards.includes("sinkArgumentIsTrusted") ? (foreign.length > 0 ? foreign : trusting) : []
  const control: readonly Place[] = guards.includes("controlIsTrusted") ? [CONTROL] : []
  return [...sinks, ...control]
}

/** Signs for one place with the person's own key, as `interlock endorse` does; null where the gate refuses that. */
const signedFor = async (
  { gate, endorser, pen }: World,
  { conversation, tool, payload }: Refused,
  slot: Place,
): Promise<EndorsementId | null> => {
  const about = { id: newEndorsementId(), conversation, tool, slot }
  const statement = canonicalize(endorsementOf(endorser.actor, about, payload))
  const signature = await sign(statement, pen)
  const proof = { format: "sshsig" as const, publicKey: formatPublicKey(pen.publicKey), signature }
  const outcome = await gate.taint.endorse(endorser.actor, { ...about, payload, signed: { statement, proof } })
  return outcome.type === "accepted" ? about.id : null
}

/** Vouches for a call that was refused, at each place at which somebody has to. */
export const vouchedFor = async (world: World, refused: Refused, prompt: string): Promise<Endorsements> => {
  const named: Record<string, EndorsementId> = {}
  for (const place of placesOf(world, refused, prompt)) {
    const id = await signedFor(world, refused, place)
    if (id !== null) named[place] = id
  }
  return named
}
