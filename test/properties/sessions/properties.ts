import type { Sessions } from "../../../kernel/sessions/facts.ts"
import { type SessionsRegister, sessions } from "../../../kernel/sessions/index.ts"
import type { CredentialKept, Effect, SessionKept, Settings, SubjectKept } from "../../../kernel/sessions/sessions.ts"
import { type Kernel, START, actor, ask, expire, lapse, open } from "../../fixtures/sessions.ts"
import type * as told from "../trail.ts"

/**
 * What no run may ever do, read from what the entities keep and nothing else: from who did what, when, and from how things stood
 * then. Nothing here looks at a status, a guard, or what a command said.
 */

type Trail = told.Trail<Sessions>
type Step = Trail[number]
type Entity = SubjectKept | SessionKept | CredentialKept

/** A session with its own state, or a credential with the session behind it and what it came from. */
interface Look {
  readonly register: SessionsRegister
  readonly policy: Settings
  readonly now: number
}
type Read<K> = (kept: K, look: Look) => boolean

const everyAfter = (trail: Trail, holds: (kept: Entity, look: Look) => boolean) =>
  trail.every(({ answer, after: register, now }: Step) =>
    answer.accepted
      ? answer.after.every(({ kept }) => holds(kept, { register, policy: register.settings, now }))
      : true,
  )
const everySubject = (holds: Read<SubjectKept>) => (trail: Trail) =>
  everyAfter(trail, (kept, look) => kept.entity !== "subject" || holds(kept, look))
const everySession = (holds: Read<SessionKept>) => (trail: Trail) =>
  everyAfter(trail, (kept, look) => kept.entity !== "session" || holds(kept, look))
const everyCredential = (holds: Read<CredentialKept>) => (trail: Trail) =>
  everyAfter(trail, (kept, look) => kept.entity !== "credential" || holds(kept, look))

const sessionOf = ({ session }: CredentialKept, { register }: Look): SessionKept => {
  const kept = register.entities.get(session)?.kept
  if (kept?.entity !== "session") throw new Error(`a credential of no session: ${session}`)
  return kept
}
const parentOf = ({ parent }: CredentialKept, { register }: Look): CredentialKept | null => {
  const kept = parent === null ? undefined : register.entities.get(parent)?.kept
  return kept?.entity === "credential" ? kept : null
}
const headOf = (kept: CredentialKept, look: Look): CredentialKept => {
  const parent = parentOf(kept, look)
  return parent === null ? kept : headOf(parent, look)
}

/** Each moment at which a credential was made, or presented, with how things stood. Of one that is handed on, its child tells. */
const moments = (kept: CredentialKept) => [
  { at: kept.at, stood: kept.stood },
  ...kept.uses.flatMap((use) => (use.how === "present" ? [{ at: use.at, stood: use.stood }] : [])),
]
const presents = ({ uses }: CredentialKept) => uses.flatMap((use) => (use.how === "present" ? [use] : []))
const touchedOr = ({ touched }: SessionKept, holds: (touched: NonNullable<SessionKept["touched"]>) => boolean) =>
  touched === null || holds(touched)

/** Both of what the session and of what its credentials keep. */
const both =
  (session: (trail: Trail) => boolean, credential: (trail: Trail) => boolean) =>
  (trail: Trail): boolean =>
    session(trail) && credential(trail)

const within = (effects: readonly Effect[], others: readonly Effect[]) =>
  effects.every((effect) => others.includes(effect))
const isDirectory = (roles: readonly string[], { directory }: Settings) =>
  directory.some((role) => roles.some((one) => one === role))
const lastSign = ({ touched, at }: SessionKept) => touched?.at ?? at

const directs = (what: SubjectKept["change"]["what"]) =>
  everySubject(({ change }, { policy }) => change.what !== what || isDirectory(change.by.roles, policy))

const live = (subject: string, { register, policy, now }: Look): number =>
  [...register.entities.values()].filter(({ kept }) => {
    if (kept.entity !== "session" || kept.subject !== subject || kept.ended !== null) return false
    const person = register.entities.get(subject)?.kept
    if (person?.entity !== "subject" || person.change.what === "disable") return false
    return person.enablement === kept.enablement && now < kept.expiresAt && now < lastSign(kept) + policy.idleMs
  }).length

const hasEnded = (kept: Entity) =>
  (kept.entity === "session" && kept.ended !== null) ||
  (kept.entity === "credential" && (kept.lapsed !== null || kept.uses.length > 0))

