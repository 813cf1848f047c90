import type { Property } from "../../explore/properties.ts"
import type { Constants, Pair } from "./instance.ts"
import {
  type ModelAbsent,
  type ModelCredential,
  type ModelSession,
  type ModelSign,
  type ModelState,
  type ModelStood,
  type ModelSubject,
  type ModelUse,
  NO_FACTOR,
  NO_SIGN,
} from "./values.ts"

/**
 * The properties of sessions a second time, over the model's values, from the words of the table alone: nothing here reads the
 * kernel. They speak of what happened (who opened, touched, minted, presented and ended, when, and how things stood then), never
 * of a status or of a guard's verdict. Who somebody is, is told by their id; of which tenant they are is asked apart.
 */
export const propertyNames = [
  "OnlyDirectoryEnrols",
  "OnlyDirectoryDisables",
  "OnlyDirectoryEnables",
  "NoCrossTenantDirectory",
  "DisabledMeansOut",
  "NothingOutlivesADisabling",
  "OnlyPeopleOpenSessions",
  "NoCrossTenantSession",
  "SessionsAreCapped",
  "OnlyTheHolderKeepsAlive",
  "OnlyFreshFactorsCount",
  "NoFactorCountsTwice",
  "NoUseAfterEnd",
  "EndedNeverChanges",
  "NoUseAfterExpiry",
  "NoUseWhenIdle",
  "OnlyHolderOrAdminEnds",
  "NoEarlyExpiry",
  "NoCrossTenantUse",
  "OnlyTheSessionsAgentMints",
  "NoUseFromAnotherSession",
  "NoConfusedDeputy",
  "SensitiveNeedsFreshFactor",
  "NeverMoreThanThePerson",
  "NeverMoreThanTheAgent",
  "CredentialsLiveSixtySeconds",
  "NonceIsUsedOnce",
  "CredentialIsNotTransferable",
  "NoEarlyLapse",
  "NoCredentialForAnotherTool",
  "ReadNeverWrites",
  "AuthorityNeverGrows",
  "ChainsLiveOneMinute",
  "ChainsAreBounded",
  "NoAgentTwiceInChain",
  "NobodyIsLockedOut",
] as const
export type SessionsProperty = (typeof propertyNames)[number]

type Things<There> = Readonly<Record<string, ModelAbsent | There>>

const isThere = <There extends object>(value: ModelAbsent | There): value is There =>
  "change" in value || "ended" in value || "uses" in value

const allOf = <There extends object>(things: Things<There>): readonly There[] =>
  Object.values(things).filter(isThere<There>)

/** @throws for what an instance or a state has no such name, which its reader has seen to */
const known = <T>(things: Readonly<Record<string, T>>, name: string): T => {
  const found = Object.hasOwn(things, name) ? things[name] : undefined
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}
const thingOf = <There extends object>(things: Things<There>, name: string): There => {
  const thing = known(things, name)
  if (!isThere<There>(thing)) throw new Error(`${name} is not there`)
  return thing
}

const happened = (sign: ModelSign): boolean => sign.by !== NO_SIGN.by
const isWithin = (some: readonly string[], others: readonly string[]): boolean =>
  some.every((one) => others.includes(one))
const presentsOf = ({ uses }: ModelCredential): readonly ModelUse[] => uses.filter(({ how }) => how === "present")
const hasEnded = (thing: ModelSession | ModelCredential): boolean =>
  "ended" in thing ? happened(thing.ended) : thing.uses.length > 0 || happened(thing.lapsed)

/** Something that was done in a session, with how things stood right before. */
interface Deed<Stood extends ModelStood = ModelStood> {
  readonly at: number
  readonly stood: Stood
}

/** A credential was made, and it was presented: how things stood when it was handed on, its child tells. */
const deedsOf = (credential: ModelCredential): readonly Deed<ModelCredential["stood"]>[] => [
  credential,
  ...presentsOf(credential),
]

