import { Actor, type TenantId } from "../../kernel/actors.ts"
import type { Ask } from "../../kernel/gate/ask.ts"
import { Policy } from "../../kernel/gate/policy.ts"
import type { Body } from "../../kernel/ledger/body.ts"
import type { Changed, Entity } from "../../kernel/machine.ts"
import type { Sessions } from "../../kernel/sessions/facts.ts"
import { type SessionsRegister, sessions } from "../../kernel/sessions/index.ts"
import { Command, EntityId, Settings, commands } from "../../kernel/sessions/sessions.ts"
import type { Instant } from "../../kernel/time.ts"
import { agentOf } from "./budgets.ts"
import { following } from "./following.ts"
import { BEGINNING } from "./logs.ts"
import { APPLYING, READING, type Setup } from "./world.ts"

const HOUR = 3_600_000
const DIRECTORY = "directory"

/** What people and their agent may do here. */
const SCOPE = [
  { tool: READING, effects: ["read"] },
  { tool: APPLYING, effects: ["read", "destructive"] },
]

const directoryOf = (tenant: TenantId): Actor => Actor.parse({ id: "hr", tenant, kind: "service", roles: [DIRECTORY] })

const settingsOf = ({ policy: { tenant }, caller }: Setup): Settings =>
  Settings.parse({
    ...{ tenant, required: true },
    ...{ sessionMs: 8 * HOUR, idleMs: HOUR, credentialMs: 60_000, factorMs: HOUR },
    ...{ maxDepth: 3, maxSessions: 1, sensitive: ["destructive"] },
    agents: { [caller.actor.id]: SCOPE },
    directory: [DIRECTORY],
  })

/** A key as its fingerprint names it. */
const KEY = `SHA256:${"k".repeat(43)}`

/** A tenant whose agents, so many of them, call within sessions. */
export const withSessions =
  (agents: number) =>
  (world: Setup): Setup => {
    const { tenant, ...settings } = settingsOf(world)
    const named = Array.from({ length: agents }, (_, number) => [agentOf(world, number).actor.id, SCOPE] as const)
    const sessions = { ...settings, maxSessions: agents, agents: Object.fromEntries(named) }
    const policy = Policy.parse({ ...world.policy, domains: { ...world.policy.domains, sessions } })
    if (policy.tenant !== tenant) throw new Error("the bench's own tenant is lost")
    return { ...world, policy }
  }

/** Whoever says in that tenant that alice is in it, and that she opens sessions. */
export const enrolling = ({ policy: { tenant }, person }: Setup): Ask => ({
  type: "command",
  domain: "sessions",
  command: commands.enrol.parse({ type: "enrol", id: person("alice").id, by: directoryOf(tenant), scope: SCOPE }),
  proof: null,
})
/** @param signed each later than the one before, or it counts for nothing; all of them are alice's */
export const openingFor = (world: Setup, agent: number, signed: Instant): Ask => ({
  type: "open",
  domain: "sessions",
  wanted: commands.open.omit({ id: true }).parse({
    ...{ type: "open", by: world.person("alice"), agent: agentOf(world, agent).actor.id },
    factor: { key: KEY, at: signed },
  }),
  proof: null,
})
export const mintingIn = (world: Setup, agent: number, session: string): Ask => ({
  type: "open",
  domain: "sessions",
  wanted: commands.mint.omit({ id: true }).parse({
    ...{ type: "mint", session, run: session, by: agentOf(world, agent).actor },
    ...{ audience: READING, effects: ["read"] },
  }),
  proof: null,
})

/** A person, the session that they open, and the credential that is minted in it, by one number. */
const idsOf = (number: number) => ({
  person: `person-${number}`,
  session: `session_${number}`,
  credential: `credential_${number}`,
})

/** How one person of the tenant comes to a session with a credential that nobody has used. */
const minted = ({ policy: { tenant }, caller }: Setup, number: number, now: Instant): readonly Command[] => {
  const { person, session, credential } = idsOf(number)
  const agent = caller.actor
  const holder = Actor.parse({ id: person, tenant, kind: "human", roles: [] })
  return [
    { type: "enrol", id: person, by: directoryOf(tenant), scope: SCOPE },
    { type: "open", id: session, by: holder, agent: agent.id, factor: { key: KEY, at: now } },
    { type: "mint", id: credential, session, by: agent, run: session, audience: READING, effects: ["read"] },
  ].map((command) => Command.parse(command))
}

/** A call with the credential of this number. */
export const presenting = ({ caller }: Setup, number: number, tool: string = READING): Command => {
  const { session, credential } = idsOf(number)
  return Command.parse({ type: "present", id: credential, by: caller.actor, run: session, tool, effect: "read" })
}

/** What one person has, by the kernel's own steps: nobody's sessions count towards another's, so that each is alone for them. */
const heldBy = (world: Setup, number: number, now: Instant): readonly (readonly [string, Entity<Sessions>])[] => [
  ...following(sessions, settingsOf(world), minted(world, number, now), now),
]

/** So many people, each with a live session and a credential in it. */
export const liveRegister = (world: Setup, people: number, now: Instant): SessionsRegister => ({
  settings: settingsOf(world),
  entities: new Map(Array.from({ length: people }, (_, number) => heldBy(world, number, now)).flat()),
})

/** A record holds what so many people have. */
const PEOPLE_EACH = 16

/** A log that tells of such people, several in a record. */
export const liveSessions = (world: Setup, people: number): readonly Body[] =>
  Array.from({ length: Math.ceil(people / PEOPLE_EACH) }, (_, record): Body => {
    const first = record * PEOPLE_EACH
    const length = Math.min(PEOPLE_EACH, people - first)
    const after = Array.from({ length }, (_, at) => heldBy(world, first + at, BEGINNING)).flatMap(changed)
    const command = presenting(world, first)
    return {
      type: "command",
      proof: null,
      transition: { domain: "sessions", command, facts: null, outcome: { accepted: true, after } },
    }
  })

const changed = (held: readonly (readonly [string, Entity<Sessions>])[]): readonly Changed<Sessions>[] =>
  held.map(([id, entity]) => ({ id: EntityId.parse(id), ...entity }))

/** What one person has as a record has it, in bytes. */
export const writtenBytes = (world: Setup): number => JSON.stringify(changed(heldBy(world, 0, BEGINNING))).length
