import { describe, expect, it } from "vitest"
import {
  Action,
  Command,
  GrantId,
  Kept,
  Resource,
  Scope,
  ScopePair,
  Settings,
  Statement,
  Terms,
  commands,
} from "../../../kernel/break-glass/break-glass.ts"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import {
  ann,
  bob,
  bot,
  caller,
  countersign,
  deny,
  expire,
  foreign,
  keptOf,
  keyOf,
  killSwitch,
  lapse,
  use,
  principal,
  registerOf,
  request,
  revoke,
  rita,
  settings,
} from "../../fixtures/break-glass.ts"
import { expectStrict } from "../../fixtures/strict.ts"
import { active, dropped, ended, told } from "./sites/case.ts"

const touched = { address: "db.main", opens: null }
const every = (count: number) => Array.from({ length: count }, (_, n) => n)
const taken = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe("the id of a grant", () => {
  it("is a short word", () => {
    for (const good of ["g", "7", "grant_1-b", "G".repeat(64)]) expect(taken(GrantId, good)).toBe(true)
    for (const bad of ["", "-g", "_g", "g/1", "g 1", "g.1", "g\n", "\ng", "é", "G".repeat(65), 7, null]) {
      expect(taken(GrantId, bad)).toBe(false)
    }
  })
})

describe("an address that can be asked for", () => {
  it.each([
    "d",
    "db.main",
    "host/web/1",
    "aws_db.main[0]",
    "urn:x:y",
    "a@b",
    "!#$%&'()",
    'module.x["a"]',
    'module.x["a"].db.y["b.c"]',
    '""',
    '"\\\\"',
    '"\\""',
    "\\",
    "+,-.",
    "<=>",
    "~{}|`",
    "host/..web/web../a.b/...",
    "db..main",
    "x".repeat(256),
  ])("may be %s", (text) => {
    expect(taken(Resource, text)).toBe(true)
    expect(taken(ScopePair, { tool: "psql", prefix: text })).toBe(true)
  })

  it.each([
    ["empty", ""],
    ["a star", "*"],
    ["a star at the end", "db.*"],
    ["a star inside", "db.*.users"],
    ["a question mark", "db.?"],
    ["a space", " "],
    ["a space inside", "db main"],
    ["a space at the end", "db "],
    ["a line end", "db\n"],
    ["a line end before it", "\ndb"],
    ["a tab", "db\t"],
    ["a NUL", "db\0"],
    ["a DEL", "db\x7f"],
    ["beyond ASCII", "db.mäin"],
    ["a full-width star", "db.\uff0a"],
    ["a zero-width space", "db\u200b"],
    ["too long", "x".repeat(257)],
    ["the folder above", "host/web/../db"],
    ["a path that begins above", "../db"],
    ["a path that ends above", "host/.."],
    ["a path that stands still", "host/./web"],
    ["above", ".."],
    ["here", "."],
    ["a space in quotes", 'module.x["a b"]'],
    ["a star in quotes", 'module.x["a*"]'],
    ["beyond ASCII in quotes", 'module.x["ä"]'],
    ["an open quote", 'module.x["a'],
    ["a quote alone", '"'],
    ["a quote that is opened again", 'module.x["a""'],
    ["a quote that is closed by none of its own", 'module.x["a\\"'],
    ["a number", 7],
    ["nothing", null],
  ])("can't be %s", (_, text) => {
    expect(taken(Resource, text)).toBe(false)
    expect(taken(ScopePair, { tool: "psql", prefix: text })).toBe(false)
  })
})