/** The credentials that lead to one, from the one on that an agent made for itself. */
const lineOf = (state: ModelState, credential: ModelCredential): readonly ModelCredential[] => {
  const parent = parentOf(state, credential)
  return parent === null ? [credential] : [...lineOf(state, parent), credential]
}
const parentOf = ({ cred }: ModelState, { parent }: ModelCredential): ModelCredential | null =>
  parent === "none" ? null : thingOf(cred, parent)

const eachSubject = (holds: (subject: ModelSubject) => boolean): Property<ModelState> => ({
  over: "state",
  holds: ({ subj }) => allOf<ModelSubject>(subj).every(holds),
})
const eachSession = (holds: (session: ModelSession, name: string, state: ModelState) => boolean) =>
  ({
    over: "state",
    holds: (state) =>
      Object.entries(state.sess).every(
        ([name, session]) => !isThere<ModelSession>(session) || holds(session, name, state),
      ),
  }) satisfies Property<ModelState>
const eachCredential = (holds: (credential: ModelCredential, state: ModelState) => boolean): Property<ModelState> => ({
  over: "state",
  holds: (state) => allOf<ModelCredential>(state.cred).every((credential) => holds(credential, state)),
})
const eachUse = (holds: (use: ModelUse, credential: ModelCredential, state: ModelState) => boolean) =>
  eachCredential((credential, state) => credential.uses.every((use) => holds(use, credential, state)))
const eachPresented = (holds: (use: ModelUse, credential: ModelCredential) => boolean) =>
  eachCredential((credential) => presentsOf(credential).every((use) => holds(use, credential)))
const eachHop = (holds: (child: ModelCredential, parent: ModelCredential, state: ModelState) => boolean) =>
  eachCredential((credential, state) => {
    const parent = parentOf(state, credential)
    return parent === null || holds(credential, parent, state)
  })
/** What was done in a session: somebody touched it, and its credentials were made and presented. */
const eachDeed = (holds: (deed: Deed, session: ModelSession) => boolean): Property<ModelState> =>
  eachSession((session, name, { cred }) => {
    const ours = allOf<ModelCredential>(cred).filter((credential) => credential.session === name)
    const touches = happened(session.touched) ? [session.touched] : []
    return [...touches, ...ours.flatMap(deedsOf)].every((deed) => holds(deed, session))
  })
const both = (...properties: readonly Property<ModelState>[]): Property<ModelState> => ({
  over: "state",
  holds: (state) => properties.every((property) => property.over === "state" && property.holds(state)),
})
const staysAsItEnded = <There extends ModelSession | ModelCredential>(
  before: Things<There>,
  after: Things<There>,
): boolean =>
  Object.entries(before).every(
    ([name, thing]) =>
      !isThere<There>(thing) || !hasEnded(thing) || JSON.stringify(thing) === JSON.stringify(after[name]),
  )

