import { describe, expect, it } from "vitest"
import { ActorId } from "../../../../kernel/actors.ts"
import { step } from "../../../../kernel/machine.ts"
import type { Sessions } from "../../../../kernel/sessions/facts.ts"
import { sessions } from "../../../../kernel/sessions/index.ts"
import {
  CredentialId,
  type CredentialKept,
  type Kept,
  Scope,
  SessionId,
  type SessionKept,
  type SubjectKept,
} from "../../../../kernel/sessions/sessions.ts"
import { alphabetOf } from "../../../../verification/domains/alphabet.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { actions } from "../../../../verification/domains/sessions/alphabet.ts"
import { Instance } from "../../../../verification/domains/sessions/instance.ts"
import { interpretationOf } from "../../../../verification/domains/sessions/interpretation.ts"
import { projectionOf } from "../../../../verification/domains/sessions/project.ts"
import { keyOf } from "../../../../verification/domains/signatures.ts"
import { ExplorationError } from "../../../../verification/explore/errors.ts"
import type { Situation } from "../../../../verification/explore/scenario.ts"
import { entryOf } from "../trying.ts"
import { instance } from "./instance.ts"

type Raw = ReturnType<typeof instance>["constants"]
const interpretation = (changes: Partial<Record<keyof Raw, unknown>> = {}) =>
  interpretationOf(Instance.parse({ ...instance(), constants: { ...instance().constants, ...changes } }).constants)

const CALLED = [
  "Enrol__alice__dora__all",
  "Tick__",
  "Open__s1__alice__robo__before",
  "Touch__s1__alice__none",
  "Mint__c1__s1__robo__s1__change",
  "Present__c1__robo__s1__write",
  "Mint__c2__s1__robo__s1__look",
  "Delegate__c3__c2__robo__s1__helper__look",
  "End__s1__adam",
]

/** The kernel after these labels, each of which it takes. */
const after = (labels: readonly string[]): Situation<Sessions> => {
  const { clock, settings } = interpretation()
  const { move } = alphabetOf(actions, interpretation(), labels.map(entryOf))
  return labels.reduce<Situation<Sessions>>(
    (situation, label) => {
      const moved = move(label, situation)
      if (moved.kind === "passage") return moved.to
      if (moved.kind === "none") throw new Error(`${label} does nothing`)
      const taken = step(sessions, { settings, entities: situation.entities }, moved.command, situation.now)
      if (!taken.accepted) throw new Error(`${label} is refused: ${JSON.stringify(taken)}`)
      const changed = taken.after.map(({ id, status, kept }) => [id, { status, kept }] as const)
      return { ...situation, entities: new Map([...situation.entities, ...changed]) }
    },
    { now: clock.start, entities: new Map() },
  )
}

const entityIn = ({ entities }: Situation<Sessions>, id: string) => {
  const entity = entities.get(id)
  if (entity === undefined) throw new Error(`no ${id}`)
  return entity
}
const having = (situation: Situation<Sessions>, id: string, kept: Kept): Situation<Sessions> => ({
  ...situation,
  entities: new Map([...situation.entities, [id, { ...entityIn(situation, id), kept }]]),
})

/** What the model says, where something that is kept is another than what came about. */
const saying = (id: string, kept: Kept) => projectionOf(interpretation())(having(after(CALLED), id, kept))
const sayingOfSubject = (changes: (kept: SubjectKept) => Partial<SubjectKept>) => {
  const { kept } = entityIn(after(CALLED), "alice")
  if (kept.entity !== "subject") throw new Error("no subject")
  return saying("alice", { ...kept, ...changes(kept) })
}
const sayingOfSession = (changes: (kept: SessionKept) => Partial<SessionKept>) => {
  const { kept } = entityIn(after(CALLED), "session_s1")
  if (kept.entity !== "session") throw new Error("no session")
  return saying("session_s1", { ...kept, ...changes(kept) })
}
const sayingOfCredential = (name: string, changes: (kept: CredentialKept) => Partial<CredentialKept>) => {
  const { kept } = entityIn(after(CALLED), `credential_${name}`)
  if (kept.entity !== "credential") throw new Error("no credential")
  return saying(`credential_${name}`, { ...kept, ...changes(kept) })
}

/** Who is none of the instance's. */
const nobody = () => ({ id: ActorId.parse("nobody") })

