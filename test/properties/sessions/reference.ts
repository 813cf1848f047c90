import type { Actor, Principal } from "../../../kernel/actors.ts"
import type { Factor } from "../../../kernel/factor.ts"
import type { Command, Effect, Scope, Settings } from "../../../kernel/sessions/sessions.ts"

/**
 * Sessions a second time, straight from the words of their table and as naive as possible: a list of what was accepted, and
 * everything worked out anew from it whenever somebody asks. It shares types with the kernel and nothing else.
 */

export interface Happened {
  readonly command: Command
  readonly now: number
}

type Said<T extends Command["type"]> = Extract<Command, { readonly type: T }>
interface Deed<T extends Command["type"]> {
  readonly command: Said<T>
  readonly now: number
  /** What had happened before it. */
  readonly before: Past
}

/** What has happened so far, and how things were at any of its moments. */
class Past {
  readonly history: readonly Happened[]
  readonly policy: Settings

  constructor(history: readonly Happened[], policy: Settings) {
    this.history = history
    this.policy = policy
  }

  all<T extends Command["type"]>(...types: readonly T[]): readonly Deed<T>[] {
    return this.history.flatMap(({ command, now }, index) =>
      types.some((type) => type === command.type)
        ? [{ command: command as Said<T>, now, before: new Past(this.history.slice(0, index), this.policy) }]
        : [],
    )
  }
  of<T extends Command["type"]>(id: string, ...types: readonly T[]) {
    return this.all(...types).filter(({ command }) => command.id === id)
  }

  // Subjects: what the directory said, the last of it first.
  said(person: string) {
    return this.of(person, "enrol", "disable", "enable")
  }
  isOn(person: string) {
    const last = this.said(person).at(-1)
    return last !== undefined && last.command.type !== "disable"
  }
  scope(person: string): Scope {
    return this.of(person, "enrol", "enable").at(-1)?.command.scope ?? []
  }
  /** How often somebody was enabled who was disabled. */
  enablement(person: string) {
    return this.of(person, "enable").filter(({ before }) => !before.isOn(person)).length
  }

  session(id: string) {
    return this.of(id, "open").at(0)
  }
  holder(id: string): string {
    return this.session(id)?.command.by.id ?? ""
  }
  /** When the person gave a sign of life: as they opened, and whenever they touched. */
  lastSign(id: string) {
    return this.of(id, "open", "touch").at(-1)
  }
  /** The last factor that they offered, and when. */
  lastFactor(id: string) {
    return this.of(id, "open", "touch")
      .flatMap(({ command: { by, factor }, now }) =>
        factor === "unclaimed" ? [] : [factor === null ? null : { by: who(by), ...factor, taken: now }],
      )
      .at(-1)
  }
  /** When the last factor was signed that somebody proved something with, in whichever session of theirs. */
  provenAt(person: string) {
    const proofs = this.all("open", "touch").filter(({ command: { id } }) => this.holder(id) === person)
    return proofs
      .flatMap(({ command: { factor } }) => (factor === null || factor === "unclaimed" ? [] : [factor.at]))
      .at(-1)
  }
  end(id: string) {
    return this.of(id, "end", "expire").at(0)
  }
  sessionStatus(id: string): "open" | "expired" | "revoked" | "loggedOut" {
    const end = this.end(id)?.command
    if (end === undefined) return "open"
    if (end.type === "expire") return "expired"
    return end.by.id === this.holder(id) ? "loggedOut" : "revoked"
  }
  isOver(id: string, now: number) {
    return now >= (this.session(id)?.now ?? 0) + this.policy.sessionMs
  }
  isIdle(id: string, now: number) {
    return now >= (this.lastSign(id)?.now ?? 0) + this.policy.idleMs
  }
  /** The person was disabled, and enabled again, since it was opened. */
  isOfNow(id: string) {
    return this.session(id)?.before.enablement(this.holder(id)) === this.enablement(this.holder(id))
  }
  isLive(id: string, now: number) {
    const isOpen = this.end(id) === undefined && !this.isOver(id, now) && !this.isIdle(id, now)
    return isOpen && this.isOn(this.holder(id)) && this.isOfNow(id)
  }

