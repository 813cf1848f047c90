import { formatPublicKey } from "../../adapters/identity/public-keys.ts"
import { sign } from "../../adapters/identity/sshsig.ts"
import { InputError, endorsementOf, newEndorsementId } from "../../adapters/library/index.ts"
import { argumentsIn } from "../../adapters/reading/arguments.ts"
import { canonicalize } from "../../kernel/canonical.ts"
import type { Digest } from "../../kernel/digest.ts"
import { keysOf } from "../../kernel/table.ts"
import { CONTROL, type ConversationId, type EndorsementId, type Slot } from "../../kernel/taint/taint.ts"
import type { ToolName } from "../../kernel/tool.ts"
import { hasToBeTrusted } from "./declared.ts"
import { CorpusError } from "./errors.ts"
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

/** What is signed of a call, by where the gate judges it. */
type Judged = Readonly<Record<Slot, Digest>>

/** Where the gate judges a call, which it alone knows: each argument by itself, or all of the call in one place. @throws CorpusError */
const judgedIn = async ({ gate, endorser }: World, { conversation, tool, payload }: Refused): Promise<Judged> => {
  const about = { conversation, tool, slot: CONTROL, payload }
  const preview = await gate.taint.preview(endorser.actor, about).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error
    throw new CorpusError(`nobody can vouch for the call of ${tool}: ${error.message}`)
  })
  if (preview === null) throw new CorpusError(`nobody can vouch for the call of ${tool}: its conversation is gone`)
  return Object.fromEntries(preview.places.map(({ slot, digest }) => [slot, digest]))
}

type Places = readonly (Slot | typeof CONTROL)[]

/**
 * The places for which a person vouches: at first what is not in what the asker said, and the call itself; where that
 * isn't enough, since the gate recognises less than a person does, each place that has to be trusted.
 */
const placesOf = (
  { settings }: World,
  { tool, payload, guards }: Refused,
  judged: Judged,
  prompt: string,
): readonly Places[] => {
  const given = argumentsIn(payload) ?? {}
  const isSaid = (slot: Slot): boolean => {
    const text = given[slot]?.text
    return text !== undefined && prompt.includes(text)
  }
  const trusting = keysOf(judged).filter((slot) => hasToBeTrusted(settings, tool, slot))
  const control: Places = guards.includes("controlIsTrusted") ? [CONTROL] : []
  if (!guards.includes("sinkArgumentIsTrusted")) return [control]
  return [[...trusting.filter((slot) => !isSaid(slot)), ...control], trusting]
}

/** Signs for one place with the person's own key, as `interlock endorse` does; null where the gate refuses that. */
const signedFor = async (
  { gate, endorser, pen }: World,
  { conversation, tool, payload }: Refused,
  judged: Judged,
  slot: Places[number],
): Promise<EndorsementId | null> => {
  const about = { id: newEndorsementId(), conversation, tool, slot }
  const digests: Judged = Object.fromEntries(Object.entries(judged).filter(([at]) => slot === CONTROL || at === slot))
  const statement = canonicalize(endorsementOf(endorser.actor, about, digests))
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
  const judged = await judgedIn(world, refused)
  for (const places of placesOf(world, refused, judged, prompt)) {
    for (const place of places) {
      const id = Object.hasOwn(named, place) ? null : await signedFor(world, refused, judged, place)
      if (id !== null) named[place] = id
    }
    called = await again(named)
    if (called !== null) break
  }
  return { called, signatures: Object.keys(named).length }
}
