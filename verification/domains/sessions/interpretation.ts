import { Actor, type Identity } from "../../../kernel/actors.ts"
import type { Factor } from "../../../kernel/factor.ts"
import {
  CredentialId,
  Effect,
  Effects,
  Scope,
  SessionId,
  Settings,
  SubjectId,
} from "../../../kernel/sessions/sessions.ts"
import type { Instant } from "../../../kernel/time.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { type Clock, NEVER, clockOf } from "../clock.ts"
import { readAs } from "../instance.ts"
import { named, namedActors, table } from "../names.ts"
import { keyOf } from "../signatures.ts"
import type { Constants, ModelScope } from "./instance.ts"

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly clock: Clock
  readonly settings: Settings
  readonly subjects: readonly string[]
  readonly sessions: readonly string[]
  readonly credentials: readonly string[]
  /** So often somebody is let in again, and no more often. */
  readonly enablementCap: number
  readonly subjectId: (name: string) => SubjectId
  readonly sessionId: (name: string) => SessionId
  readonly credentialId: (name: string) => CredentialId
  readonly actor: (name: string) => Actor
  readonly opener: (name: string) => Actor & { readonly id: SubjectId }
  readonly scope: (name: string) => Scope
  readonly ask: (name: string) => { readonly audience: ToolName; readonly effects: Effects }
  readonly use: (name: string) => { readonly tool: ToolName; readonly effect: Effect }
  /**
   * A factor of such an age that somebody offers, by the one key that they have; null for one that proves nothing, undefined for
   * what was signed before the clock began.
   */
  readonly factor: (name: string, who: Identity) => (now: Instant) => Factor | null | undefined
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly scope: (scope: Scope) => string
    readonly session: (id: SessionId) => string
    readonly credential: (id: CredentialId) => string
    readonly tick: (at: Instant | null) => number
  }
}

/** By tool and effect, in order: equal scopes are equal lists. */
const scopeOf = (pairs: ModelScope): Scope => {
  const tools = [...new Set(pairs.map(({ tool }) => tool))].sort()
  const effectsOf = (tool: string) => pairs.flatMap((pair) => (pair.tool === tool ? [pair.effect] : [])).sort()
  return readAs(
    Scope,
    tools.map((tool) => ({ tool, effects: effectsOf(tool) })),
    "a scope",
  )
}

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const {
    Actors,
    Scopes,
    Asks,
    Uses,
    Ages,
    Settings: policy,
    Subjects,
    Sessions,
    Credentials,
    EnablementCap,
  } = constants
  const clock = clockOf(constants.Horizon)
  const actors = table("actor", Actors, ({ id, tenant, kind, roles }) =>
    readAs(Actor, { id, tenant, kind, roles }, "an actor"),
  )
  const scopes = table("scope", Scopes, scopeOf)
  const asks = table("thing to ask for", Asks, ({ tool, effects }) => ({
    audience: readAs(ToolName, tool, "a tool"),
    effects: readAs(Effects, effects, "effects"),
  }))
  const uses = table("use", Uses, ({ tool, effect }) => ({
    tool: readAs(ToolName, tool, "a tool"),
    effect: readAs(Effect, effect, "an effect"),
  }))
  const ages = table("age", Ages, (age) => age)
  const idsOf = <Id extends string>(of: readonly string[], idOf: (name: string) => Id) =>
    of.map((name) => [name, idOf(name)] as const)
  const subjects = idsOf(Subjects, (name) => readAs(SubjectId, name, "a person"))
  const sessions = idsOf(Sessions, (name) => readAs(SessionId, `session_${name}`, "a session"))
  const credentials = idsOf(Credentials, (name) => readAs(CredentialId, `credential_${name}`, "a credential"))
  const settings = readAs(
    Settings,
    {
      tenant: policy.tenant,
      required: true,
      sessionMs: policy.sessionTime,
      idleMs: policy.idleTime,
      credentialMs: policy.credentialTime,
      factorMs: policy.factorTime,
      maxDepth: policy.maxDepth,
      maxSessions: policy.maxSessions,
      sensitive: policy.sensitive,
      agents: Object.fromEntries(Object.entries(policy.agents).map(([id, scope]) => [id, scopes.of(scope)])),
      directory: policy.directory,
    },
    "settings",
  )
  return {
    clock,
    settings,
    subjects: Subjects,
    sessions: Sessions,
    credentials: Credentials,
    enablementCap: EnablementCap,
    subjectId: table("person", Object.fromEntries(subjects), (id) => id).of,
    sessionId: table("session", Object.fromEntries(sessions), (id) => id).of,
    credentialId: table("credential", Object.fromEntries(credentials), (id) => id).of,
    actor: actors.of,
    opener: (name) => ({ ...actors.of(name), id: readAs(SubjectId, actors.of(name).id, "a person") }),
    scope: scopes.of,
    ask: asks.of,
    use: uses.of,
    factor: (name, who) => {
      if (name === "bad") return () => null
      const age = ages.of(name)
      return (now) => {
        const signed = clock.tick(now) - age
        return signed < 0 ? undefined : { key: keyOf(who), at: clock.at(signed) }
      }
    },
    nameOf: {
      actor: namedActors(actors.entries),
      scope: named("scope", scopes.entries, (scope: Scope) => JSON.stringify(scope)),
      session: named("session", sessions, (id: SessionId) => id),
      credential: named("credential", credentials, (id: CredentialId) => id),
      tick: (at) => (at === null ? NEVER : clock.tick(at)),
    },
  }
}
