import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { module as approvals } from "../../../kernel/approvals/index.ts"
import { module as breakGlass } from "../../../kernel/break-glass/index.ts"
import { module as budgets } from "../../../kernel/budgets/index.ts"
import { type Ask, referencesIn } from "../../../kernel/gate/ask.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import { module as sessions } from "../../../kernel/sessions/index.ts"
import { module, taint } from "../../../kernel/taint/index.ts"
import { ConversationId, Handle, callIn, commands, valueIn } from "../../../kernel/taint/taint.ts"
import {
  type Event,
  ENDORSEMENT,
  actor,
  ask,
  call,
  called,
  conversation,
  derive,
  digest,
  endorse,
  endorsement,
  everybodysKeys,
  expire,
  ingest,
  principal,
  read,
  registerOf,
  result,
  rita,
  settings,
  show,
  statusOf,
  value,
  withdraw,
  write,
} from "../../fixtures/taint.ts"
import { acme, openGate, story } from "../gate/fixture.ts"
import { atPath, bad, begun, good, stored, vouched } from "./sites/case.ts"

describe("what taint hands over", () => {
  it("is named, and names what it brings into being but for conversations", () => {
    expect(module).toMatchObject({ name: "taint", reserved: [], told: [] })
    expect(module.named).toEqual(["ingest", "derive", "call", "result", "read", "endorse"])
    expect(taint.definition).toMatchObject({
      name: "taint",
      opens: ["open", "spawn", "ingest", "derive", "call", "result", "read", "endorse"],
    })
    expect(module.prefixes).toEqual({ open: "conversation", spawn: "conversation" })
    expect(ConversationId.parse(`${module.prefixes.open}_0a1b`)).toBe(conversation(0).replace("0", "0a1b"))
  })

  it("has settings of the policy, and the tenant that comes with the deployment, never with the policy", () => {
    const { tenant, ...policy } = settings()
    const deployment = { tenant: actor("x").tenant, policy: digest("policy"), keyring: everybodysKeys() }
    expect(module.settingsOf(policy, deployment)).toEqual({ ...policy, tenant })
    expect(module.policy.safeParse(policy).success).toBe(true)
    expect(module.policy.safeParse(settings()).success).toBe(false)
  })

  it("reads nothing of a tool that others declare, decides no call by itself, asks nobody, and has nothing to be told", () => {
    const { tenant, ...policy } = settings()
    expect(tenant).toBe("acme")
    expect([{}, { more: 1 }].map((own) => module.tool.safeParse(own).success)).toEqual([true, false])
    expect(module.asked(policy)).toEqual({ people: [], roles: [] })
    expect(module).toMatchObject({ authority: null, notices: null, warnings: {} })
  })

  it("has people sign what they vouch for, in their own name and in their tenant, and nothing else", () => {
    const { endorsement: signed } = module.statements
    expect([Object.keys(module.statements), signed.what]).toEqual([["endorsement"], "a signed endorsement of a value"])
    const command = endorse(1, bad)(begun())
    if (command.type !== "endorse" || command.signature === null) throw new Error("it is signed")
    const { statement } = command.signature
    expect(signed.schema.parse(JSON.parse(JSON.stringify(statement)))).toEqual(statement)
    expect([signed.signer(statement), signed.tenant(statement)]).toEqual([principal(rita()), "acme"])
    for (const other of [{ more: 1 }, { type: "interlock/approval/v1" }, { slot: "path" }, { digests: { path: "x" } }])
      expect(signed.schema.safeParse({ ...statement, ...other }).success).toBe(false)
  })

  it("has ended where nothing follows: of calls and of endorsements alone", () => {
    expect(module.ended).toEqual(["returned", "used", "withdrawn", "expired"])
  })

  it("says of a guard that has the name of another domain's the very same", () => {
    const own = new Map<string, string>(Object.entries(module.sentences))
    for (const { sentences } of [approvals, breakGlass, budgets, sessions])
      for (const [name, says] of Object.entries<string>(sentences)) expect(own.get(name) ?? says).toBe(says)
  })
})