describe("an address that is touched", () => {
  const touching = (...addresses: readonly unknown[]) =>
    taken(Action, {
      tool: "psql",
      resources: addresses.map((address) => ({ address, opens: null })),
      opensToWorld: false,
    })

  it.each([
    "d",
    "db.main",
    'module.x["a b"].db.y',
    'module.x["*"].db.y["a?b"]',
    'module.x["müllerstraße 7"].db.y',
    'module.x["\u65e5\u672c"].db.y["\u{1f525}"]',
    'module.x["a\\"]b"].db.y',
    'module.x["$${a}"]',
    'module.x["a[0].b"].db.y[0]',
    "x".repeat(1_024),
  ])("may be %s", (text) => {
    expect(touching(text)).toBe(true)
  })

  it.each([
    ["empty", ""],
    ["a star outside of quotes", "db.*"],
    ["a star after a key", 'db["a"]*'],
    ["a space outside of quotes", "db main"],
    ["beyond ASCII outside of quotes", "db.mäin"],
    ["an open quote", 'module.x["a'],
    ["an open quote after a closed one", 'module.x["a"].y["'],
    ["a quote that is closed by none of its own", 'module.x["a\\"'],
    ["a line end in quotes", 'x["a\nb"]'],
    ["an escaped line end in quotes", 'x["a\\\nb"]'],
    ["what nobody sees, escaped in quotes", 'x["\\\u200b"]'],
    ["a text that turns in quotes", 'x["\u202ea"]'],
    ["what nobody sees in quotes", 'x["\u200b"]'],
    ["a line of its own in quotes", 'x["\u2028"]'],
    ["half a character in quotes", 'x["\ud83d"]'],
    ["a way above in quotes", 'x["a/../b"]'],
    ["the folder above", "host/web/../db"],
    ["too long", "x".repeat(1_025)],
    ["a number", 7],
    ["nothing", null],
  ])("can't be %s", (_, text) => {
    expect(touching(text)).toBe(false)
  })

  it("takes 8 KiB with the others, as a record has it", () => {
    const long = (length: number) => "x".repeat(length)
    expect(touching(...every(32).map(() => long(256)))).toBe(true)
    expect(touching(...every(31).map(() => long(256)), long(257))).toBe(false)
    expect(touching(...every(8).map(() => long(1_024)))).toBe(true)
    expect(touching(...every(8).map(() => long(1_024)), "x")).toBe(false)
    // Two bytes a letter, and two a quote.
    const key = (length: number) => `x["${"ä".repeat(length)}"]`
    expect([key(508), key(509)].map((last) => touching(...every(7).map(() => long(1_024)), last))).toEqual([
      true,
      false,
    ])
  })
})

describe("an address that leads elsewhere than it says", () => {
  it("is refused in words", () => {
    expect(Resource.safeParse("host/../db").error?.issues).toMatchObject([
      { message: "an address has no . and no .. between slashes" },
    ])
    expect(Resource.safeParse('module.x["a').error?.issues).toMatchObject([{ message: "an address closes its quotes" }])
  })
})

describe("a scope", () => {
  const pair = () => ({ tool: "psql", prefix: "db.main" })

  it("names one tool exactly in each pair", () => {
    for (const tool of ["*", "psql*", "", " ", "psql db", "?"])
      expect(taken(ScopePair, { ...pair(), tool })).toBe(false)
    expect(taken(ScopePair, { tool: "psql" })).toBe(false)
    expect(taken(ScopePair, { prefix: "db" })).toBe(false)
    expect(taken(ScopePair, { ...pair(), deny: true })).toBe(false)
  })

  it("has a pair at least and 16 at most", () => {
    expect([0, 1, 16, 17].map((count) => taken(Scope, every(count).map(pair)))).toEqual([false, true, true, false])
    expect(taken(Scope, "db.main")).toBe(false)
  })

  it("of an action is its resources, one at least and 32 at most", () => {
    const naming = (count: number) =>
      taken(Action, { tool: "psql", resources: every(count).map(() => touched), opensToWorld: false })
    expect([0, 1, 32, 33].map(naming)).toEqual([false, true, true, false])
    expect(taken(Action, { tool: "*", resources: [touched], opensToWorld: false })).toBe(false)
    expect(taken(Action, { tool: "psql", resources: [touched], opensToWorld: false, all: true })).toBe(false)
    expect(taken(Action, {})).toBe(false)
  })
})

