import { describe, expect, it } from "vitest"
import { canonicalize } from "../../../kernel/canonical.ts"
import { sessions } from "../../../kernel/sessions/index.ts"
import {
  Command,
  CredentialId,
  Effects,
  EntityId,
  Kept,
  Scope,
  SessionId,
  Settings,
  SubjectId,
  commands,
} from "../../../kernel/sessions/sessions.ts"
import {
  CREDENTIAL,
  type Event,
  SESSION,
  actor,
  ann,
  ask,
  delegate,
  disable,
  enable,
  end,
  enrol,
  everything,
  expire,
  hr,
  keyOf,
  lapse,
  mint,
  next,
  open,
  otherBot,
  present,
  registerOf,
  root,
  settings,
  touch,
} from "../../fixtures/sessions.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { enrolled, goneAndBack, minted, opened } from "./sites/case.ts"

const taken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe("an id", () => {
  const people = ["ann", "a", "ann@acme", "session", "credential", "sessions_1", "Session_1", "x_session_1"]
  const sessionIds = ["session_1", "session_aZ9", `session_${"x".repeat(64)}`]
  const credentialIds = ["credential_1", "credential_aZ9", `credential_${"x".repeat(64)}`]
  const none = ["", "session_", "session_a-b", "session_a_b", `session_${"x".repeat(65)}`, "credential_", 7, null]

  it("is of one kind alone, a person's by what it is not", () => {
    const kinds = [
      [SubjectId, people],
      [SessionId, sessionIds],
      [CredentialId, credentialIds],
    ] as const
    for (const [schema] of kinds)
      for (const [other, ids] of kinds)
        expect(ids.map((id) => taken(schema, id))).toEqual(ids.map(() => schema === other))
    for (const id of [...people, ...sessionIds, ...credentialIds]) expect(taken(EntityId, id)).toBe(true)
    for (const id of none) expect(taken(EntityId, id)).toBe(false)
  })

  it("of a person can be taken for no other kind's, however it goes on", () => {
    for (const id of ["session_1", "session_", "session_a-b", "credential_1", "credential_x@y"])
      expect(SubjectId.safeParse(id).error?.issues).toMatchObject([
        { message: "a person whose id begins with session_ or credential_ can't have sessions" },
      ])
  })

  it("has nothing before or after it", () => {
    for (const id of ["session_1\n", " session_1", "xsession_1", "session_1 session_2"]) {
      expect(taken(SessionId, id)).toBe(false)
      expect(taken(CredentialId, id.replaceAll("session", "credential"))).toBe(false)
    }
  })
})

describe("a scope", () => {
  const pair = (tool: string, ...effects: readonly string[]) => ({ tool, effects })

  it("is a list of tools, each once and with one effect at least, each once", () => {
    for (const good of [[], [pair("mail", "read")], [pair("mail", "write", "read"), pair("files", "destructive")]])
      expect(taken(Scope, good)).toBe(true)
    for (const bad of [[pair("mail")], [pair("mail", "read", "read")], [pair("mail", "egress")]])
      expect(taken(Scope, bad)).toBe(false)
    expect(Scope.safeParse([pair("mail", "read"), pair("mail", "write")]).error?.issues).toMatchObject([
      { message: "a tool is named once" },
    ])
  })

  it("has no tool by a pattern", () => {
    for (const tool of ["*", "mail*", "mail?", "", "^mail$", "mail|files", "[a-z]", "%", "mail files"])
      expect(taken(Scope, [pair(tool, "read")])).toBe(false)
    expect(taken(Scope, [{ ...pair("mail", "read"), effects: "*" }])).toBe(false)
  })

  it("has 96 tools at most", () => {
    const tools = (count: number) => Array.from({ length: count }, (_, n) => pair(`t${n}`, "read"))
    expect([95, 96, 97].map((count) => taken(Scope, tools(count)))).toEqual([true, true, false])
  })

  it("says which effects are wrong", () => {
    expect(Effects.safeParse([]).error?.issues).toMatchObject([{ message: "one effect is named at least" }])
    expect(Effects.safeParse(["read", "read"]).error?.issues).toMatchObject([{ message: "an effect is named once" }])
  })
})