  credential(id: string) {
    return this.of(id, "mint", "delegate").at(0)
  }
  /** The credentials through which it came, the one that was minted first. */
  line(id: string): readonly Deed<"mint" | "delegate">[] {
    const made = this.credential(id)
    if (made === undefined) return []
    return made.command.type === "mint" ? [made] : [...this.line(made.command.parent), made]
  }
  head(id: string) {
    return this.line(id).flatMap(({ command, now, before }) =>
      command.type === "mint" ? [{ command, now, before }] : [],
    )[0]
  }
  sessionOf(id: string): string {
    return this.head(id)?.command.session ?? ""
  }
  /** Whose hands it went through: of whoever minted, then of each to whom it was handed on. */
  chain(id: string): readonly string[] {
    return this.line(id).map(({ command }) => (command.type === "mint" ? command.by.id : command.to))
  }
  tool(id: string): string {
    return this.head(id)?.command.audience ?? ""
  }
  isUnused(id: string) {
    return this.of(id, "present").length === 0 && !this.all("delegate").some(({ command }) => command.parent === id)
  }
  credentialEnd(id: string) {
    return (this.head(id)?.now ?? 0) + this.policy.credentialMs
  }

  agentMay(agent: string): Scope {
    return Object.entries(this.policy.agents).find(([id]) => id === agent)?.[1] ?? []
  }
}

const may = (scope: Scope, tool: string): readonly Effect[] =>
  scope.filter((pair) => pair.tool === tool).flatMap(({ effects }) => effects)
const among = (effects: readonly Effect[], others: readonly Effect[]) =>
  effects.every((effect) => others.includes(effect))