describe("a reason", () => {
  const because = (reason: unknown) =>
    taken(commands.request, { ...request("g1", ann())(registerOf(settings())), reason })
  it("is a text of at most 1,024 characters, and of whole ones", () => {
    expect(["", "x", "x".repeat(1_024), "\u{1f525}"].map(because)).toEqual([true, true, true, true])
    expect(["x".repeat(1_025), "\ud83d", "\udd25!", 7, null, undefined].map(because)).toEqual(every(6).map(() => false))
    expect(Terms.shape.reason.safeParse("\ud83d").error?.issues).toMatchObject([
      { message: "the reason is well-formed Unicode" },
    ])
  })
})

describe("who calls for the holder", () => {
  it("is an agent, or nobody: a colleague or a service would share the grant", () => {
    const naming = (agent: unknown) => taken(Command, { ...request("g1", ann())(told()), agent })
    expect([null, principal(bot()), principal(foreign(bot()))].map(naming)).toEqual([true, true, true])
    expect([principal(bob()), principal(ann()), principal(killSwitch()), bot(), undefined].map(naming)).toEqual(
      every(5).map(() => false),
    )
    expect(Terms.shape.agent.safeParse(principal(bob())).error?.issues).toMatchObject([
      { message: "who calls for the holder is an agent" },
    ])
  })
})

describe("the commands", () => {
  const said = (): readonly Command[] => [
    request("g1", ann(), { agent: bot() })(told()),
    request("g1", ann(), { factorAt: null })(told()),
    countersign("g1", rita())(told()),
    countersign("g1", rita(), { signed: () => null })(told()),
    deny("g1", rita())(told()),
    lapse("g1")(told()),
    use("g1", caller(bot(), ann()))(told()),
    revoke("g1", rita())(told()),
    expire("g1")(told()),
  ]

  it("come back from JSON as they went", () => {
    for (const command of said()) expect(Command.parse(JSON.parse(JSON.stringify(command)))).toEqual(command)
    expect(new Set(said().map(({ type }) => type))).toEqual(new Set(Object.keys(breakGlass.definition.guards)))
    expect(Object.keys(commands)).toEqual(Object.keys(breakGlass.definition.guards))
  })

  it("say nothing more and nothing less", () => {
    for (const command of said()) {
      expect(taken(Command, { ...command, urgent: true })).toBe(false)
      for (const name of Object.keys(command)) {
        expect(taken(Command, Object.fromEntries(Object.entries(command).filter(([other]) => other !== name)))).toBe(
          false,
        )
        expect(taken(commands[command.type], { ...command, [name]: undefined })).toBe(false)
      }
    }
  })

  it("say every field, however deep", () => {
    for (const command of said()) expectStrict(Command, command)
  })

  it("are of one type each", () => {
    for (const command of said()) {
      for (const [type, schema] of Object.entries(commands)) expect(taken(schema, command)).toBe(type === command.type)
      expect(taken(Command, { ...command, type: "grant" })).toBe(false)
      expect(taken(Command, { ...command, type: "constructor" })).toBe(false)
    }
  })

  it("carry whole milliseconds", () => {
    const asking = (changed: object) => taken(Command, { ...request("g1", ann())(told()), ...changed })
    expect(
      [
        { durationMs: 1.5 },
        { durationMs: "10" },
        { factor: { key: keyOf(ann()), at: -1 } },
        { factor: { key: keyOf(ann()), at: 0.5 } },
      ].map(asking),
    ).toEqual(every(4).map(() => false))
    // Bounds of a duration are a guard's part: a refusal is recorded, what no parser lets in is not.
    expect([{ durationMs: 0 }, { durationMs: -1 }, { factor: { key: keyOf(ann()), at: 0 } }].map(asking)).toEqual([
      true,
      true,
      true,
    ])
  })

  it("never carry an approval of another kind, nor the terms of another version", () => {
    const { signature } = { signature: null, ...countersign("g1", rita())(told()) }
    if (signature === null) throw new Error("rita signed")
    const { statement } = signature
    expect(taken(Statement, statement)).toBe(true)
    for (const changed of [{ type: "interlock/approval/v1" }, { terms: "" }, { note: "" }, { tenant: undefined }]) {
      expect(taken(Statement, { ...statement, ...changed })).toBe(false)
      expect(
        taken(Command, {
          ...countersign("g1", rita())(told()),
          signature: { ...signature, statement: { ...statement, ...changed } },
        }),
      ).toBe(false)
    }
    expect(taken(Command, { ...countersign("g1", rita())(told()), signature: {} })).toBe(false)
    expect(taken(Command, { ...countersign("g1", rita())(told()), signature: { ...signature, key: "" } })).toBe(false)
    const { tenant, holder, agent, reason, scope, durationMs } = keptOf(told(), "g1")
    const terms = { type: "interlock/grant/v1", tenant, grant: "g1", holder, agent, reason, scope, durationMs }
    expect(taken(Terms, terms)).toBe(true)
    for (const changed of [{ type: "interlock/grant/v2" }, { agent: undefined }, { holder: ann() }, { expiresAt: 0 }]) {
      expect(taken(Terms, { ...terms, ...changed })).toBe(false)
    }
  })
})