describe("the interpretation of sessions", () => {
  it("has the names of an instance as the kernel's values", () => {
    const { actor, opener, subjectId, sessionId, credentialId, scope, ask, use } = interpretation()
    expect(actor("adamOfT2")).toEqual({ id: "adam", tenant: "t2", kind: "human", roles: ["admin"] })
    expect(opener("aliceOfT2")).toEqual(actor("aliceOfT2"))
    expect([subjectId("alice"), sessionId("s1"), credentialId("c1")]).toEqual(["alice", "session_s1", "credential_c1"])
    expect(scope("all")).toEqual([
      { tool: "disk", effects: ["read"] },
      { tool: "shell", effects: ["destructive", "read", "write"] },
    ])
    expect(scope("none")).toEqual([])
    expect(ask("wipe")).toEqual({ audience: "shell", effects: ["destructive", "read"] })
    expect(use("load")).toEqual({ tool: "disk", effect: "read" })
  })

  it("has the deployment's part in ticks", () => {
    const { settings, scope, clock, subjects, sessions, credentials, enablementCap } = interpretation()
    expect(settings).toEqual({
      tenant: "t1",
      required: true,
      sessionMs: 5,
      idleMs: 4,
      credentialMs: 3,
      factorMs: 2,
      maxDepth: 2,
      maxSessions: 1,
      sensitive: ["destructive"],
      agents: { robo: scope("all"), helper: scope("most"), scout: scope("less"), porter: scope("all") },
      directory: ["directory"],
    })
    expect([clock.horizon - clock.start, enablementCap]).toEqual([5, 1])
    expect({ subjects, sessions, credentials }).toEqual({
      subjects: ["alice", "bob"],
      sessions: ["s1", "s2"],
      credentials: ["c1", "c2", "c3"],
    })
  })

  it("has each name back from its value", () => {
    const { actor, scope, sessionId, credentialId, clock, nameOf } = interpretation()
    const { Actors, Scopes, Sessions, Credentials } = instance().constants
    expect(Object.keys(Actors).map((name) => nameOf.actor(actor(name)))).toEqual(Object.keys(Actors))
    expect(Object.keys(Scopes).map((name) => nameOf.scope(scope(name)))).toEqual(Object.keys(Scopes))
    expect(Sessions.set.map((name) => nameOf.session(sessionId(name)))).toEqual(Sessions.set)
    expect(Credentials.set.map((name) => nameOf.credential(credentialId(name)))).toEqual(Credentials.set)
    expect([nameOf.tick(null), nameOf.tick(clock.at(2))]).toEqual([-1, 2])
  })

  it("takes scopes for one however they are written", () => {
    const [most, turned] = [{ set: ["read", "write"] }, { set: ["write", "read"] }].map(({ set }) =>
      interpretation({ Scopes: { ...instance().constants.Scopes, most: { set: set.map(inShell) } } }).scope("most"),
    )
    expect(most).toEqual(turned)
  })
  const inShell = (effect: string) => ({ tool: "shell", effect })

  it("has a factor as old as its name says, whenever it is offered, by the one key that somebody has", () => {
    const { factor, actor, clock } = interpretation()
    const alice = actor("alice")
    const offered = (name: string, at: number) => factor(name, alice)(clock.at(at))
    const signedAt = (at: number) => ({ key: keyOf(alice), at: clock.at(at) })
    expect([0, 3].map((at) => offered("now", at))).toEqual([0, 3].map(signedAt))
    expect([1, 3].map((at) => offered("before", at))).toEqual([0, 2].map(signedAt))
    expect(offered("later", 5)).toEqual(signedAt(6))
    expect([offered("before", 0), offered("longAgo", 1)]).toEqual([undefined, undefined])
    expect([0, 3].map((at) => offered("bad", at))).toEqual([null, null])
    expect(factor("now", actor("aliceOfT2"))(clock.start)?.key).not.toBe(keyOf(alice))
  })

  it.each<[string, () => unknown]>([
    ["an actor", () => interpretation().nameOf.actor({ id: "robo", tenant: "t3" })],
    ["a scope", () => interpretation().nameOf.scope(Scope.parse([{ tool: "shell", effects: ["write"] }]))],
    ["a session", () => interpretation().nameOf.session(SessionId.parse("session_9"))],
    ["a credential", () => interpretation().nameOf.credential(CredentialId.parse("credential_9"))],
  ])("has no name for what the instance has not: %s", (_, name) => {
    expect(name).toThrow(ExplorationError)
    expect(name).toThrow(/the model has no name for this/)
  })

  it.each<[string, () => unknown, RegExp]>([
    ["actor", () => interpretation().actor("nobody"), /no actor named nobody/],
    ["opener", () => interpretation().opener("nobody"), /no actor named nobody/],
    ["person", () => interpretation().subjectId("hugo"), /no person named hugo/],
    ["session", () => interpretation().sessionId("s9"), /no session named s9/],
    ["credential", () => interpretation().credentialId("c9"), /no credential named c9/],
    ["scope", () => interpretation().scope("more"), /no scope named more/],
    ["ask", () => interpretation().ask("dig"), /no thing to ask for named dig/],
    ["use", () => interpretation().use("dig"), /no use named dig/],
    ["factor", () => interpretation().factor("stale", interpretation().actor("alice")), /no age named stale/],
  ])("knows no %s by a name that isn't there", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })
})