/** Everything that the table has against a command. */
export const objections = (
  history: readonly Happened[],
  policy: Settings,
  command: Command,
  now: number,
): ReadonlySet<string> => {
  const past = new Past(history, policy)
  const against = new Set<string>()
  const unless = (holds: boolean, name: string) => {
    if (!holds) against.add(name)
  }
  const isThere = (id: string) =>
    past.said(id).length > 0 || past.session(id) !== undefined || past.credential(id) !== undefined
  const isOurs = (by: Actor) => {
    unless(by.tenant === policy.tenant, "actorIsOfTenant")
  }
  const isDirectory = (by: Actor, name: string) => {
    isOurs(by)
    unless(
      by.roles.some((role) => policy.directory.includes(role)),
      name,
    )
  }
  /** What is asked of a session that somebody uses. */
  const uses = (session: string) => {
    unless(past.isOn(past.holder(session)), "subjectIsEnabled")
    unless(past.isOfNow(session), "sessionIsOfThisEnablement")
    unless(past.end(session) === undefined, "sessionIsOpen")
    unless(!past.isOver(session, now), "sessionIsUnexpired")
    unless(!past.isIdle(session, now), "sessionIsNotIdle")
  }
  /** And of a call in it. */
  const calls = (session: string, { by, run }: Said<"mint" | "delegate" | "present">) => {
    uses(session)
    isOurs(by)
    unless(run === session, "callerIsOfSession")
  }
  const isInScope = (session: string, tool: string, effects: readonly Effect[]) => {
    unless(among(effects, may(past.scope(past.holder(session)), tool)), "scopeIsWithinSubject")
  }
  /** Of what somebody signed to prove that it is they. */
  const proves = (person: string, factor: Factor | null) => {
    const age = factor === null ? -1 : now - factor.at
    unless(age >= 0 && age < policy.factorMs, "factorIsProvenNow")
    unless(factor === null || factor.at > (past.provenAt(person) ?? -1), "factorIsUnspent")
  }
  /** And of a credential that is spent. */
  const spends = (id: string, by: Actor) => {
    unless(now < past.credentialEnd(id), "credentialIsUnexpired")
    unless(past.isUnused(id) && past.of(id, "lapse").length === 0, "credentialIsUnspent")
    unless(past.chain(id).at(-1) === by.id, "presenterIsMintedAgent")
  }

  const opens = ["enrol", "open", "mint", "delegate"].includes(command.type)
  if (opens && isThere(command.id)) return new Set(["taken"])
  if (!opens && !isThere(command.id)) return new Set(["unknown"])
  switch (command.type) {
    case "enrol":
      isDirectory(command.by, "enrolerIsDirectory")
      break
    case "disable":
    case "enable":
      isDirectory(command.by, "disablerIsDirectory")
      break
    case "open": {
      const { by } = command
      if (past.said(by.id).length === 0) return new Set(["unknown"])
      const live = past.all("open").filter((one) => one.command.by.id === by.id && past.isLive(one.command.id, now))
      unless(past.isOn(by.id), "subjectIsEnabled")
      unless(by.kind === "human", "openerIsHuman")
      unless(live.length < policy.maxSessions, "sessionsAreBelowCap")
      proves(by.id, command.factor)
      isOurs(by)
      break
    }
    case "touch":
      uses(command.id)
      isOurs(command.by)
      unless(command.by.id === past.holder(command.id), "toucherIsHolder")
      if (command.factor !== "unclaimed") proves(past.holder(command.id), command.factor)
      break
    case "mint": {
      const { session, by, effects, audience } = command
      if (past.session(session) === undefined) return new Set(["unknown"])
      calls(session, command)
      isInScope(session, audience, effects)
      unless(by.id === past.session(session)?.command.agent, "agentIsOfSession")
      const age = now - (past.lastFactor(session)?.at ?? 0)
      unless(age < policy.factorMs || !effects.some((one) => policy.sensitive.includes(one)), "factorIsFresh")
      unless(among(effects, may(past.agentMay(by.id), audience)), "scopeIsWithinAgent")
      break
    }
    case "delegate": {
      const { parent, by, to, effects } = command
      const made = past.credential(parent)
      if (made === undefined) return new Set(["unknown"])
      const session = past.sessionOf(parent)
      calls(session, command)
      isInScope(session, past.tool(parent), effects)
      spends(parent, by)
      unless(among(effects, may(past.agentMay(to), past.tool(parent))), "scopeIsWithinAgent")
      unless(among(effects, made.command.effects), "hopScopeIsWithinParent")
      unless(past.chain(parent).length + 1 <= policy.maxDepth, "hopIsWithinDepth")
      unless(!past.chain(parent).includes(to), "hopAgentIsNew")
      break
    }
    case "present": {
      const { id, by, tool, effect } = command
      const effects = past.credential(id)?.command.effects ?? []
      calls(past.sessionOf(id), command)
      isInScope(past.sessionOf(id), past.tool(id), effects)
      spends(id, by)
      unless(tool === past.tool(id), "audienceMatches")
      unless(effects.includes(effect), "effectIsWithinCredential")
      break
    }
    case "lapse":
      unless(past.isUnused(command.id) && past.of(command.id, "lapse").length === 0, "credentialIsUnspent")
      unless(now >= past.credentialEnd(command.id), "credentialIsOver")
      break
    case "end": {
      const isAdmin = command.by.roles.some((role) => role === "admin")
      unless(past.end(command.id) === undefined, "sessionIsOpen")
      isOurs(command.by)
      unless(isAdmin || command.by.id === past.holder(command.id), "enderIsHolderOrAdmin")
      break
    }
    case "expire":
      unless(past.end(command.id) === undefined, "sessionIsOpen")
      unless(past.isOver(command.id, now) || past.isIdle(command.id, now), "expiryIsDue")
      break
  }
  return against
}

