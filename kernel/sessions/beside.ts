import { principalOf } from "../actors.ts"
import type { Factor } from "../factor.ts"
import type { Besides, Moment } from "../machine.ts"
import type { Sessions } from "./facts.ts"
import type { CredentialKept, SessionKept, SubjectId, SubjectKept } from "./sessions.ts"

type Using = Moment<Sessions, "mint"> | Moment<Sessions, "delegate"> | Moment<Sessions, "present">

const unmoved = ({ beside: { subject } }: { readonly beside: { readonly subject: { readonly kept: SubjectKept } } }) =>
  subject.kept

/** What the person keeps once a factor of theirs has counted: when it was signed, so that it counts no more. */
const proven = (kept: SubjectKept, factor: Factor | null): SubjectKept =>
  factor === null ? kept : { ...kept, factorAt: factor.at }

/** The person of a session that was found already: whoever a credential says that it speaks for is not asked. */
const subject = {
  id: ({ beside: { session } }: { readonly beside: { readonly session: { readonly kept: SessionKept } } }): SubjectId =>
    session.kept.subject,
  follows: unmoved,
} as const

/** What the session keeps after a call: the very same, unless calls were a sign of life. */
const called = ({ command: { by }, now, rules, beside: { session } }: Using): SessionKept => {
  const seen = rules.agentsKeepNothingAlive(session.kept.seen, { by: principalOf(by), at: now })
  return seen === session.kept.seen ? session.kept : { ...session.kept, seen }
}

const handedOn = ({ command: { by, run }, now, beside: { parent } }: Moment<Sessions, "delegate">): CredentialKept => ({
  ...parent.kept,
  uses: [...parent.kept.uses, { how: "delegate", by: principalOf(by), run, at: now }],
})

/**
 * Each command looks at all that it rests on. Of that it moves the credential that it hands on, and the person whose factor has
 * counted, alone: disabling and ending are felt at the next call.
 */
export const beside: Besides<Sessions> = {
  open: {
    subject: {
      id: ({ command: { by } }) => by.id,
      follows: ({ command: { factor }, beside: { subject } }) => proven(subject.kept, factor),
    },
  },
  touch: {
    subject: {
      id: ({ kept }) => kept.subject,
      follows: ({ command: { factor }, beside: { subject } }) =>
        factor === "unclaimed" ? subject.kept : proven(subject.kept, factor),
    },
  },
  mint: {
    session: { id: ({ command: { session } }) => session, follows: called },
    subject,
  },
  delegate: {
    parent: { id: ({ command: { parent } }) => parent, follows: handedOn },
    session: { id: ({ beside: { parent } }) => parent.kept.session, follows: called },
    subject,
  },
  present: {
    session: { id: ({ kept: { session } }) => session, follows: called },
    subject,
  },
}