/** What a session has for a factor it had before, or it was signed after all that its person's sessions had by then. */
const takesNew = ({ entities }: SessionsRegister, id: string, { subject, factor }: SessionKept): boolean => {
  const had = entities.get(id)?.kept
  if (factor === null || (had?.entity === "session" && JSON.stringify(had.factor) === JSON.stringify(factor)))
    return true
  return [...entities.values()].every(
    ({ kept }) =>
      kept.entity !== "session" || kept.subject !== subject || kept.factor === null || kept.factor.at < factor.at,
  )
}

const last = (trail: Trail) => trail.at(-1)

type Sweeping = typeof expire | typeof lapse

/** Each of one kind that has not ended is over at its end, for whoever sweeps then. */
const everyOneEnds =
  (entity: "session" | "credential", sweeping: Sweeping) =>
  (trail: Trail, kernel: Kernel = sessions): boolean => {
    const { after: register, now } = last(trail) ?? {}
    if (register === undefined || now === undefined) return true
    return [...(register.entities as ReadonlyMap<string, { readonly kept: Entity }>)].every(([id, { kept }]) => {
      if (kept.entity === "subject" || kept.entity !== entity || hasEnded(kept)) return true
      const swept = sweeping(Number(id.slice(id.indexOf("_") + 1)))
      return ask(register, [Math.max(now, kept.expiresAt) - START, swept], kernel).accepted
    })
  }