const who = ({ id, tenant, kind }: Principal) => ({ id, tenant, kind })
const signed = (deed: { readonly command: { readonly by: Actor }; readonly now: number } | undefined) =>
  deed === undefined ? undefined : { by: who(deed.command.by), at: deed.now }

/** How things stood in a session before something happened. */
const stood = (before: Past, session: string) => ({
  on: before.isOn(before.holder(session)),
  enablement: before.enablement(before.holder(session)),
  session: before.sessionStatus(session),
  sign: before.lastSign(session)?.now,
})

const subjectSeen = (past: Past, id: string) => {
  const last = past.said(id).at(-1)
  if (last === undefined) throw new Error(`nothing was said of ${id}`)
  const { type: what, by } = last.command
  return {
    status: past.isOn(id) ? "enabled" : "disabled",
    kept: {
      entity: "subject",
      scope: past.scope(id),
      enablement: past.enablement(id),
      factorAt: past.provenAt(id) ?? null,
      change: { what, by, at: last.now },
    },
  }
}

const sessionSeen = (past: Past, { command: { id, by, agent }, now, before }: Deed<"open">) => {
  const touched = past.of(id, "touch").at(-1)
  const end = past.end(id)
  const status = past.sessionStatus(id)
  return {
    status,
    kept: {
      entity: "session",
      subject: by.id,
      agent,
      by: who(by),
      at: now,
      expiresAt: now + past.policy.sessionMs,
      on: before.isOn(by.id),
      enablement: before.enablement(by.id),
      seen: signed(past.lastSign(id)),
      factor: past.lastFactor(id),
      touched: touched === undefined ? null : { ...signed(touched), stood: stood(touched.before, id) },
      ended: end === undefined ? null : { how: status, by: end.command.by, at: end.now },
    },
  }
}

const credentialSeen = (past: Past, { command, now, before }: Deed<"mint" | "delegate">) => {
  const { id, by, run, effects } = command
  const session = past.sessionOf(id)
  const used = (then: Past) => ({
    ...stood(then, session),
    scope: may(then.scope(then.holder(session)), past.tool(id)),
  })
  const presented = past.of(id, "present").map((use) => {
    const { by, run, tool, effect } = use.command
    return { how: "present", by: who(by), run, tool, effect, at: use.now, stood: used(use.before) }
  })
  const handedOn = past.all("delegate").flatMap((use) => {
    const { parent, by, run } = use.command
    return parent === id ? [{ how: "delegate", by: who(by), run, at: use.now }] : []
  })
  const lapse = past.of(id, "lapse").at(0)
  const isMinted = command.type === "mint"
  return {
    status: past.isUnused(id) ? (lapse === undefined ? "minted" : "lapsed") : "spent",
    kept: {
      entity: "credential",
      session,
      subject: past.holder(session),
      agent: past.chain(id).at(-1),
      audience: past.tool(id),
      effects,
      parent: isMinted ? null : command.parent,
      by: who(by),
      run,
      at: now,
      expiresAt: past.credentialEnd(id),
      factorAt: isMinted ? before.lastFactor(session)?.at : null,
      chain: past.chain(id),
      stood: used(before),
      uses: [...presented, ...handedOn],
      lapsed: lapse === undefined ? null : { by: lapse.command.by, at: lapse.now },
    },
  }
}

/** Everything that there is to see of each entity. */
export const seen = (history: readonly Happened[], policy: Settings): ReadonlyMap<string, object> => {
  const past = new Past(history, policy)
  return new Map<string, object>([
    ...past.all("enrol").map(({ command: { id } }) => [id, subjectSeen(past, id)] as const),
    ...past.all("open").map((deed) => [deed.command.id, sessionSeen(past, deed)] as const),
    ...past.all("mint", "delegate").map((deed) => [deed.command.id, credentialSeen(past, deed)] as const),
  ])
}
