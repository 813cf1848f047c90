import { ADMIN, type Actor, hasOneOf } from "../actors.ts"
import { type Factor, isProvenNow } from "../factor.ts"
import type { Guards, Meeting, Moment } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Sessions } from "./facts.ts"
import { isAwake, isOfThisEnablement } from "./rules.ts"
import { effectsFor, liesWithin } from "./scope.ts"
import type { CredentialKept, SessionKept, SubjectKept } from "./sessions.ts"

type Using = Moment<Sessions, "mint"> | Moment<Sessions, "delegate"> | Moment<Sessions, "present">
type Directing = Moment<Sessions, "enrol"> | Meeting<Sessions, "disable" | "enable">

/** It alone tells tenants apart: whether somebody is the holder, or the agent, the others ask by id. */
const actorIsOfTenant = ({
  command: { by },
  facts: { tenant },
}: {
  readonly command: { readonly by: Actor }
  readonly facts: { readonly tenant: string }
}): boolean => by.tenant === tenant

const isDirectory = ({ command: { by }, facts: { directory } }: Directing): boolean => hasOneOf(by, directory)

const subjectIsEnabled = ({
  beside: { subject },
}: Using | Moment<Sessions, "open"> | Moment<Sessions, "touch">): boolean => subject.status === "enabled"

/** What every call asks of the session behind it, whose person may have gone in the meantime. */
const called = {
  subjectIsEnabled,
  sessionIsOfThisEnablement: ({ beside: { session, subject } }: Using) =>
    isOfThisEnablement(session.kept, subject.kept),
  sessionIsOpen: ({ beside: { session } }: Using) => session.status === "open",
  sessionIsUnexpired: ({ beside: { session }, now }: Using) => now < session.kept.expiresAt,
  sessionIsNotIdle: ({ beside: { session }, now, facts: { idleMs } }: Using) => isAwake(session.kept, { now, idleMs }),
  actorIsOfTenant,
  callerIsOfSession: ({ beside: { session }, command: { run } }: Using) => run === session.id,
} as const

const isUnexpired = ({ expiresAt }: CredentialKept, now: number): boolean => now < expiresAt
const isYoung = (
  { factor }: SessionKept,
  { now, factorMs }: { readonly now: Instant; readonly factorMs: number },
): boolean => factor !== null && now < factor.at + factorMs
/** Once each: it was signed after the last of its person that counted. What proves nothing is refused for that, and spends nothing. */
const isUnspent = (factor: Factor | null, { factorAt }: SubjectKept): boolean =>
  factor === null || factorAt === null || factor.at > factorAt
const isAgentOf = ({ agent }: { readonly agent: string }, by: Actor): boolean => by.id === agent

const open = { in: ["open"] } as const
const unspent = { in: ["minted"] } as const

export const guards = {
  enrol: {
    actorIsOfTenant,
    enrolerIsDirectory: isDirectory,
  },
  disable: {
    actorIsOfTenant,
    disablerIsDirectory: isDirectory,
  },
  enable: {
    actorIsOfTenant,
    disablerIsDirectory: isDirectory,
  },
  open: {
    subjectIsEnabled,
    openerIsHuman: ({ command: { by } }) => by.kind === "human",
    sessionsAreBelowCap: ({ facts: { sessions, maxSessions } }) => sessions < maxSessions,
    actorIsOfTenant,
    factorIsProvenNow: ({ command: { factor }, facts: { factorMs }, now }) => isProvenNow(factor, { now, factorMs }),
    factorIsUnspent: ({ command: { factor }, beside: { subject } }) => isUnspent(factor, subject.kept),
  },
  touch: {
    subjectIsEnabled,
    sessionIsOfThisEnablement: ({ kept, beside: { subject } }) => isOfThisEnablement(kept, subject.kept),
    sessionIsOpen: open,
    sessionIsUnexpired: ({ kept: { expiresAt }, now }) => now < expiresAt,
    sessionIsNotIdle: ({ kept, now, facts: { idleMs } }) => isAwake(kept, { now, idleMs }),
    actorIsOfTenant,
    toucherIsHolder: ({ kept: { subject }, command: { by } }) => by.id === subject,
    factorIsProvenNow: ({ command: { factor }, facts: { factorMs }, now }) =>
      factor === "unclaimed" || isProvenNow(factor, { now, factorMs }),
    factorIsUnspent: ({ command: { factor }, beside: { subject } }) =>
      factor === "unclaimed" || isUnspent(factor, subject.kept),
  },
  mint: {
    ...called,
    agentIsOfSession: ({ beside: { session }, command: { by } }) => isAgentOf(session.kept, by),
    // From when it was signed on, whenever the session took it: nothing is fresh for longer.
    factorIsFresh: ({ beside: { session }, command: { effects }, now, facts: { factorMs, sensitive } }) =>
      !effects.some((effect) => sensitive.includes(effect)) || isYoung(session.kept, { now, factorMs }),
    scopeIsWithinSubject: ({ beside: { subject }, command: { audience, effects } }) =>
      liesWithin(effects, effectsFor(subject.kept.scope, audience)),
    scopeIsWithinAgent: ({ command: { effects }, facts: { agent } }) => liesWithin(effects, agent),
  },
  delegate: {
    ...called,
    // Of the tool that the child gets, whatever the command names.
    scopeIsWithinSubject: ({ beside: { subject, parent }, command: { audience, effects }, rules }) =>
      liesWithin(effects, effectsFor(subject.kept.scope, rules.hopAudienceIsParents(parent.kept, audience))),
    scopeIsWithinAgent: ({ command: { effects }, facts: { agent } }) => liesWithin(effects, agent),
    credentialIsUnexpired: ({ beside: { parent }, now }) => isUnexpired(parent.kept, now),
    credentialIsUnspent: ({ beside: { parent } }) => parent.status === "minted",
    presenterIsMintedAgent: ({ beside: { parent }, command: { by } }) => isAgentOf(parent.kept, by),
    hopScopeIsWithinParent: ({ beside: { parent }, command: { effects } }) => liesWithin(effects, parent.kept.effects),
    hopIsWithinDepth: ({ beside: { parent }, facts: { maxDepth } }) => parent.kept.chain.length < maxDepth,
    hopAgentIsNew: ({ beside: { parent }, command: { to } }) => !parent.kept.chain.includes(to),
  },
  present: {
    ...called,
    // All that it is good for, also where this call has less: what the person may no longer do is no longer vouched for.
    scopeIsWithinSubject: ({ kept: { audience, effects }, beside: { subject } }) =>
      liesWithin(effects, effectsFor(subject.kept.scope, audience)),
    credentialIsUnexpired: ({ kept, now }) => isUnexpired(kept, now),
    credentialIsUnspent: unspent,
    presenterIsMintedAgent: ({ kept, command: { by } }) => isAgentOf(kept, by),
    audienceMatches: ({ kept: { audience }, command: { tool } }) => tool === audience,
    effectIsWithinCredential: ({ kept: { effects }, command: { effect } }) => effects.includes(effect),
  },
  lapse: {
    credentialIsUnspent: unspent,
    credentialIsOver: ({ kept, now }) => !isUnexpired(kept, now),
  },
  end: {
    sessionIsOpen: open,
    actorIsOfTenant,
    enderIsHolderOrAdmin: ({ kept: { subject }, command: { by } }) => by.id === subject || hasOneOf(by, [ADMIN]),
  },
  expire: {
    sessionIsOpen: open,
    expiryIsDue: ({ kept, now, facts: { idleMs } }) => now >= kept.expiresAt || !isAwake(kept, { now, idleMs }),
  },
} as const satisfies Guards<Sessions>
