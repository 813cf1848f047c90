import { ADMIN, type Actor, type ActorId, type TenantId, hasOneOf, principalOf } from "../../../kernel/actors.ts"
import { module } from "../../../kernel/sessions/index.ts"
import { type OpeningSigned, type SessionId, SubjectId, type TouchSigned } from "../../../kernel/sessions/sessions.ts"
import type { Instant } from "../../../kernel/time.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ActorUnknownError, InputError } from "../errors.ts"
import type { Cursor } from "../inputs.ts"
import { readFactor } from "../factor.ts"
import type { Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { type Minted, type Presenter, credentialsOn } from "./credentials.ts"
import {
  type CredentialDelegating,
  type CredentialMinting,
  type Presenting,
  SessionEnding,
  SessionOpening,
  SessionPage,
  SessionTouch,
  SubjectDisabling,
  SubjectPage,
  SubjectScope,
} from "./inputs.ts"
import {
  type SessionEntity,
  type SubjectEntity,
  asSession,
  asSubject,
  sessionStatuses,
  sessionsIn,
  subjectStatuses,
  subjectsIn,
} from "./kinds.ts"
import { ownOpen, pageOfOwn } from "./own.ts"

/** A part of a list, the latest first. `next` is where it goes on; null at the end. */
interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

/**
 * Who is in a tenant, the sessions that people open for their agents, and the credentials with which agents call in them. A refusal by the rules is no error but a result. Every promise may be rejected as those of the
 * gate itself.
 */
export interface Sessions {
  /**
   * Makes a person a subject, enabled, as somebody whose role the config names as the tenant's `directory`.
   * @param subject `scope` has the tools that the person's agents may call for them, each with its effects
   * @throws ActorUnknownError where the tenant has no such person
   * @example
   * ```ts
   * const scope = [{ tool: "terraform.apply", effects: ["read", "write"] }] as const
   * const outcome = await gate.sessions.enrol(registrar, { id: "alice", scope: [...scope] })
   * console.log(outcome.type)
   * ```
   */
  readonly enrol: (actor: Actor, subject: Given<typeof SubjectScope>) => Promise<Outcome<"sessions">>
  /**
   * Ends everything of a person from the very next command on, as the tenant's directory.
   * @example
   * ```ts
   * await gate.sessions.disable(registrar, { id: "alice" })
   * ```
   */
  readonly disable: (actor: Actor, disabling: Given<typeof SubjectDisabling>) => Promise<Outcome<"sessions">>
  /**
   * Lets a person begin again, with the scope that it names, as the tenant's directory. It revives no session of before; of somebody
   * who is enabled it replaces the scope.
   * @example
   * ```ts
   * await gate.sessions.enable(registrar, { id: "alice", scope: [{ tool: "tickets.search", effects: ["read"] }] })
   * ```
   */
  readonly enable: (actor: Actor, subject: Given<typeof SubjectScope>) => Promise<Outcome<"sessions">>
  /**
   * Opens a session for one agent, in person and signed now.
   * @param opening `signed` holds the bytes of `sessionOpeningOf`, and the SSH signature over them
   * @returns accepted, with the id of the session; refused, with why, where nothing is signed, or something else, or not now; unknown
   * for who is no subject
   * @throws ActorUnknownError where the tenant has no such agent
   * @example
   * ```ts
   * const signed = await sign(sessionOpeningOf(person, agent, Instant.parse(Date.now())))
   * const outcome = await gate.sessions.open(person, { agent, signed })
   * if (outcome.type === "accepted") console.log(outcome.id)
   * ```
   */
  readonly open: (actor: Actor, opening: Given<typeof SessionOpening>) => Promise<Outcome<"sessions">>
  /**
   * Gives a sign of life, as the person whose session it is: without one it is idle some day. Signed, it proves as well that it is they.
   * @param touch `signed` holds the bytes of `sessionTouchOf`, and the SSH signature over them; left out for a sign of life alone
   * @returns refused, with why, where something else is signed, or not now
   * @example
   * ```ts
   * await gate.sessions.touch(person, { id: session.id })
   * const signed = await sign(sessionTouchOf(person, session.id, Instant.parse(Date.now())))
   * await gate.sessions.touch(person, { id: session.id, signed })
   * ```
   */
  readonly touch: (actor: Actor, touch: Given<typeof SessionTouch>) => Promise<Outcome<"sessions">>
  /**
   * Ends a session, as the person whose it is, or as an administrator.
   * @example
   * ```ts
   * const outcome = await gate.sessions.end(person, { id: session.id })
   * if (outcome.type === "accepted") console.log(outcome.status) // "loggedOut", or "revoked" by somebody else
   * ```
   */
  readonly end: (actor: Actor, ending: Given<typeof SessionEnding>) => Promise<Outcome<"sessions">>
  /**
   * Ends every session of one's own, one after the other.
   * @returns what became of each: one that has ended meanwhile is refused
   * @example
   * ```ts
   * const outcomes = await gate.sessions.endAll(person)
   * console.log(outcomes.length)
   * ```
   */
  readonly endAll: (actor: Actor) => Promise<readonly Outcome<"sessions">[]>
  /**
   * Mints a credential for one call of one tool, as the agent of a session: 60 seconds at most, spent by the answer. It is bound to
   * the agent's `proofKey` in the config, without whose holder it is good for nothing.
   * @param minting `effects` are what the call may do at most (`read`, `write`, `destructive`, each named by itself)
   * @returns accepted, with `credential`, a JWT of type `interlock-credential+jwt`
   * @throws ActorUnknownError for who is no agent
   * @throws ProofKeyMissingError where the agent has no such key
   * @example
   * ```ts
   * const minted = await gate.sessions.mint(caller.actor, { session: session.id, tool: "tickets.search", effects: ["read"] })
   * if (minted.type === "accepted") console.log(minted.credential)
   * ```
   */
  readonly mint: (agent: Actor, minting: Given<typeof CredentialMinting>) => Promise<Minted>
  /**
   * Hands a credential on to another agent of the tenant: it is spent, and another one is minted for that agent, which ends with it.
   * @param delegating `credential` is what `authenticate` gives; `effects` are some of its own
   * @returns accepted, with the other agent's `credential`
   * @throws ActorUnknownError where the tenant has no such agent
   * @throws ProofKeyMissingError where the other agent has no key by which it would be its own
   * @example
   * ```ts
   * const { caller, present } = await gate.sessions.authenticate({ token, proof, method: "POST", path: "/v1/credentials/delegate" })
   * const handed = await gate.sessions.delegate(caller.actor, { credential: present(body), to: "searcher", effects: ["read"] })
   * if (handed.type === "accepted") console.log(handed.credential)
   * ```
   */
  readonly delegate: (agent: Actor, delegating: Given<typeof CredentialDelegating>) => Promise<Minted>
  /**
   * Who presents a credential, and for whom: it is signed by this gate, and the request is proven (DPoP, RFC 9449) with the key of its
   * holder. Whether it is still good, the gate says when it is presented with a call.
   * @param presenting `path` is that of the request, without a query; `possessionProof` makes such a proof
   * @returns `present` takes the exact bytes of the body, and gives what `decide`, `approvals.consume` and `delegate` take
   * @throws CredentialError
   * @example
   * ```ts
   * const { caller, present } = await gate.sessions.authenticate({ token, proof, method: "POST", path: "/v1/decisions" })
   * const { verdict } = await gate.decide(caller, { tool: "tickets.search", payload, credential: present(payload) })
   * console.log(verdict)
   * ```
   */
  readonly authenticate: (presenting: Given<typeof Presenting>) => Promise<Presenter>
  /**
   * The sessions that `actor` has opened and not ended, the latest first, page by page; an administrator's are those of the tenant,
   * with those that have ended.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave, and for a status that an administrator alone reads
   * @example
   * ```ts
   * const { items } = await gate.sessions.list(person)
   * console.log(items.map(({ id, kept }) => `${id} for ${kept.agent}`))
   * ```
   */
  readonly list: (actor: Actor, page?: Given<typeof SessionPage>) => Promise<PageOf<SessionEntity>>
  /**
   * A session of one's own, ended or not, and to an administrator one of the tenant; null where there is none of this id.
   * @example
   * ```ts
   * const session = await gate.sessions.get(person, "session_0123456789abcdef01234567")
   * console.log(session?.kept.expiresAt)
   * ```
   */
  readonly get: (actor: Actor, id: string) => Promise<SessionEntity | null>
  /**
   * The people of a tenant for whom agents may act, or might, the latest first, page by page.
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.sessions.subjects(tenant, { status: "disabled" })
   * console.log(items.map(({ id }) => id))
   * ```
   */
  readonly subjects: (tenant: TenantId, page?: Given<typeof SubjectPage>) => Promise<PageOf<SubjectEntity>>
  /**
   * One of them, null where the person is no subject.
   * @example
   * ```ts
   * const subject = await gate.sessions.subject(tenant, "alice")
   * console.log(subject?.kept.scope)
   * ```
   */
  readonly subject: (tenant: TenantId, id: string) => Promise<SubjectEntity | null>
}

const ENROLLED = "a person is enrolled once; `enable` gives them another scope"

const isAdmin = (actor: Actor): boolean => hasOneOf(actor, [ADMIN])

/** A person in their own name, which is taken for that of no session. */
const openerOf = (by: Actor) => {
  const id = SubjectId.safeParse(by.id)
  if (!id.success) throw new InputError({ path: "actor", message: id.error.issues[0]?.message ?? "this is no person" })
  return { ...by, id: id.data }
}

export const sessionsOn = (boundary: Boundary): Sessions => {
  const { directory, run } = boundary
  const commanded = commanding(boundary, "sessions")
  const { list, get } = entitiesOf(boundary, "sessions")

  const actorOf = (tenant: TenantId, id: ActorId, kind: Actor["kind"]): void => {
    if (directory.actor(tenant, id)?.kind !== kind) throw new ActorUnknownError({ id })
  }

  const end = (by: Actor, id: SessionId, key: Parameters<typeof commanded>[2]) =>
    commanded(by, { type: "command", domain: "sessions", command: { type: "end", id, by }, proof: null }, key)

  return {
    ...credentialsOn(boundary),
    enrol: async (by, given) => {
      const { id, scope, key } = read(SubjectScope, given)
      actorOf(by.tenant, id, "human")
      const command = { type: "enrol", id, by, scope } as const
      return commanded(by, { type: "command", domain: "sessions", command, proof: null }, key, { taken: ENROLLED })
    },
    disable: async (by, given) => {
      const { id, key } = read(SubjectDisabling, given)
      const command = { type: "disable", id, by } as const
      return commanded(by, { type: "command", domain: "sessions", command, proof: null }, key)
    },
    enable: async (by, given) => {
      const { id, scope, key } = read(SubjectScope, given)
      const command = { type: "enable", id, by, scope } as const
      return commanded(by, { type: "command", domain: "sessions", command, proof: null }, key)
    },
    open: async (by, given) => {
      const { agent, signed, key } = read(SessionOpening, given)
      actorOf(by.tenant, agent, "agent")
      const { factor, proof, doubt } = readFactor(module.statements.opening, signed, directory, (at) =>
        sessionOpeningOf(by, agent, at),
      )
      const wanted = { type: "open", by: openerOf(by), agent, factor } as const
      return commanded(by, { type: "open", domain: "sessions", wanted, proof }, key, { factorIsProvenNow: doubt })
    },
    touch: async (by, given) => {
      const { id, signed, key } = read(SessionTouch, given)
      const touched = { type: "touch", id, by } as const
      if (signed === null) {
        const command = { ...touched, factor: "unclaimed" } as const
        return commanded(by, { type: "command", domain: "sessions", command, proof: null }, key)
      }
      const { factor, proof, doubt } = readFactor(module.statements.touch, signed, directory, (at) =>
        sessionTouchOf(by, id, at),
      )
      const command = { ...touched, factor } as const
      return commanded(by, { type: "command", domain: "sessions", command, proof }, key, { factorIsProvenNow: doubt })
    },
    end: async (by, given) => {
      const { id, key } = read(SessionEnding, given)
      return end(by, id, key)
    },
    endAll: async (by) => {
      const outcomes: Outcome<"sessions">[] = []
      for (const { id } of await run(ownOpen(by))) outcomes.push(await end(by, id, null))
      return outcomes
    },
    list: async (actor, page = {}) => {
      const wanted = read(SessionPage, page)
      if (isAdmin(actor)) {
        const { items, next } = await list(actor.tenant, { ...wanted, status: wanted.status ?? sessionStatuses })
        return { items: sessionsIn(items), next }
      }
      if (wanted.status !== null && wanted.status !== "open")
        throw new InputError({ path: "status", message: "only an administrator lists sessions that have ended" })
      return pageOfOwn(structuredClone(await run(ownOpen(actor))), wanted)
    },
    get: async (actor, id) => {
      const found = await get(actor.tenant, id)
      const session = found === null ? null : asSession(found)
      return session !== null && (session.kept.subject === actor.id || isAdmin(actor)) ? session : null
    },
    subjects: async (tenant, page = {}) => {
      const { status, ...wanted } = read(SubjectPage, page)
      const { items, next } = await list(tenant, { ...wanted, status: status ?? subjectStatuses })
      return { items: subjectsIn(items), next }
    },
    subject: async (tenant, id) => {
      const found = await get(tenant, id)
      return found === null ? null : asSubject(found)
    },
  }
}

/**
 * What somebody has to sign to open a session for this agent at that moment.
 * @example
 * ```ts
 * const statement = sessionOpeningOf(person, agent, Instant.parse(Date.now()))
 * console.log(statement.type) // "interlock/session-opening/v1"
 * ```
 */
export const sessionOpeningOf = (subject: Actor, agent: ActorId, at: Instant): OpeningSigned => ({
  type: "interlock/session-opening/v1",
  tenant: subject.tenant,
  subject: principalOf(subject),
  agent,
  at,
})

/**
 * What somebody has to sign to prove at that moment, within a session of theirs, that it is they.
 * @example
 * ```ts
 * const statement = sessionTouchOf(person, session.id, Instant.parse(Date.now()))
 * console.log(statement.type) // "interlock/session-touch/v1"
 * ```
 */
export const sessionTouchOf = (subject: Actor, session: SessionId, at: Instant): TouchSigned => ({
  type: "interlock/session-touch/v1",
  tenant: subject.tenant,
  subject: principalOf(subject),
  session,
  at,
})