describe("what a grant keeps", () => {
  const all = () =>
    [told(), active(), active([2, use("g1", caller(bot(), ann()))]), ...dropped(), ...ended()].map((register) =>
      keptOf(register, "g1"),
    )

  it("comes back from JSON as it went", () => {
    expect(all().map((one) => Kept.parse(JSON.parse(JSON.stringify(one))))).toEqual(all())
  })

  it("has nothing less and nothing more", () => {
    for (const kept of all()) {
      expect(taken(Kept, { ...kept, note: "" })).toBe(false)
      for (const name of Object.keys(kept)) expect(taken(Kept, { ...kept, [name]: undefined })).toBe(false)
    }
    expect(taken(Kept, {})).toBe(false)
  })

  it("has every field, however deep", () => {
    for (const kept of all()) expectStrict(Kept, kept)
  })

  it("is strict in its settlements, its uses and its end", () => {
    const used = keptOf(active([2, use("g1", caller(ann()))], [3, revoke("g1", ann())]), "g1")
    const [settlement] = used.settlements
    const { last } = used.uses
    const wrong = [
      { settlements: [{}] },
      { settlements: [{ ...settlement, weight: 2 }] },
      { settlements: [{ ...settlement, how: "approved" }] },
      { settlements: [{ ...settlement, at: undefined }] },
      { settlements: [{ ...settlement, lost: { scope: false } }] },
      { settlements: [{ ...settlement, lost: last?.lost }] },
      { uses: {} },
      { uses: { count: -1, last } },
      { uses: { count: 1.5, last } },
      { uses: { count: 1, last, first: last } },
      { uses: { count: 1, last: {} } },
      { uses: { count: 1, last: { ...last, note: "" } } },
      { uses: { count: 1, last: { ...last, lost: { holderKey: false } } } },
      { uses: { count: 1, last: { ...last, at: null } } },
      { ended: {} },
      { ended: { ...used.ended, how: "lapsed" } },
      { ended: { ...used.ended, uses: -1 } },
      { ended: { ...used.ended, note: "" } },
      { selfCountersigned: "yes" },
    ]
    expect(taken(Kept, { ...used, settlements: [settlement], uses: { count: 0, last } })).toBe(true)
    expect(taken(Kept, { ...used, ended: { ...used.ended, uses: 0 } })).toBe(true)
    for (const changed of wrong) expect([changed, taken(Kept, { ...used, ...changed })]).toEqual([changed, false])
  })

  it("has a settlement in each of three ways, and an end in each of two", () => {
    const hows = all().flatMap(({ settlements, ended }) => [...settlements.map(({ how }) => how), ended?.how])
    expect(new Set(hows)).toEqual(new Set(["countersigned", "denied", "lapsed", "expired", "revoked", undefined]))
  })
})

it("hands out lists that nobody writes to", () => {
  const { scope, settlements } = Kept.parse(keptOf(active(), "g1"))
  const { grantable, countersigners } = settings()
  const { resources } = Action.parse({ tool: "psql", resources: [touched], opensToWorld: false })
  for (const list of [scope, settlements, grantable, countersigners, resources]) expect(list).toSatisfy(Object.isFrozen)
})