describe("the projection of sessions", () => {
  it("says what is not there", () => {
    const absent = { status: "absent" }
    expect(projectionOf(interpretation())({ now: interpretation().clock.at(2), entities: new Map() })).toEqual({
      now: 2,
      subj: { alice: absent, bob: absent },
      sess: { s1: absent, s2: absent },
      cred: { c1: absent, c2: absent, c3: absent },
    })
  })

  it("says when a factor was signed, and when it was taken; and that there was none", () => {
    expect(sayingOfSession(() => ({})).sess["s1"]).toMatchObject({ factor: { by: "alice", at: 0, taken: 1 } })
    expect(sayingOfSession(() => ({ factor: null })).sess["s1"]).toMatchObject({
      factor: { by: "none", at: -1, taken: -1 },
    })
  })

  it("says effects in order, whatever the kernel's", () => {
    const said = sayingOfCredential("c1", ({ effects }) => ({ effects: effects.toReversed() }))
    expect(said.cred["c1"]).toMatchObject({ effects: { set: ["read", "write"] } })
  })

  it.each<[string, () => unknown]>([
    ["a scope", () => sayingOfSubject(() => ({ scope: Scope.parse([{ tool: "mail", effects: ["read"] }]) }))],
    [
      "whoever said something of a person",
      () => sayingOfSubject(({ change }) => ({ change: { ...change, by: { ...change.by, ...nobody() } } })),
    ],
    ["an opener", () => sayingOfSession(({ by }) => ({ by: { ...by, ...nobody() } }))],
    ["whose a sign is", () => sayingOfSession(({ seen }) => ({ seen: { ...seen, by: { ...seen.by, ...nobody() } } }))],
    [
      "whose a factor is",
      () => sayingOfSession(({ factor }) => ({ factor: factor && { ...factor, by: { ...factor.by, ...nobody() } } })),
    ],
    [
      "a factor of another key",
      () =>
        sayingOfSession(({ factor }) => ({
          factor: factor && { ...factor, key: keyOf(interpretation().actor("bob")) },
        })),
    ],
    [
      "who touched",
      () =>
        sayingOfSession(({ touched }) => ({ touched: touched && { ...touched, by: { ...touched.by, ...nobody() } } })),
    ],
    [
      "who ended",
      () => sayingOfSession(({ ended }) => ({ ended: ended && { ...ended, by: { ...ended.by, ...nobody() } } })),
    ],
    ["who minted", () => sayingOfCredential("c1", ({ by }) => ({ by: { ...by, ...nobody() } }))],
    ["a session", () => sayingOfCredential("c1", () => ({ session: SessionId.parse("session_9") }))],
    ["a run", () => sayingOfCredential("c1", () => ({ run: SessionId.parse("session_9") }))],
    ["a parent", () => sayingOfCredential("c3", () => ({ parent: CredentialId.parse("credential_9") }))],
    [
      "who presented",
      () =>
        sayingOfCredential("c1", ({ uses }) => ({
          uses: uses.map((use) => ({ ...use, by: { ...use.by, ...nobody() } })),
        })),
    ],
    [
      "out of which session it was presented",
      () =>
        sayingOfCredential("c1", ({ uses }) => ({
          uses: uses.map((use) => ({ ...use, run: SessionId.parse("session_9") })),
        })),
    ],
    [
      "who swept",
      () =>
        sayingOfCredential("c1", ({ at }) => ({
          lapsed: { by: { ...interpretation().actor("sweeper"), ...nobody() }, at },
        })),
    ],
  ])("throws where the model can't say %s", (_, said) => {
    expect(said).toThrow(ExplorationError)
  })

  it("throws where entities of different kinds are taken for one another", () => {
    const keptOf = (id: string) => entityIn(after(CALLED), id).kept
    expect(() => saying("alice", keptOf("session_s1"))).toThrow(/alice is no subject/)
    expect(() => saying("session_s1", keptOf("credential_c1"))).toThrow(/s1 is no session/)
    expect(() => saying("credential_c1", keptOf("alice"))).toThrow(/c1 is no credential/)
  })
})