describe("a result", () => {
  /** A command that a door may hand in. */
  type Handed = Extract<Ask, { readonly domain: "taint"; readonly type: "command" }>["command"]
  const handsIn = (command: Handed): Ask => ({ type: "command", domain: "taint", command, proof: null })
  const named = ([, move]: Event) => {
    const command = move(begun())
    if (command.type === "open" || command.type === "spawn") throw new Error("the gate gives these their ids")
    return referencesIn(handsIn(command)).map(({ domain, id }) => [domain, id])
  }

  it("names the call that it is of beside what it becomes; every other command what it addresses alone", () => {
    expect(named([2, result("x", "k", { of: 2 })])).toEqual([
      ["taint", value("x", 2)],
      ["taint", called("k", 2)],
    ])
    for (const [move, id] of [
      [ingest("x"), value("x")],
      [derive("x", ["good"]), value("x")],
      [read("x", "it"), value("x")],
      [show("good"), conversation(1)],
      [write("it", "good"), conversation(1)],
      [call("k", good), called("k")],
      [endorse(1, bad), endorsement(1)],
      [withdraw(1), endorsement(1)],
      [expire(1), endorsement(1)],
    ] as const)
      expect(named([2, move])).toEqual([["taint", id]])
  })

  it("of a call that has its own is refused for that, also where nobody but the log knows of the call any more", () =>
    story(
      Effect.gen(function* () {
        const gate = yield* openGate()
        const by = actor("bot", { kind: "agent" })
        const wanted = { type: "open", by, initiator: principal(by), audience: [], mode: "strict" } as const
        const begins = { type: "open", domain: "taint", wanted, proof: null } as const
        const { answer } = yield* gate.ask(acme(), begins, null)
        const within = ConversationId.parse("id" in answer ? answer.id : null)
        const calls = commands.call.parse({
          ...{ type: "call", id: callIn(within, Handle.parse("k")), by, tool: "search" },
          ...{ plan: {}, recipients: [], endorsements: {} },
        })
        const results = (name: string, of: string) =>
          handsIn({
            ...{
              type: "result",
              id: valueIn(within, Handle.parse(name)),
              call: Handle.parse(of),
              by,
              digest: digest(name),
            },
          })
        for (const ask of [handsIn(calls), results("x", "k")])
          expect((yield* gate.ask(acme(), ask, null)).answer).toMatchObject({ type: "accepted" })
        expect((yield* gate.entities(acme(), "taint")).map(({ id }) => id)).not.toContain(calls.id)
        expect((yield* gate.ask(acme(), results("y", "k"), null)).answer).toMatchObject({
          type: "refused",
          guards: ["callAwaitsResult"],
        })
        expect((yield* gate.ask(acme(), results("y", "l"), null)).answer).toMatchObject({ type: "unknown" })
      }),
    ))
})

describe("what has ended matters to no other command", () => {
  const over = 2 + ENDORSEMENT
  const later = { withdrawn: [3, withdraw(1)], expired: [over, expire(1)] } as const
  const told = () => [
    vouched([3, call("k", { ...bad, ...atPath })]),
    vouched(later.withdrawn),
    vouched(later.expired),
    stored([1, call("k", good)], [2, result("x", "k")]),
  ]

  it("by what the domain says of itself", () => {
    for (const register of told())
      for (const entity of register.entities.values()) expect(lastsUntil(taint, entity, register.settings)).toBeNull()
  })

  it("by what is answered without it: nothing is accepted that would not be", () => {
    for (const register of told()) {
      const ended = [...(register.entities as ReadonlyMap<string, never>).keys()].filter((id) =>
        module.ended.some((status) => status === statusOf(register, id)),
      )
      expect(ended).not.toHaveLength(0)
      const rest = [...(register.entities as ReadonlyMap<string, never>)].filter(([id]) => !ended.includes(id))
      const bare = registerOf(register.settings, new Map(rest))
      for (const event of [
        [9, call("l", { ...bad, ...atPath })],
        [9, call("l", bad)],
        [9, result("y", "k")],
        [9, write("clean", "bad")],
      ] as const)
        expect(ask(bare, event).accepted && !ask(register, event).accepted).toBe(false)
      expect(statusOf(bare, endorsement(1))).toBeUndefined()
    }
  })
})