export const properties: Readonly<Record<string, (trail: Trail, kernel?: Kernel) => boolean>> = {
  DisabledMeansOut: both(
    everySession((kept) => kept.on && touchedOr(kept, ({ stood }) => stood.on)),
    everyCredential((kept) => moments(kept).every(({ stood }) => stood.on)),
  ),
  NothingOutlivesADisabling: both(
    everySession((kept) => touchedOr(kept, ({ stood }) => stood.enablement === kept.enablement)),
    everyCredential((kept, look) =>
      moments(kept).every(({ stood }) => stood.enablement === sessionOf(kept, look).enablement),
    ),
  ),
  OnlyPeopleOpenSessions: everySession(({ by }) => by.kind === "human"),
  SessionsAreCapped: everySession(({ subject }, look) => live(subject, look) <= look.policy.maxSessions),
  OnlyFreshFactorsCount: everySession(
    ({ factor }, { policy: { factorMs } }) =>
      factor !== null && factor.at <= factor.taken && factor.taken < factor.at + factorMs,
  ),
  NoFactorCountsTwice: (trail) =>
    trail.every(({ before, answer }) =>
      (answer.accepted ? answer.after : []).every(
        ({ id, kept }) => kept.entity !== "session" || takesNew(before, id, kept),
      ),
    ),
  NoUseAfterEnd: both(
    everySession((kept) => touchedOr(kept, ({ stood }) => stood.session === "open")),
    everyCredential((kept) => moments(kept).every(({ stood }) => stood.session === "open")),
  ),
  EndedNeverChanges: (trail) =>
    trail.every(({ before, after }) =>
      Object.entries(Object.fromEntries(before.entities as ReadonlyMap<string, { readonly kept: SubjectKept }>)).every(
        ([id, { kept }]) => !hasEnded(kept) || JSON.stringify(after.entities.get(id)?.kept) === JSON.stringify(kept),
      ),
    ),
  NoUseAfterExpiry: both(
    everySession((kept) => touchedOr(kept, ({ at }) => at < kept.expiresAt)),
    everyCredential((kept, look) => moments(kept).every(({ at }) => at < sessionOf(kept, look).expiresAt)),
  ),
  NoUseWhenIdle: both(
    everySession((kept, { policy: { idleMs } }) => touchedOr(kept, ({ at, stood }) => at < stood.sign + idleMs)),
    everyCredential((kept, { policy: { idleMs } }) => moments(kept).every(({ at, stood }) => at < stood.sign + idleMs)),
  ),
  NoCrossTenantSession: everySession(
    ({ by, touched, ended }, { policy: { tenant } }) =>
      by.tenant === tenant &&
      (touched === null || touched.by.tenant === tenant) &&
      (ended === null || ended.how === "expired" || ended.by.tenant === tenant),
  ),
  NoCrossTenantUse: everyCredential(
    ({ by, uses }, { policy: { tenant } }) => by.tenant === tenant && uses.every((use) => use.by.tenant === tenant),
  ),
  NoCrossTenantDirectory: everySubject(({ change: { by } }, { policy: { tenant } }) => by.tenant === tenant),
  OnlyTheHolderKeepsAlive: everySession((kept) => touchedOr(kept, ({ by }) => by.id === kept.subject)),
  OnlyTheSessionsAgentMints: everyCredential(
    (kept, look) => kept.parent !== null || kept.by.id === sessionOf(kept, look).agent,
  ),
  NoUseFromAnotherSession: everyCredential(
    ({ run, session, uses }) => run === session && uses.every((use) => use.run === session),
  ),
  SensitiveNeedsFreshFactor: everyCredential(
    ({ parent, factorAt, at, effects }, { policy: { sensitive, factorMs } }) =>
      parent !== null ||
      !effects.some((effect) => sensitive.includes(effect)) ||
      (factorAt !== null && at < factorAt + factorMs),
  ),
  NeverMoreThanThePerson: everyCredential((kept) =>
    moments(kept).every(({ stood }) => within(kept.effects, stood.scope)),
  ),
  NeverMoreThanTheAgent: everyCredential(({ agent, audience, effects }, { policy: { agents } }) =>
    Object.entries(agents).some(
      ([id, allowed]) =>
        id === agent && allowed.some((pair) => pair.tool === audience && within(effects, pair.effects)),
    ),
  ),
  CredentialsLiveSixtySeconds: everyCredential(({ expiresAt, uses }) => uses.every(({ at }) => at < expiresAt)),
  NonceIsUsedOnce: everyCredential(({ uses }) => uses.length <= 1),
  CredentialIsNotTransferable: everyCredential(({ agent, uses }) => uses.every(({ by }) => by.id === agent)),
  NoCredentialForAnotherTool: everyCredential(
    (kept, look) =>
      presents(kept).every(({ tool }) => tool === kept.audience) &&
      kept.audience === (parentOf(kept, look) ?? kept).audience,
  ),
  ReadNeverWrites: everyCredential((kept) => presents(kept).every(({ effect }) => kept.effects.includes(effect))),
  AuthorityNeverGrows: everyCredential((kept, look) => within(kept.effects, (parentOf(kept, look) ?? kept).effects)),
  ChainsAreBounded: everyCredential(({ chain }, { policy: { maxDepth } }) => chain.length <= maxDepth),
  NoAgentTwiceInChain: everyCredential(({ chain }) => new Set(chain).size === chain.length),
  OnlyHolderOrAdminEnds: everySession(
    ({ subject, ended }) =>
      ended === null ||
      ended.how === "expired" ||
      ended.by.id === subject ||
      ended.by.roles.some((role) => role === "admin"),
  ),
  NoEarlyExpiry: everySession(
    (kept, { policy: { idleMs } }) =>
      kept.ended?.how !== "expired" || kept.ended.at >= kept.expiresAt || kept.ended.at >= lastSign(kept) + idleMs,
  ),
  NoEarlyLapse: everyCredential(({ lapsed, expiresAt }) => lapsed === null || lapsed.at >= expiresAt),
  OnlyDirectoryEnrols: directs("enrol"),
  OnlyDirectoryDisables: directs("disable"),
  OnlyDirectoryEnables: directs("enable"),
  NoConfusedDeputy: everyCredential(
    (kept, look) =>
      kept.subject === sessionOf(kept, look).subject && kept.subject === (parentOf(kept, look) ?? kept).subject,
  ),
  ChainsLiveOneMinute: everyCredential(
    (kept, look) => kept.expiresAt <= headOf(kept, look).at + look.policy.credentialMs,
  ),

  EverySessionEnds: everyOneEnds("session", expire),
  EveryCredentialEnds: everyOneEnds("credential", lapse),
  /** Nobody sweeps, and yet whoever is enabled can open one when all of theirs are over. */
  NobodyIsLockedOut: (trail, kernel = sessions) => {
    const { after: register, now } = last(trail) ?? {}
    if (register === undefined || now === undefined) return true
    const late = now + register.settings.sessionMs - START
    return ["ann", "bob", "carol"].every((id) => {
      const kept = register.entities.get(id)?.kept
      if (kept?.entity !== "subject" || kept.change.what === "disable") return true
      return ask(register, [late, open(99, actor(id))], kernel).accepted
    })
  },
}