export const propertiesOf = (constants: Constants): Readonly<Record<SessionsProperty, Property<ModelState>>> => {
  const { Actors, Scopes, Settings } = constants
  const actor = (name: string) => known(Actors, name)
  const isOwn = (name: string) => actor(name).tenant === Settings.tenant
  const isDirectory = (name: string) => actor(name).roles.some((role) => Settings.directory.includes(role))
  const idOf = (name: string) => actor(name).id
  const personOf = ({ by }: ModelSession) => idOf(by)

  /** When a session's time is over. */
  const endOf = ({ at }: ModelSession) => at + Settings.sessionTime
  /** When the minute of a credential is over: that of the first in its line. */
  const minuteOf = (state: ModelState, credential: ModelCredential) =>
    (lineOf(state, credential)[0] ?? credential).at + Settings.credentialTime

  /** The last sign of life that a session tells of its person's own: to open it is one. */
  const lastSignOf = (session: ModelSession) =>
    Math.max(
      session.at,
      ...[session.seen, { ...session.factor, at: session.factor.taken }, session.touched].flatMap((sign) =>
        happened(sign) && idOf(sign.by) === personOf(session) ? [sign.at] : [],
      ),
    )
  const isIn = ({ change }: ModelSubject) => change.what !== "disable"
  /** The sessions of a person in which something can happen by the clock. */
  const liveOf = ({ now, subj, sess }: ModelState, person: string) =>
    allOf<ModelSession>(sess).filter((session) => {
      if (personOf(session) !== person || happened(session.ended)) return false
      const subject = thingOf<ModelSubject>(subj, person)
      const isOfNow = isIn(subject) && subject.enablement === session.enablement
      return isOfNow && now < endOf(session) && now < lastSignOf(session) + Settings.idleTime
    })

  const directorySays = (what: ModelSubject["change"]["what"]) =>
    eachSubject(({ change }) => change.what !== what || isDirectory(change.by))
  /** The effects that an agent may have with a tool. */
  const letsAgent = (agent: string, tool: string): readonly string[] => {
    const scope: readonly Pair[] = Object.hasOwn(Settings.agents, agent)
      ? known(Scopes, known(Settings.agents, agent))
      : []
    return scope.flatMap((pair) => (pair.tool === tool ? [pair.effect] : []))
  }

  return {
    OnlyDirectoryEnrols: directorySays("enrol"),
    OnlyDirectoryDisables: directorySays("disable"),
    OnlyDirectoryEnables: directorySays("enable"),
    NoCrossTenantDirectory: eachSubject(({ change }) => isOwn(change.by)),
    DisabledMeansOut: both(
      eachSession(({ on }) => on),
      eachDeed(({ stood }) => stood.on),
    ),
    NothingOutlivesADisabling: eachDeed(({ stood }, { enablement }) => stood.enablement === enablement),
    OnlyPeopleOpenSessions: eachSession(({ by }) => actor(by).kind === "human"),
    NoCrossTenantSession: eachSession(({ by, at, seen, factor, touched, ended }) =>
      [{ by, at }, seen, factor, touched, ended].every((sign) => !happened(sign) || isOwn(sign.by)),
    ),
    SessionsAreCapped: {
      over: "state",
      holds: (state) => constants.Subjects.every((person) => liveOf(state, person).length <= Settings.maxSessions),
    },
    OnlyTheHolderKeepsAlive: eachSession((session) =>
      [session.seen, session.factor, session.touched].every(
        (sign) => !happened(sign) || idOf(sign.by) === personOf(session),
      ),
    ),
    OnlyFreshFactorsCount: eachSession(
      ({ factor }) => happened(factor) && factor.at <= factor.taken && factor.taken < factor.at + Settings.factorTime,
    ),
    // Each session tells of its last factor alone, so that it is asked as it takes one: of all that there are by then.
    NoFactorCountsTwice: {
      over: "step",
      holds: (before, after) =>
        Object.entries(after.sess).every(([name, session]) => {
          if (!isThere<ModelSession>(session) || !happened(session.factor)) return true
          const earlier = known(before.sess, name)
          if (isThere<ModelSession>(earlier) && JSON.stringify(earlier.factor) === JSON.stringify(session.factor))
            return true
          return allOf<ModelSession>(before.sess).every(
            (other) => personOf(other) !== personOf(session) || other.factor.at < session.factor.at,
          )
        }),
    },
    NoUseAfterEnd: eachDeed(({ stood }) => stood.session === "open"),
    EndedNeverChanges: {
      over: "step",
      holds: (before, after) => staysAsItEnded(before.sess, after.sess) && staysAsItEnded(before.cred, after.cred),
    },
    NoUseAfterExpiry: eachDeed(({ at }, session) => at < endOf(session)),
    NoUseWhenIdle: eachDeed(({ at, stood }) => at < stood.sign + Settings.idleTime),
    OnlyHolderOrAdminEnds: eachSession(
      (session) =>
        !happened(session.ended) ||
        session.ended.how === "expired" ||
        idOf(session.ended.by) === personOf(session) ||
        actor(session.ended.by).roles.includes("admin"),
    ),
    NoEarlyExpiry: eachSession(
      (session) =>
        session.ended.how !== "expired" ||
        session.ended.at >= endOf(session) ||
        session.ended.at >= lastSignOf(session) + Settings.idleTime,
    ),
    NoCrossTenantUse: eachCredential(({ by, uses }) => isOwn(by) && uses.every((use) => isOwn(use.by))),
    OnlyTheSessionsAgentMints: eachCredential(
      ({ parent, by, session }, { sess }) =>
        parent !== "none" || idOf(by) === thingOf<ModelSession>(sess, session).agent,
    ),
    NoUseFromAnotherSession: eachCredential(
      ({ run, session, uses }) => run === session && uses.every((use) => use.run === session),
    ),
    NoConfusedDeputy: eachCredential(
      ({ subject, session }, { sess }) => subject === personOf(thingOf<ModelSession>(sess, session)),
    ),
    SensitiveNeedsFreshFactor: eachCredential(
      ({ parent, effects, at, factorAt }) =>
        parent !== "none" ||
        !effects.set.some((effect) => Settings.sensitive.includes(effect)) ||
        (factorAt !== NO_FACTOR.at && at < factorAt + Settings.factorTime),
    ),
    NeverMoreThanThePerson: eachCredential((credential) =>
      deedsOf(credential).every(({ stood }) => isWithin(credential.effects.set, stood.scope.set)),
    ),
    NeverMoreThanTheAgent: eachCredential(({ agent, audience, effects }) =>
      isWithin(effects.set, letsAgent(agent, audience)),
    ),
    CredentialsLiveSixtySeconds: eachUse((use, { at }) => use.at < at + Settings.credentialTime),
    NonceIsUsedOnce: eachCredential(({ uses }) => uses.length <= 1),
    CredentialIsNotTransferable: eachUse(({ by }, { agent }) => idOf(by) === agent),
    NoEarlyLapse: eachCredential(
      (credential, state) => !happened(credential.lapsed) || credential.lapsed.at >= minuteOf(state, credential),
    ),
    NoCredentialForAnotherTool: both(
      eachPresented(({ tool }, { audience }) => tool === audience),
      eachHop((child, parent) => child.audience === parent.audience),
    ),
    ReadNeverWrites: eachPresented(({ effect }, { effects }) => effects.set.includes(effect)),
    AuthorityNeverGrows: eachHop((child, parent) => isWithin(child.effects.set, parent.effects.set)),
    ChainsLiveOneMinute: eachHop((child, _, state) => child.uses.every(({ at }) => at < minuteOf(state, child))),
    ChainsAreBounded: eachCredential((credential, state) => lineOf(state, credential).length <= Settings.maxDepth),
    NoAgentTwiceInChain: eachCredential((credential, state) => {
      const agents = lineOf(state, credential).map(({ agent }) => agent)
      return new Set(agents).size === agents.length
    }),
    // With nobody sweeping, whoever is in gets to open every session, or still has one that is alive by the clock, or signed last
    // as the clock stopped: nothing can be signed after that any more.
    NobodyIsLockedOut: {
      over: "rest",
      fair: ["Tick", "Open"],
      holds: (state) =>
        Object.entries(state.subj).every(
          ([person, subject]) =>
            !isThere<ModelSubject>(subject) ||
            !isIn(subject) ||
            Object.values(state.sess).every(isThere<ModelSession>) ||
            liveOf(state, person).length > 0 ||
            allOf<ModelSession>(state.sess).some(
              (session) => personOf(session) === person && session.factor.at === state.now,
            ),
        ),
    },
  }
}