describe("the settings", () => {
  const said = (changed: object) => taken(Settings, { ...settings(), ...changed })
  const granting = (tool: string) => said({ grantable: [{ tool, prefix: "db", types: [] }] })

  it.each([
    "interlock",
    "Interlock",
    "INTERLOCK",
    "interlock.settings",
    "interlock_settings",
    "interlock-ledger",
    "interlock/ledger",
    "interlock:break-glass",
    "InterLock.ledger.prune",
  ])("never make %s grantable, a tool of the gate itself", (tool) => {
    expect(granting(tool)).toBe(false)
    expect(
      said({
        grantable: [
          { tool: "psql", prefix: "db", types: [] },
          { tool, prefix: "db", types: [] },
        ],
      }),
    ).toBe(false)
    expect(
      Settings.safeParse({ ...settings(), grantable: [{ tool, prefix: "db", types: [] }] }).error?.issues,
    ).toMatchObject([{ message: "the gate's own tools are never grantable" }])
  })

  it.each(["interlocking", "interlocks.x", "my.interlock", "x-interlock", "interloc", "psql"])(
    "may make %s grantable",
    (tool) => {
      expect(granting(tool)).toBe(true)
    },
  )

  it("name no wildcard and no empty prefix, and at most 64 pairs", () => {
    const pair = () => ({ tool: "psql", prefix: "db", types: ["role"] })
    for (const changed of [
      { prefix: "" },
      { prefix: "*" },
      { tool: "*" },
      { tool: "" },
      { deny: true },
      { types: undefined },
    ]) {
      expect(said({ grantable: [{ ...pair(), ...changed }] })).toBe(false)
    }
    expect([0, 64, 65].map((count) => said({ grantable: every(count).map(pair) }))).toEqual([true, true, false])
  })

  it("name types one by one, at most 16 of a pair", () => {
    const naming = (...types: readonly unknown[]) => said({ grantable: [{ tool: "psql", prefix: "db", types }] })
    for (const good of [
      "role",
      "aws_iam_role",
      "AWS::IAM::Role",
      "rbac.authorization.k8s.io/v1:Role",
      "7",
      "t".repeat(72),
    ])
      expect([good, naming(good)]).toEqual([good, true])
    for (const bad of ["", "*", "aws_*", "aws_iam_rol?", "a role", "_role", "röle", "role\n", "t".repeat(73), 7, null])
      expect([bad, naming(bad)]).toEqual([bad, false])
    expect([0, 16, 17].map((count) => naming(...every(count).map((n) => `type${n}`)))).toEqual([true, true, false])
  })

  it.each(["minDurationMs", "maxDurationMs", "requestMs", "factorMs", "maxActiveGrants"])(
    "have %s of at least one",
    (name) => {
      expect([-1, 0, 1, 1.5, null].map((value) => said({ [name]: value }))).toEqual([false, false, true, false, false])
    },
  )

  it("have a rate of at least one request in at least a millisecond, and a cooldown that may be none", () => {
    const rated = (changed: object) => said({ requestRate: { max: 1, windowMs: 1, ...changed } })
    expect([{}, { max: 0 }, { windowMs: 0 }, { max: 1.5 }, { burst: 3 }, { max: undefined }].map(rated)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect([0, -1, 0.5].map((cooldownMs) => said({ cooldownMs }))).toEqual([true, false, false])
  })

  it("name at most 32 roles, and whether the holder may countersign", () => {
    const roles = (count: number) => said({ countersigners: every(count).map((n) => `role-${n}`) })
    expect([0, 32, 33].map(roles)).toEqual([true, true, false])
    expect(said({ countersigners: ["*"] })).toBe(false)
    expect(said({ allowSelfCountersign: "no" })).toBe(false)
  })

  it("say every field, however deep", () => {
    expectStrict(Settings, settings(), [".keyring"])
  })

  it("are whole, and nothing beside", () => {
    expect(said({})).toBe(true)
    expect(said({ bypass: true })).toBe(false)
    for (const name of Object.keys(settings())) expect(said({ [name]: undefined })).toBe(false)
  })
})