describe("the commands", () => {
  const said = (): readonly Command[] =>
    [
      enrol(ann()),
      disable(ann()),
      enable(ann()),
      open(1),
      touch(1),
      touch(1, ann(), 0),
      mint(1),
      delegate(2, 1),
      present(1),
      lapse(1),
      end(1),
      expire(1),
    ].map((move) => move(opened()))
  const changed = (type: Command["type"], change: object) => ({
    ...said().find((command) => command.type === type),
    ...change,
  })

  it("come back from JSON as they went", () => {
    for (const command of said()) expect(Command.parse(JSON.parse(JSON.stringify(command)))).toEqual(command)
    expect([...new Set(said().map(({ type }) => type))]).toEqual(Object.keys(commands))
    expect(Object.keys(commands).toSorted()).toEqual(Object.keys(sessions.definition.guards).toSorted())
  })

  it("say every field, however deep, and nothing more", () => {
    for (const command of said()) expectStrict(Command, command)
  })

  it("are of one type each", () => {
    for (const command of said())
      for (const [type, schema] of Object.entries(commands)) expect(taken(schema, command)).toBe(type === command.type)
  })

  it("address entities of their own kind alone", () => {
    const ids = ["ann", "session_7", "credential_7"]
    const kinds = { subject: [true, false, false], session: [false, true, false], credential: [false, false, true] }
    const of = {
      ...{ enrol: "subject", disable: "subject", enable: "subject" },
      ...{ open: "session", touch: "session", end: "session", expire: "session" },
      ...{ mint: "credential", delegate: "credential", present: "credential", lapse: "credential" },
    } as const satisfies Record<Command["type"], keyof typeof kinds>
    for (const { type } of said())
      expect([type, ids.map((id) => taken(Command, changed(type, { id })))]).toEqual([type, kinds[of[type]]])
    expect(ids.map((session) => taken(Command, changed("mint", { session })))).toEqual(kinds.session)
    expect(ids.map((parent) => taken(Command, changed("delegate", { parent })))).toEqual(kinds.credential)
    for (const type of ["mint", "delegate", "present"] as const)
      expect(ids.map((run) => taken(Command, changed(type, { run })))).toEqual(kinds.session)
  })

  it("open nothing for whoever is named like a session or a credential", () => {
    for (const id of ["session_7", "credential_7", "session_"])
      expect(taken(Command, changed("open", { by: actor(id) }))).toBe(false)
    expect(taken(Command, changed("open", { by: actor("sessions") }))).toBe(true)
  })

  it("claim no subject, and carry no tenant, no lifetime, no depth and no cap", () => {
    for (const { type } of said())
      for (const more of [
        { subject: "ann" },
        { tenant: "acme" },
        { expiresAt: 1 },
        { sessionMs: 1 },
        { depth: 1 },
        { maxSessions: 1 },
        { chain: [] },
        { factorAt: 1 },
      ])
        expect(taken(Command, changed(type, more))).toBe(false)
  })

  it("say with which key and when somebody signed, or that it proves nothing; a touch also that none is claimed", () => {
    const said = (type: "open" | "touch", factor: unknown) => taken(Command, changed(type, { factor }))
    const good = { key: keyOf(ann()), at: 7 }
    for (const type of ["open", "touch"] as const) {
      expect([good, null].map((factor) => said(type, factor))).toEqual([true, true])
      for (const factor of [true, "", "none", {}, { ...good, at: "7" }, { ...good, by: "ann" }])
        expect(said(type, factor)).toBe(false)
    }
    expect([said("open", "unclaimed"), said("touch", "unclaimed")]).toEqual([false, true])
  })

  it("hand on to an agent's bare name, which says nothing of a tenant, and at least one effect", () => {
    expect(taken(Command, changed("delegate", { to: otherBot() }))).toBe(false)
    for (const type of ["mint", "delegate"] as const) expect(taken(Command, changed(type, { effects: [] }))).toBe(false)
    expect(taken(Command, changed("present", { effect: "egress" }))).toBe(false)
  })
})

/** Every state in which each kind of entity is. */
const kept = (): readonly Kept[] =>
  [
    enrolled([1, disable(ann())]),
    enrolled(...goneAndBack(1)),
    opened([1, touch(1)], [2, end(1)]),
    opened([2, touch(1, ann(), 1)]),
    opened([1, end(1, root())]),
    opened([SESSION, expire(1)]),
    minted([2, present(1)]),
    minted([2, delegate(2, 1)]),
    minted([1 + CREDENTIAL, lapse(1)]),
  ].flatMap(({ entities }) => [...entities.values()].map((entity) => entity.kept))

describe("what is kept", () => {
  it("comes back from JSON as it went", () => {
    expect(kept().map((one) => Kept.parse(JSON.parse(JSON.stringify(one))))).toEqual(kept())
  })

  it("has every field, however deep, and nothing more", () => {
    for (const one of kept()) expectStrict(Kept, one)
  })

  it("is of one kind each", () => {
    for (const one of kept())
      for (const entity of ["subject", "session", "credential"] as const)
        expect(taken(Kept, { ...one, entity })).toBe(one.entity === entity)
  })

  it("counts no fewer enablements than none, and names ways that there are", () => {
    const one = (entity: Kept["entity"]) => kept().find((each) => each.entity === entity)
    expect(taken(Kept, { ...one("subject"), enablement: -1 })).toBe(false)
    expect(taken(Kept, { ...one("session"), enablement: 0.5 })).toBe(false)
    expect(taken(Kept, { ...one("subject"), change: { what: "promote", by: hr(), at: 1 } })).toBe(false)
    expect(taken(Kept, { ...one("session"), ended: { how: "lapsed", by: hr(), at: 1 } })).toBe(false)
    expect(taken(Kept, { ...one("session"), ended: { how: "revoked", by: hr(), at: 1 } })).toBe(true)
    expect(taken(Kept, { ...one("credential"), effects: [] })).toBe(false)
  })
})

