import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { sign } from "../../../../adapters/identity/sshsig.ts"
import { type OpenGate, type Verdict, endorsementOf, newEndorsementId } from "../../../../adapters/library/index.ts"
import type { Brought, Bringing } from "../../../../adapters/library/taint/bringing.ts"
import { canonicalize } from "../../../../kernel/canonical.ts"
import { CONTROL, ConversationId, Slot } from "../../../../kernel/taint/taint.ts"
import { ToolName } from "../../../../kernel/tool.ts"
import { type Deployment, actingOn, deployment } from "../fixture.ts"

type Person = keyof Deployment["people"]

const same = (text: string): string => text

/** What acme says of taint: its people are trusted, and what they store. */
const SECTION = [
  "    taint:",
  "      required: false",
  "      sources: [user, mail, web]",
  "      trusted: [user, notes]",
  "      endorsers: [responder]",
  "      endorsement: 10m",
  "      tools:",
  "        notes.write:",
  "          effect: destructive",
  "          arguments: { /recipient: trusted, /subject: any }",
  "          adds: { sources: [notes], readers: anyone }",
  "        tickets.search: { effect: read, arguments: { /query: any }, adds: { sources: [web], readers: anyone } }",
].join("\n")

/**
 * The deployment of every test, in which alice talks to her agent `deployer` through the service `ci`; bob and carol may endorse.
 * @param change what a test wants otherwise in the file
 */
export const talking = (change: (text: string) => string = same): Deployment => {
  const deployed = deployment()
  const text = change(deployed.text.replace("  - id: globex", `${SECTION}\n  - id: globex`))
  return { ...deployed, text, config: (now?: string) => deployed.config(now ?? text) }
}

/** The bytes of a call. */
export const bytesOf = (said: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(said))

/** The guards that refused, in order. */
export const guardsOf = ({ reasons }: Pick<Verdict, "reasons">): readonly string[] => reasons.map(({ guard }) => guard)

/** What came in. */
export const broughtIn = (bringing: Bringing): Brought => {
  if (bringing.type !== "accepted") throw new Error(`nothing came in: ${JSON.stringify(bringing)}`)
  return bringing
}

/** How the people of a deployment talk, and vouch. */
export const talkOf = (gate: OpenGate, deployed: Deployment) => {
  const { people } = deployed
  const { as } = actingOn(gate, deployed)
  const { taint } = gate
  const opened = async (given: Partial<Parameters<typeof taint.open>[1]> = {}): Promise<ConversationId> => {
    const outcome = await taint.open(as("ci").actor, { initiator: "alice", audience: ["alice"], ...given })
    if (outcome.type !== "accepted") throw new Error(`nothing was opened: ${JSON.stringify(outcome)}`)
    return ConversationId.parse(outcome.id)
  }
  const said = (conversation: string, content: string, source = "user", more: object = {}) =>
    taint.ingest(as("ci"), { conversation, source, readers: "anyone", content, ...more })
  const signedBy = async (name: Person, what: object) => {
    const statement = canonicalize(what)
    const signature = await sign(statement, people[name])
    const proof = { format: "sshsig" as const, publicKey: formatPublicKey(people[name].publicKey), signature }
    return { statement, proof }
  }
  const endorsed = async (
    name: Person,
    { conversation, payload, slot: at, tool: named = "notes.write", id = newEndorsementId() }: Endorsing,
  ) => {
    const slot: Slot | typeof CONTROL = at === CONTROL ? CONTROL : Slot.parse(at)
    const about = { id, conversation: ConversationId.parse(conversation), tool: ToolName.parse(named), slot }
    const signed = await signedBy(name, endorsementOf(as(name).actor, about, payload))
    return { id, outcome: await taint.endorse(as(name).actor, { ...about, payload, signed }) }
  }
  const called = (conversation: string | null, payload: Uint8Array, more: object = {}) =>
    gate.decide(as("deployer"), { tool: "notes.write", payload, conversation, ...more })
  return { taint, opened, said, signedBy, endorsed, called }
}
interface Endorsing {
  readonly conversation: string
  readonly payload: Uint8Array
  readonly slot: string
  readonly tool?: string
  readonly id?: ReturnType<typeof newEndorsementId>
}
