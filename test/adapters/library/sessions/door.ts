import { setTimeout } from "node:timers/promises"
import { vi } from "vitest"
import { formatPublicKey } from "../../../../adapters/identity/public-keys.ts"
import { sign } from "../../../../adapters/identity/sshsig.ts"
import {
  Instant,
  type OpenGate,
  type SessionOpening,
  type SessionTouch,
  sessionOpeningOf,
  sessionTouchOf,
} from "../../../../adapters/library/index.ts"
import { ActorId } from "../../../../kernel/actors.ts"
import { canonicalize } from "../../../../kernel/canonical.ts"
import { Scope, SessionId } from "../../../../kernel/sessions/sessions.ts"
import { type Deployment, actingOn, deployment } from "../fixture.ts"

export type Person = keyof Deployment["people"]
export type Somebody = Parameters<ReturnType<typeof actingOn>["as"]>[0]

const replacing = (text: string, was: string, is: string): string => {
  if (!text.includes(was)) throw new Error(`the config has no ${was}`)
  return text.replaceAll(was, is)
}

/** No two of them are of one value. */
const section = (agent: string): readonly string[] => [
  "    sessions:",
  "      required: false",
  "      lifetime: 8h",
  "      idle: 30m",
  "      factor: 2m",
  "      maxDepth: 3",
  "      maxSessions: 2",
  "      sensitive: [destructive]",
  `      agents: { ${agent}: [{ tool: notes.write, effects: [read, write] }] }`,
  "      directory: [registrar]",
]

const same = (text: string): string => text

/**
 * The deployment of every test, whose people open sessions: the service `ci` says who is in acme, alice administers it, bob and carol
 * open sessions for `deployer` and `helper`; and in globex, `watcher` and stranger.
 * @param change what a test wants otherwise in the file
 */
export const manned = (change: (text: string) => string = same): Deployment => {
  const deployed = deployment()
  const changes: readonly (readonly [was: string, is: string])[] = [
    ["- { id: ci, kind: service,", "- { id: ci, kind: service, roles: [registrar],"],
    [
      "- { id: watcher, kind: service, roles: [auditor],",
      "- { id: watcher, kind: service, roles: [auditor, registrar],",
    ],
    ["  - id: globex", `${section("deployer").join("\n")}\n  - id: globex`],
  ]
  const written = changes.reduce((text, [was, is]) => replacing(text, was, is), deployed.text)
  const text = change([written, ...section("mole")].join("\n"))
  return { ...deployed, text, config: (now?: string) => deployed.config(now ?? text) }
}

/** What the directory lets somebody's agents call for them. */
export const notes = (...effects: ("read" | "write" | "destructive")[]) =>
  Scope.parse([{ tool: "notes.write", effects }])

/** How the people of a deployment come in and go out. */
export const peopleOf = (gate: OpenGate, deployed: Deployment) => {
  const { people } = deployed
  const { as } = actingOn(gate, deployed)
  const { sessions } = gate
  const signedBy = async (name: Person, said: object) => {
    const statement = canonicalize(said)
    const signature = await sign(statement, people[name])
    const proof = { format: "sshsig" as const, publicKey: formatPublicKey(people[name].publicKey), signature }
    return { statement, proof }
  }
  const enrolled = (name: Person, by: Somebody = "ci") =>
    sessions.enrol(as(by).actor, { id: name, scope: notes("read", "write") })

  let last = 0
  /** Now, at which nobody has signed before: a factor counts once. A clock that stands still goes on by a millisecond for that. */
  const fresh = async (): Promise<number> => {
    while (Date.now() === last)
      if (vi.isFakeTimers()) vi.setSystemTime(last + 1)
      else await setTimeout(1)
    last = Date.now()
    return last
  }

  /** The opening of a session, signed by who opens it: now, unless told otherwise. */
  const opening = async (name: Person, agent = "deployer", at?: number): Promise<SessionOpening> => {
    const signed = Instant.parse(at ?? (await fresh()))
    return { agent, signed: await signedBy(name, sessionOpeningOf(as(name).actor, ActorId.parse(agent), signed)) }
  }
  const open = async (name: Person, agent?: string) => sessions.open(as(name).actor, await opening(name, agent))
  /** An open session: its id. */
  const opened = async (name: Person, agent?: string): Promise<string> => {
    const outcome = await open(name, agent)
    if (outcome.type !== "accepted") throw new Error(`the session is not open: ${JSON.stringify(outcome)}`)
    return outcome.id
  }
  /** A touch, signed in the same way. */
  const touching = async (name: Person, id: string, at?: number): Promise<SessionTouch> => {
    const signed = Instant.parse(at ?? (await fresh()))
    return { id, signed: await signedBy(name, sessionTouchOf(as(name).actor, SessionId.parse(id), signed)) }
  }
  const sessionOf = async (id: string, who: Somebody = "alice") => {
    const session = await sessions.get(as(who).actor, id)
    if (session === null) throw new Error(`there is no session ${id}`)
    return session
  }
  return { as, sessions, signedBy, enrolled, opening, open, opened, touching, sessionOf }
}
