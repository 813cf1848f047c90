import type { Actor } from "../actors.ts"
import type { Stage } from "../domain.ts"
import type { Known, Presented } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import { effectOf } from "./effect.ts"
import type { Sessions } from "./facts.ts"
import { type CredentialKept, CredentialId, SessionId } from "./sessions.ts"

type Register = GateRegister<Sessions>

/** Whether the deployment lets this actor do nothing but in a session: the agents, where it says so. */
const needsSession = ({ kind }: Actor, { settings: { required } }: Register): boolean => required && kind === "agent"

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
  claims: () => [],
  admits: ({ caller: { actor }, presented, ...known }: Known) => {
    if (presented === null) return []
    const { plan } = known
    const [id, run] = [CredentialId.parse(presented.credential), SessionId.parse(presented.run)]
    return [{ type: "present", id, by: actor, run, tool: plan.tool, effect: effectOf(known) }]
  },
  depth: (presented: Presented, register: Register) => credentialIn(presented, register)?.chain.length ?? null,
  commands: {
    agentOnlyCalls: {
      holds: ({ by, domain }: { readonly by: Actor; readonly domain: string }, register: Register) =>
        !needsSession(by, register) || domain === "sessions",
      says: "Agents call within a session here, and do nothing else; ask a person to do this.",
    },
  },
} as const satisfies Stage<Sessions, unknown>