describe("the settings", () => {
  const said = (changed: object) => taken(Settings, { ...settings(), ...changed })

  it("say everything, and nothing more", () => {
    expectStrict(Settings, settings(), [".agents"])
  })

  it("have no time of nothing, no depth of none, no cap of none", () => {
    for (const name of ["sessionMs", "idleMs", "credentialMs", "factorMs", "maxDepth", "maxSessions"])
      expect([name, [0, 0.5, 1].map((value) => said({ [name]: value }))]).toEqual([name, [false, false, true]])
    expect([16, 17].map((maxDepth) => said({ maxDepth }))).toEqual([true, false])
  })

  it("name effects that there are, each once, roles and agents", () => {
    expect(
      [[], ["read", "write", "destructive"], ["read", "read"], ["egress"]].map((sensitive) => said({ sensitive })),
    ).toEqual([true, true, false, false])
    const roles = (count: number) => Array.from({ length: count }, (_, n) => `r${n}`)
    expect([0, 32, 33].map((count) => said({ directory: roles(count) }))).toEqual([true, true, false])
    expect([{}, { bot: [] }, { "not one": [] }, { bot: ["mail"] }].map((agents) => said({ agents }))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

it("hands out lists and tables that nobody writes to", () => {
  const { agents, directory, sensitive } = settings()
  const frozen: readonly object[] = [agents, directory, sensitive, Scope.parse(everything())]
  for (const list of frozen) expect(list).toSatisfy(Object.isFrozen)
  for (const one of kept()) {
    const { entity, ...rest } = Kept.parse(one)
    expect(entity).toBe(one.entity)
    for (const list of Object.values(rest).filter((value) => Array.isArray(value)))
      expect(list).toSatisfy(Object.isFrozen)
  }
})

describe("a record of a step", () => {
  /** The ledger's bound, less what else a record says of a command. */
  const BOUND = 65_535 - 4_096
  const long = (prefix: string, n = 0) => `${prefix}${n}`.padEnd(128, "x")
  const roles = (role: string) => [role, ...Array.from({ length: 31 }, (_, n) => long("r", n))]
  const clerk = () => actor(long("clerk"), { kind: "service", tenant: long("t"), roles: roles(long("dir")) })
  const person = () => actor(long("p"), { tenant: long("t"), roles: roles("admin") })
  const agent = (n: number) => actor(long("a", n), { kind: "agent", tenant: long("t"), roles: roles("any") })
  const wide = () =>
    Scope.parse(
      Array.from({ length: 96 }, (_, n) => ({ tool: long("m", n), effects: ["read", "write", "destructive"] })),
    )
  const DEPTH = 16
  const inForce = () =>
    settings({
      tenant: long("t"),
      maxDepth: DEPTH,
      sensitive: ["read", "write", "destructive"],
      agents: Object.fromEntries(Array.from({ length: DEPTH }, (_, n) => [agent(n).id, wide()])),
      directory: [long("dir"), ...Array.from({ length: 31 }, (_, n) => long("d", n))],
    })
  const asking = { tool: long("m"), effects: ["read", "write", "destructive"] } as const
  const hops = Array.from({ length: DEPTH - 1 }, (_, n): Event => [
    3,
    delegate(n + 2, n + 1, agent(n + 1), agent(n), asking),
  ])
  const first: readonly Event[] = [
    [0, enrol(person(), clerk(), wide())],
    [1, open(1, person(), agent(0))],
    [2, touch(1, person(), 0)],
    [3, mint(1, agent(0), asking)],
  ]

  it("holds whatever is let in, at its longest", () => {
    const events: readonly Event[] = [
      ...first,
      ...hops,
      [4, present(DEPTH, agent(DEPTH - 1), { tool: long("m") })],
      [5, touch(1, person(), 0)],
      [6, end(1, { ...person(), id: agent(99).id })],
      [7, disable(person(), clerk())],
      [8, enable(person(), clerk(), wide())],
    ]
    let register = registerOf(inForce())
    for (const event of events) {
      const answer = ask(register, event)
      expect(answer.accepted).toBe(true)
      const command = event[1](register)
      expect([command.type, canonicalize({ command, answer }).length < BOUND]).toEqual([command.type, true])
      register = next(register, event)
    }
  })
})
