import type { Actor } from "../actors.ts"
import type { GivenCommand, Stage } from "../domain.ts"
import type { Known, Presented } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import { effectOf } from "./effect.ts"
import type { Sessions } from "./facts.ts"
import { sentences } from "./sentences.ts"
import { type Command, type CredentialKept, CredentialId, SessionId } from "./sessions.ts"

type Register = GateRegister<Sessions>

/** Whether the deployment lets this actor do nothing but in a session: the agents, where it says so. */
const needsSession = ({ kind }: Actor, { settings: { required } }: Register): boolean => required && kind === "agent"

/** Whether the directory has said of this person that they are out. Of whom it says nothing, nothing is known here. */
const isOut = ({ id }: Pick<Actor, "id">, { entities }: Register): boolean => {
  const entity = entities.get(id)
  return entity?.kept.entity === "subject" && entity.status === "disabled"
}

/** What an agent does in its session beside calling. */
const ITS_OWN: readonly string[] = ["mint", "delegate"] satisfies readonly Command["type"][]

const credentialIn = ({ credential }: Presented, { entities }: Register): CredentialKept | null => {
  const kept = entities.get(credential)?.kept
  return kept?.entity === "credential" ? kept : null
}

/** A credential that comes with a call is spent by it, whatever the answer: one credential, one question. */
export const stage = {
  sentences: {
    agentPresentsCredential: {
      failing: "denies",
      holds: ({ caller: { actor }, presented }: Known, register: Register) =>
        !needsSession(actor, register) || presented !== null,
      says: "Agents call within a session here; mint a credential in it, and present that with the call.",
    },
    // Also of a call that comes without a session: a person's own, or where none is required.
    subjectIsEnabled: {
      failing: "denies",
      holds: ({ caller: { person } }: Known, register: Register) => !isOut(person, register),
      says: sentences.subjectIsEnabled,
    },
    personIsSubject: {
      failing: "denies",
      // Of a credential that isn't there nothing is said here: presenting it is refused.
      holds: ({ caller: { person }, presented }: Known, register: Register) => {
        const kept = presented === null ? null : credentialIn(presented, register)
        return kept === null || kept.subject === person.id
      },
      says: "The credential speaks for another person than the call does.",
    },
  },
  needs: ({ caller: { actor } }: Known, register: Register) => needsSession(actor, register),
  claims: () => [],
  admits: ({ caller: { actor }, presented, ...known }: Known) => {
    if (presented === null) return []
    const { plan } = known
    const [id, run] = [CredentialId.parse(presented.credential), SessionId.parse(presented.run)]
    return [{ type: "present", id, by: actor, run, tool: plan.tool, effect: effectOf(known) }]
  },
  depth: (presented: Presented, register: Register) => credentialIn(presented, register)?.chain.length ?? null,
  commands: {
    subjectIsEnabled: {
      // What they have opened, they may end.
      holds: ({ by, domain, type }: GivenCommand, register: Register) =>
        !isOut(by, register) || (domain === "sessions" && type === "end"),
      says: sentences.subjectIsEnabled,
    },
    agentOnlyCalls: {
      holds: ({ by, domain, type }: GivenCommand, register: Register) =>
        !needsSession(by, register) || (domain === "sessions" && ITS_OWN.includes(type)),
      says: "Agents call within a session here, and do nothing else; ask a person to do this.",
    },
  },
} as const satisfies Stage<Sessions, unknown>
