import { describe, expect, it } from "vitest"
import { budgetChangeOf } from "../../../../adapters/library/budgets/budgets.ts"
import { ActorUnknownError, InputError, KeyReusedError } from "../../../../adapters/library/index.ts"
import { type ActorId, ActorId as Id } from "../../../../kernel/actors.ts"
import { BudgetId, Caps } from "../../../../kernel/budgets/budgets.ts"
import { FOREVER, Instant } from "../../../../kernel/time.ts"
import { MINUTE, NIGHT, clock } from "../break-glass/emergency.ts"
import { RULE, acme, globex, opened, planOn } from "../fixture.ts"
import type { BudgetWidening } from "../../../../adapters/library/budgets/inputs.ts"
import { type Person, budgeted, caps, changing, note } from "./spending.ts"

/** An open gate at night; the agent `deployer` has a budget unless told otherwise. */
const night = async ({ deployed = budgeted(), open = true } = {}) => {
  const { at } = clock()
  const world = await opened(deployed)
  const spending = changing(world.gate, deployed)
  if (open) await spending.opened()
  const size = async () => (await world.gate.log.head(acme())).size
  return { ...world, ...spending, budgets: world.gate.budgets, at, size }
}

type Told = readonly { readonly guard: string; readonly sentence: string }[]
const refusedFor = (outcome: { readonly type: string; readonly reasons?: Told }) =>
  outcome.reasons === undefined ? outcome.type : outcome.reasons.map(({ guard }) => guard)
const sentencesOf = ({ reasons = [] }: { readonly type: string; readonly reasons?: Told }) =>
  reasons.map(({ sentence }) => sentence)

/** The change that two people have signed for, as each of them says it. */
const changeOf = ({ id, caps: wanted, from, serial }: BudgetWidening) =>
  ({ what: "widening", id: BudgetId.parse(id), caps: Caps.parse(wanted), from: Instant.parse(from), serial }) as const

describe("an agent's budget is opened", () => {
  it("by an administrator, with the caps that the config has for new agents", async () => {
    const { opened, budgetOf } = await night({ open: false })
    expect(await opened()).toEqual({ type: "accepted", id: "deployer", status: "active", record: 0, warnings: [] })
    expect(await budgetOf()).toMatchObject({
      id: "deployer",
      status: "active",
      kept: {
        entity: "budget",
        tenant: "acme",
        owner: { id: "carol", tenant: "acme", kind: "human" },
        opener: { id: "alice" },
        openedAt: NIGHT,
        caps: caps(),
        widening: null,
        serial: 0,
        frozen: false,
        meter: { spend: 0, affected: 0 },
        calls: [],
        running: [],
      },
    })
  })

  it("once: another one is refused by name, whoever is to answer for it", async () => {
    const { opened, budgetOf, called } = await night()
    await called()
    const before = await budgetOf()
    expect(refusedFor(await opened())).toEqual(["taken"])
    expect(refusedFor(await opened("deployer", "alice"))).toEqual(["taken"])
    expect(await budgetOf()).toEqual(before)
  })

  it("for an agent of the tenant, and a person of it answers for it", async () => {
    const { opened, size } = await night({ open: false })
    for (const agent of ["nobody", "alice", "ci", "mole"])
      await expect(opened(agent)).rejects.toMatchObject(new ActorUnknownError({ id: Id.parse(agent) }))
    for (const owner of ["nobody", "helper", "ci", "stranger"])
      await expect(opened("deployer", owner)).rejects.toMatchObject(new ActorUnknownError({ id: Id.parse(owner) }))
    expect(await size()).toBe(0)
  })

  it("by nobody else: no agent for itself, and no service", async () => {
    const { opened, as, budgets } = await night({ open: false })
    for (const name of ["deployer", "helper", "ci"] as const)
      expect(refusedFor(await opened("deployer", "carol", as(name).actor))).toEqual(["openerIsAdmin"])
    expect(await budgets.get(acme(), "deployer")).toBeNull()
  })

  it("once with its key", async () => {
    const { budgets, as, size } = await night({ open: false })
    const opening = { agent: BudgetId.parse("deployer"), owner: Id.parse("carol"), key: "k-1" }
    const first = await budgets.open(as("alice").actor, opening)
    expect(await budgets.open(as("alice").actor, opening)).toEqual(first)
    const other = { ...opening, agent: BudgetId.parse("helper") }
    await expect(budgets.open(as("alice").actor, other)).rejects.toThrow(KeyReusedError)
    expect(await size()).toBe(1)
  })
})

describe("an agent's call", () => {
  it("is charged with what its arguments say, and tells the reservation under which it is reported", async () => {
    const { gate, as, budgetOf, budgets } = await night()
    const verdict = await gate.decide(as("deployer"), note(7, 2))
    expect(verdict).toMatchObject({ verdict: "allow", left: null, grant: null, request: null })
    expect(verdict.reservation).toMatch(/^reservation_[0-9a-f]{24}$/)
    expect(verdict.permit).not.toBeNull()
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 7, affected: 2 })
    expect(await budgets.reservation(acme(), verdict.reservation ?? "none")).toMatchObject({
      id: verdict.reservation,
      status: "open",
      kept: { budget: "deployer", tool: "notes.write", asked: { spend: 7, affected: 2 }, until: NIGHT + 15 * MINUTE },
    })
  })

  it("is denied without a budget", async () => {
    const { gate, as } = await night({ open: false })
    const verdict = await gate.decide(as("deployer"), note())
    expect(verdict).toMatchObject({ verdict: "deny", reservation: null, left: null, permit: null })
    expect(refusedFor({ type: "deny", ...verdict })).toEqual(["agentHasBudget"])
    expect(sentencesOf({ type: "deny", ...verdict })).toEqual(["The agent has no budget; an administrator opens one."])
  })

  it.each([
    ["negative", "-1"],
    ["fractional", "0.5"],
    ["endless", "1e999"],
    ["a text", '"7"'],
    ["beyond what is exact", "9007199254740993"],
    ["nothing", "null"],
    ["said twice", '7, "amount": 7'],
  ])("is denied where an amount is %s", async (_, amount) => {
    const { gate, as, budgetOf } = await night()
    const payload = new TextEncoder().encode(`{ "amount": ${amount}, "to": 1 }`)
    const { reasons } = await gate.decide(as("deployer"), { tool: "notes.write", payload })
    expect(reasons.map(({ guard }) => guard)).toContain("spendIsAnAmount")
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 0, affected: 0 })
  })

  it("is denied where its arguments can't be read, or name no amount", async () => {
    const { gate, as } = await night()
    for (const text of ["", "hello", "{}", "[]", "7", '{ "Amount": 7, "TO": 1 }']) {
      const call = { tool: "notes.write", payload: new TextEncoder().encode(text) }
      expect(refusedFor({ type: "deny", ...(await gate.decide(as("deployer"), call)) })).toEqual([
        "spendIsAnAmount",
        "affectedIsAnAmount",
      ])
    }
  })

  it("that is denied is told what is left: the caps, what is used, and when that ends", async () => {
    const { gate, as, called } = await night()
    await called(990, 2)
    const verdict = await gate.decide(as("deployer"), note(11, 2))
    expect(refusedFor({ type: "deny", ...verdict })).toEqual(["spendIsWithinCap"])
    expect(verdict.left).toEqual({
      caps: caps(),
      today: { spend: 990, affected: 2 },
      recent: 1,
      repeats: 0,
      open: 1,
      unknown: 0,
      windowFreesAt: NIGHT + 60 * MINUTE,
      dayEndsAt: NIGHT + 21 * 60 * MINUTE,
      windowMs: 60 * MINUTE,
      leaseMs: 15 * MINUTE,
    })
    expect(verdict).toMatchObject({ reservation: null, permit: null })
  })

  it("that people allowed is charged too, and denied where the budget has no room: then the approval is as it was", async () => {
    const { gate, as, decisionOf, terraform, requestOf, budgets, budgetOf } = await night()
    const small = { payload: planOn(RULE) }
    const { request } = await gate.decide(as("deployer"), { ...terraform(), ...small })
    const id = request ?? "none"
    for (const name of ["bob", "carol"] as const)
      await gate.approvals.approve(as(name).actor, await decisionOf(name, id))
    await budgets.narrow(as("alice").actor, { id: BudgetId.parse("deployer"), caps: caps({ blast: 0 }) })
    const denied = await gate.approvals.consume(as("deployer"), { ...terraform(), ...small, id })
    expect(refusedFor(denied)).toEqual(["blastRadiusIsWithinCap"])
    expect(denied).toMatchObject({ left: { caps: { blast: 0 }, today: { spend: 0, affected: 0 } } })
    expect(await requestOf(id)).toMatchObject({ status: "approved", kept: { used: [] } })
    expect((await budgetOf()).kept.meter).toMatchObject({ affected: 0 })
  })
})

describe("an approval that an agent uses", () => {
  it("tells the reservation under which it is reported, and null where no budget is charged", async () => {
    const { gate, as, decisionOf, terraform, budgets, budgetOf } = await night()
    const small = { ...terraform(), payload: planOn(RULE) }
    const used = async (name: "deployer" | "ci") => {
      const id = (await gate.decide(as(name), small)).request ?? "none"
      for (const who of ["bob", "carol"] as const)
        await gate.approvals.approve(as(who).actor, await decisionOf(who, id))
      return gate.approvals.consume(as(name), { ...small, id })
    }
    const outcome = await used("deployer")
    if (outcome.type !== "accepted" || outcome.reservation === null) throw new Error("no reservation is told")
    expect(await budgets.reservation(acme(), outcome.reservation)).toMatchObject({
      status: "open",
      kept: { asked: { affected: 1 } },
    })
    expect((await budgetOf()).kept.running).toMatchObject([{ id: outcome.reservation }])
    expect(await used("ci")).toMatchObject({ type: "accepted", reservation: null })
  })
})

describe("a call is reported", () => {
  it("by a service that executes, and charged with what it really cost", async () => {
    const { called, reported, budgetOf, budgets } = await night()
    const id = await called(7, 2)
    expect(await reported(id, { spend: 5, affected: 1 })).toMatchObject({ type: "accepted", id, status: "settled" })
    expect((await budgetOf()).kept).toMatchObject({ meter: { spend: 5, affected: 1 }, running: [], frozen: false })
    expect(await budgets.reservation(acme(), id)).toMatchObject({
      status: "settled",
      kept: { charged: { spend: 5, affected: 1 }, ends: [{ how: "settled", by: { id: "ci" } }] },
    })
    expect(refusedFor(await reported(id, { spend: 0, affected: 0 }))).toEqual(["reservationIsUnsettled"])
  })

  it("not by the agent itself, nor by a person, nor by a service without the role", async () => {
    const { called, reported, budgetOf } = await night()
    const id = await called()
    for (const name of ["deployer", "helper", "inspector-bot", "alice", "carol", "auditor"] as const)
      expect(refusedFor(await reported(id, { spend: 0, affected: 0 }, name))).toEqual(["reporterIsGate"])
    expect((await budgetOf()).kept.meter.spend).toBe(7)
  })

  it("not by a service of another tenant, to which there is no such reservation", async () => {
    const { called, reported, budgetOf } = await night()
    const id = await called()
    expect(await reported(id, { spend: 0, affected: 0 }, "watcher")).toEqual({ type: "unknown" })
    expect((await budgetOf()).kept.meter.spend).toBe(7)
  })

  it("late too: what lapsed stays charged, and the report takes the place of that", async () => {
    const { gate, called, reported, budgetOf, budgets, at } = await night()
    const id = await called(7, 2)
    at(15)
    expect(await gate.sweep()).toBe(1)
    expect(await budgets.reservation(acme(), id)).toMatchObject({ status: "lapsed", kept: { charged: { spend: 7 } } })
    expect(await reported(id, { spend: 6, affected: 2 })).toMatchObject({ status: "settled" })
    expect((await budgetOf()).kept).toMatchObject({ meter: { spend: 6, affected: 2 }, running: [] })
  })

  it("with an amount, or not at all", async () => {
    const { budgets, as, called, size } = await night()
    const id = await called()
    const before = await size()
    for (const amounts of [
      { spend: -1, affected: 0 },
      { spend: 0.5, affected: 0 },
      { spend: Number.NaN, affected: 0 },
      { spend: 2 ** 53, affected: 0 },
      { spend: 0 },
      { spend: 0, affected: 0, currency: "EUR" },
    ])
      await expect(budgets.report(as("ci").actor, { id, amounts: amounts as never })).rejects.toBeInstanceOf(InputError)
    expect(await size()).toBe(before)
  })

  it("of more than was asked, freezes the agent: its next call is denied until two people have looked", async () => {
    const { gate, as, overrun, budgetOf, budgets, thaw } = await night()
    await overrun()
    expect(await budgetOf()).toMatchObject({ status: "frozen", kept: { serial: 1, frozen: true, meter: { spend: 8 } } })
    const denied = await gate.decide(as("deployer"), note(1, 1, "next"))
    expect(refusedFor({ type: "deny", ...denied })).toEqual(["agentIsNotFrozen"])
    expect(await budgets.unfreeze(as("alice").actor, await thaw())).toMatchObject({
      type: "accepted",
      status: "active",
    })
    expect((await gate.decide(as("deployer"), note(1, 1, "next"))).verdict).toBe("allow")
    // A thaw resets no meter.
    expect((await budgetOf()).kept).toMatchObject({ serial: 2, meter: { spend: 9 }, thawed: { wasFrozen: true } })
  })
})

describe("a budget is widened", () => {
  it("by two administrators, each of whom has signed for this very change, from a moment on", async () => {
    const { gate, budgets, as, widening, budgetOf, at, people } = await night()
    const wider = await widening({ spend: 2_000 }, { from: NIGHT + 15 * MINUTE })
    expect(await budgets.widen(as("alice").actor, wider)).toEqual({
      type: "accepted",
      id: "deployer",
      status: "active",
      record: 1,
      warnings: [],
    })
    const { kept } = await budgetOf()
    expect(kept).toMatchObject({
      caps: caps(),
      serial: 1,
      widening: {
        by: { id: "alice" },
        signature: { key: people.alice.publicKey.fingerprint },
        countersigner: { id: "bob" },
        countersignature: { key: people.bob.publicKey.fingerprint, signer: { id: "bob" } },
        caps: caps({ spend: 2_000 }),
        from: NIGHT + 15 * MINUTE,
      },
    })
    // The record has what each of them signed with, so that both can be checked again.
    const [record] = await gate.log.records(acme(), 1, 1)
    expect(JSON.parse(new TextDecoder().decode(record?.bytes))).toMatchObject({
      body: { proof: wider.signed?.proof, countersigned: wider.countersigned?.proof },
    })
    const dear = () => gate.decide(as("deployer"), note(1_500, 1))
    at(15, { before: true })
    expect(refusedFor({ type: "deny", ...(await dear()) })).toEqual(["spendIsWithinCap"])
    at(15)
    expect((await dear()).verdict).toBe("allow")
  })

  it.each<[string, readonly string[], (given: BudgetWidening) => Partial<BudgetWidening>]>([
    ["who brings it has not signed", ["widenerHasSigned"], () => ({ signed: null })],
    ["the other has not signed", ["countersignatureIsSigned"], () => ({ countersigned: null })],
    [
      "nobody has signed",
      ["widenerHasSigned", "countersignatureIsSigned"],
      () => ({ signed: null, countersigned: null }),
    ],
    [
      "each has the other's signature",
      ["widenerHasSigned", "countersignatureIsSigned"],
      ({ signed, countersigned }) => ({ signed: countersigned, countersigned: signed }),
    ],
    ["one signature stands for both", ["countersignatureIsSigned"], ({ signed }) => ({ countersigned: signed })],
    [
      "other caps were signed",
      ["widenerHasSigned", "countersignatureIsSigned"],
      () => ({ caps: caps({ spend: 2_001 }) }),
    ],
    [
      "another tool was signed",
      ["widenerHasSigned", "countersignatureIsSigned"],
      () => ({ caps: caps({ spend: 2_000, tools: ["notes.write", "terraform.apply", "mail.send"] }) }),
    ],
    [
      "another moment was signed",
      ["widenerHasSigned", "countersignatureIsSigned"],
      ({ from }) => ({ from: Instant.parse(from + 1) }),
    ],
    [
      "another number was signed than is named",
      ["widenerHasSigned", "countersignatureIsSigned", "countersignatureNamesThisChange"],
      () => ({ serial: 2 }),
    ],
    [
      "another one countersigned than is named",
      ["countersignatureIsSigned"],
      () => ({ countersigner: Id.parse("alice") }),
    ],
  ])("and not where %s", async (_, guards, change) => {
    const { budgets, as, widening, budgetOf } = await night()
    const given = await widening()
    const refused = refusedFor(await budgets.widen(as("alice").actor, { ...given, ...change(given) }))
    expect(refused).toEqual(expect.arrayContaining([...guards]))
    const more = Array.isArray(refused) ? refused.filter((guard) => !guards.includes(guard)) : []
    // Whoever names themselves beside it is one person too few.
    expect(more.filter((guard) => guard !== "wideningIsCountersigned")).toEqual([])
    expect((await budgetOf()).kept).toMatchObject({ caps: caps(), widening: null, serial: 0 })
  })

  it.each<[string, readonly string[], { readonly by?: Person; readonly with?: Person; readonly serial?: number }]>([
    ["one person alone", ["wideningIsCountersigned"], { by: "alice", with: "alice" }],
    ["the one who answers for the agent", ["widenerIsNotBeneficiary"], { by: "carol", with: "bob" }],
    ["with the one who answers for it", ["countersignerIsNotBeneficiary"], { by: "alice", with: "carol" }],
    ["for the change after the next", ["countersignatureNamesThisChange"], { serial: 2 }],
    ["for no change", ["countersignatureNamesThisChange"], { serial: 0 }],
  ])("by no %s, however well it is signed", async (_, guards, who) => {
    const { budgets, as, widening, size } = await night()
    const given = await widening({ spend: 2_000 }, who)
    expect(refusedFor(await budgets.widen(as(who.by ?? "alice").actor, given))).toEqual(guards)
    expect(await size()).toBe(2)
  })

  it("by nobody without the role, first or second", async () => {
    const deployed = budgeted((text) => text.replace(/(- \{ id: bob,.*), roles: \[responder, admin\]/, "$1"))
    const { budgets, as, widening } = await night({ deployed })
    expect(refusedFor(await budgets.widen(as("alice").actor, await widening()))).toEqual(["countersignerIsAdmin"])
    const bobs = await widening({ spend: 2_000 }, { by: "bob", with: "alice" })
    expect(refusedFor(await budgets.widen(as("bob").actor, bobs))).toEqual(["widenerIsAdmin"])
  })

  it("by no agent and no service, whoever has signed", async () => {
    const { budgets, as, widening } = await night()
    const given = await widening()
    for (const name of ["deployer", "ci"] as const)
      expect(refusedFor(await budgets.widen(as(name).actor, given))).toEqual([
        "widenerIsAdmin",
        "widenerIsHuman",
        "widenerHasSigned",
      ])
    for (const countersigner of ["deployer", "ci"].map((id) => Id.parse(id)))
      expect(refusedFor(await budgets.widen(as("alice").actor, { ...given, countersigner }))).toEqual([
        "countersignerIsAdmin",
        "countersignerIsHuman",
        "countersignatureIsSigned",
      ])
  })

  it("with nobody of whom the tenant knows nothing", async () => {
    const { budgets, as, widening, size } = await night()
    const given = await widening()
    for (const id of ["nobody", "stranger"].map((name): ActorId => Id.parse(name)))
      await expect(budgets.widen(as("alice").actor, { ...given, countersigner: id })).rejects.toMatchObject(
        new ActorUnknownError({ id }),
      )
    expect(await size()).toBe(1)
  })

  it("with nothing that was signed by another key, or of other bytes, and the door says why", async () => {
    const { budgets, as, widening, signedBy, signs } = await night()
    const given = await widening()
    const change = changeOf(given)
    const told = async (changes: object) => {
      const outcome = await budgets.widen(as("alice").actor, { ...given, ...changes })
      return [refusedFor(outcome), sentencesOf(outcome)[0]] as const
    }
    const bobsByCarol = await signedBy("carol", budgetChangeOf(as("bob").actor, change))
    expect(await told({ countersigned: bobsByCarol })).toEqual([
      ["countersignatureIsSigned"],
      expect.stringContaining("(the statement names another person than the owner of the key"),
    ])
    const strangers = await signedBy("stranger", budgetChangeOf(as("stranger").actor, change))
    expect((await told({ countersigned: strangers }))[0]).toEqual(["countersignatureIsSigned"])
    const { signed } = given
    if (signed === null) throw new Error("it is signed")
    const padded = { ...signed, statement: Uint8Array.from([...signed.statement, 32]) }
    expect(await told({ signed: padded })).toEqual([
      ["widenerHasSigned"],
      expect.stringContaining("hasn't signed this message"),
    ])
    const blank = await signedBy("alice", { ...budgetChangeOf(as("alice").actor, change), more: "words" })
    expect(await told({ signed: blank })).toEqual([
      ["widenerHasSigned"],
      expect.stringContaining("the signed bytes aren't a statement of a change of a budget"),
    ])
    // A thaw of the same number is another change.
    expect(
      (await told({ signed: await signs("alice", { what: "thaw", id: change.id, serial: change.serial }) }))[0],
    ).toEqual(["widenerHasSigned"])
  })

  it("once: what both signed is good for no second change, nor after another one", async () => {
    const { budgets, as, widening } = await night()
    const [first, second] = [await widening(), await widening({ spend: 3_000 })]
    expect(await budgets.widen(as("alice").actor, first)).toMatchObject({ type: "accepted" })
    for (const replayed of [first, second])
      expect(refusedFor(await budgets.widen(as("alice").actor, replayed))).toEqual(["countersignatureNamesThisChange"])
  })

  it("not after an overrun of which nobody knew who signed", async () => {
    const { budgets, as, widening, overrun } = await night()
    const given = await widening()
    await overrun()
    expect(refusedFor(await budgets.widen(as("alice").actor, given))).toEqual(["countersignatureNamesThisChange"])
  })

  it("now or later, never before", async () => {
    const { budgets, as, widening } = await night()
    const given = await widening({ spend: 2_000 }, { from: NIGHT - 1 })
    expect(refusedFor(await budgets.widen(as("alice").actor, given))).toEqual(["wideningIsInAdvance"])
  })

  it("once with its key", async () => {
    const { budgets, as, widening, size } = await night()
    const given = { ...(await widening()), key: "k-1" }
    const first = await budgets.widen(as("alice").actor, given)
    expect(await budgets.widen(as("alice").actor, given)).toEqual(first)
    expect(await size()).toBe(2)
  })
})

describe("a budget is narrowed", () => {
  it("by one administrator, at once, and a widening that waits goes with it", async () => {
    const { gate, budgets, as, widening, budgetOf, at } = await night()
    await budgets.widen(as("alice").actor, await widening({ spend: 2_000 }, { from: NIGHT + 15 * MINUTE }))
    const id = BudgetId.parse("deployer")
    expect(await budgets.narrow(as("carol").actor, { id, caps: caps({ spend: 10 }) })).toMatchObject({
      type: "accepted",
      status: "active",
    })
    expect((await budgetOf()).kept).toMatchObject({
      caps: { spend: 10 },
      widening: null,
      serial: 2,
      narrowed: { by: { id: "carol" }, changed: { fell: true, cancelled: true } },
    })
    at(15)
    expect(refusedFor({ type: "deny", ...(await gate.decide(as("deployer"), note(11, 1))) })).toEqual([
      "spendIsWithinCap",
    ])
  })

  it("and never widened by it, nor by who may not, nor to what it is", async () => {
    const { budgets, as } = await night()
    const id = BudgetId.parse("deployer")
    const narrowed = async (changed: object, name: "alice" | "deployer" | "ci" = "alice") =>
      refusedFor(await budgets.narrow(as(name).actor, { id, caps: caps(changed) }))
    expect(await narrowed({ spend: 1_001, affected: 0 })).toEqual(["narrowingOnlyNarrows"])
    expect(await narrowed({ spend: 0, tools: ["notes.write", "mail.send"] })).toEqual(["narrowingOnlyNarrows"])
    expect(await narrowed({})).toEqual(["narrowingChangesSomething"])
    expect(await narrowed({ spend: 0 }, "deployer")).toEqual(["narrowerIsAdmin"])
    expect(await narrowed({ spend: 0 }, "ci")).toEqual(["narrowerIsAdmin"])
  })
})

describe("a frozen agent goes on", () => {
  it.each<[string, readonly string[], { readonly by?: Person; readonly with?: Person; readonly serial?: number }]>([
    ["one person alone", ["thawIsCountersigned"], { by: "alice", with: "alice" }],
    ["the one who answers for it", ["thawerIsNotBeneficiary"], { by: "carol", with: "bob" }],
    ["with the one who answers for it", ["countersignerIsNotBeneficiary"], { by: "alice", with: "carol" }],
    ["for a number that an overrun has taken", ["countersignatureNamesThisChange"], { serial: 1 }],
  ])("not by %s", async (_, guards, who) => {
    const { budgets, as, thaw, overrun, budgetOf } = await night()
    await overrun()
    expect(refusedFor(await budgets.unfreeze(as(who.by ?? "alice").actor, await thaw(who)))).toEqual(guards)
    expect((await budgetOf()).status).toBe("frozen")
  })

  it("not unsigned, nor by what was signed for a widening of the same number", async () => {
    const { budgets, as, thaw, overrun, signs } = await night()
    await overrun()
    const given = await thaw()
    const { id, serial } = given
    const thawed = async (changes: object) =>
      refusedFor(await budgets.unfreeze(as("alice").actor, { ...given, ...changes }))
    expect(await thawed({ signed: null })).toEqual(["thawerHasSigned"])
    expect(await thawed({ countersigned: null })).toEqual(["countersignatureIsSigned"])
    const widening = {
      what: "widening",
      id: BudgetId.parse(id),
      caps: caps(),
      from: Instant.parse(NIGHT),
      serial,
    } as const
    const signed = await signs("alice", widening)
    expect(await thawed({ signed })).toEqual(["thawerHasSigned"])
  })

  it("not twice, nor where nothing is frozen", async () => {
    const { budgets, as, thaw, overrun } = await night()
    expect(refusedFor(await budgets.unfreeze(as("alice").actor, await thaw()))).toEqual(["agentIsFrozen"])
    await overrun()
    const given = await thaw()
    await budgets.unfreeze(as("alice").actor, given)
    expect(refusedFor(await budgets.unfreeze(as("alice").actor, given))).toEqual([
      "agentIsFrozen",
      "countersignatureNamesThisChange",
    ])
  })

  it("and is frozen again by the next overrun, for which the last thaw is good for nothing", async () => {
    const { budgets, as, thaw, called, reported, budgetOf } = await night()
    const [first, second] = [await called(1, 1, "a"), await called(1, 1, "b")]
    await reported(first, { spend: 2, affected: 1 })
    const given = await thaw()
    await reported(second, { spend: 2, affected: 1 })
    expect(refusedFor(await budgets.unfreeze(as("alice").actor, given))).toEqual(["countersignatureNamesThisChange"])
    expect(await budgets.unfreeze(as("alice").actor, await thaw())).toMatchObject({ status: "active" })
    expect((await budgetOf()).kept.serial).toBe(3)
  })
})

describe("budgets and reservations are listed", () => {
  it("apart from each other, the latest first, by status", async () => {
    const { budgets, opened, called, reported, overrun, at } = await night()
    at(1)
    await opened("helper", "bob")
    const [first, second] = [await called(1, 1, "a"), await called(1, 1, "b")]
    await reported(first, { spend: 1, affected: 1 })
    const third = await overrun()
    const idsOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items.map(({ id }) => id)
    expect(idsOf(await budgets.list(acme()))).toEqual(["helper", "deployer"])
    expect(idsOf(await budgets.list(acme(), { status: "frozen" }))).toEqual(["deployer"])
    expect(idsOf(await budgets.list(acme(), { status: "active" }))).toEqual(["helper"])
    expect(idsOf(await budgets.reservations(acme()))).toEqual([third, second, first])
    expect(idsOf(await budgets.reservations(acme(), { status: "open" }))).toEqual([second])
    expect(idsOf(await budgets.reservations(acme(), { status: "settled" }))).toEqual([third, first])
    expect(idsOf(await budgets.reservations(acme(), { status: "lapsed" }))).toEqual([])
    await expect(budgets.list(acme(), { status: "open" as never })).rejects.toBeInstanceOf(InputError)
    await expect(budgets.reservations(acme(), { status: "frozen" as never })).rejects.toBeInstanceOf(InputError)
  })

  it("page by page, to the end, none twice and none left out", async () => {
    const { budgets, opened, called } = await night()
    await opened("helper")
    await opened("inspector-bot")
    const reserved: string[] = []
    for (const text of ["a", "b", "c", "d", "e"]) reserved.push(await called(1, 1, text))
    const all = async (
      list: (page: { limit: number; cursor?: string | null }) => Promise<{
        items: readonly { readonly id: string }[]
        next: string | null
      }>,
    ) => {
      const ids: string[][] = []
      for (let cursor: string | null = null; ids.length < 9;) {
        const { items, next } = await list({ limit: 2, cursor })
        ids.push(items.map(({ id }) => id))
        if (next === null) return ids
        cursor = next
      }
      return ids
    }
    expect(await all((page) => budgets.list(acme(), page))).toEqual([["inspector-bot", "helper"], ["deployer"]])
    const paged = await all((page) => budgets.reservations(acme(), page))
    expect(paged.flat()).toEqual(reserved.toReversed())
    expect(paged.map(({ length }) => length)).toEqual([2, 2, 1])
  })

  it("one by one: a reservation is no budget, and a budget no reservation", async () => {
    const { budgets, called } = await night()
    const id = await called()
    expect(await budgets.get(acme(), id)).toBeNull()
    expect(await budgets.reservation(acme(), "deployer")).toBeNull()
    expect(await budgets.get(acme(), "nobody")).toBeNull()
    expect(await budgets.reservation(acme(), "reservation_none")).toBeNull()
  })

  it("as copies: what somebody does to one changes no budget", async () => {
    const { budgets, budgetOf } = await night()
    const { kept } = await budgetOf()
    Object.assign(kept.caps, { spend: Number.MAX_SAFE_INTEGER })
    Object.assign((await budgets.list(acme())).items[0]?.kept.meter ?? {}, { spend: -1_000 })
    expect((await budgetOf()).kept).toMatchObject({ caps: { spend: 1_000 }, meter: { spend: 0 } })
  })
})

describe("tenants share no budget", () => {
  it("so agents of one id have each their own, and nobody changes another tenant's", async () => {
    const { gate, budgets, as, widening, thaw, called, overrun } = await night()
    const id = await called()
    await overrun()
    expect(await budgets.get(globex(), "deployer")).toBeNull()
    expect(await budgets.reservation(globex(), id)).toBeNull()
    expect((await budgets.list(globex())).items).toEqual([])
    expect((await budgets.reservations(globex())).items).toEqual([])
    const stranger = as("stranger").actor
    const budget = BudgetId.parse("deployer")
    const own = { ...(await widening()), countersigner: stranger.id }
    expect(await budgets.widen(stranger, own)).toEqual({ type: "unknown" })
    expect(await budgets.unfreeze(stranger, { ...(await thaw()), countersigner: stranger.id })).toEqual({
      type: "unknown",
    })
    expect(await budgets.narrow(stranger, { id: budget, caps: caps({ spend: 0 }) })).toEqual({ type: "unknown" })
    expect(refusedFor({ type: "deny", ...(await gate.decide(as("mole"), note())) })).toEqual(["agentHasBudget"])
  })
})

describe("how a gate stands", () => {
  it("counts budgets, those that are frozen, calls that run, and those that nobody reported in time", async () => {
    const { gate, opened, called, overrun, at } = await night()
    await opened("helper")
    await called(1, 1, "a")
    await overrun()
    expect((await gate.status(acme())).budgets).toEqual({ budgets: 2, frozen: 1, running: 1, unknown: 0 })
    at(15)
    expect((await gate.status(acme())).budgets).toEqual({ budgets: 2, frozen: 1, running: 0, unknown: 1 })
    await gate.sweep()
    expect((await gate.status(acme())).budgets).toEqual({ budgets: 2, frozen: 1, running: 0, unknown: 1 })
    expect((await gate.status(globex())).budgets).toEqual({ budgets: 0, frozen: 0, running: 0, unknown: 0 })
  })
})

describe("what is handed to the library", () => {
  it.each<[string, object]>([
    ["id", { id: "reservation_1" }],
    ["id", { id: "an agent" }],
    ["caps.spend", { caps: { ...caps(), spend: -1 } }],
    ["caps.rate", { caps: { ...caps(), rate: 49 } }],
    ["caps.tools", { caps: { ...caps(), tools: ["a", "a"] } }],
    ["caps.tools", { caps: { ...caps(), tools: Array.from({ length: 33 }, (_, n) => `t${n}`) } }],
    ["caps.tools.0", { caps: { ...caps(), tools: ["*"] } }],
    ["from", { from: FOREVER + 1 }],
    ["from", { from: -1 }],
    ["serial", { serial: -1 }],
    ["serial", { serial: 0.5 }],
    ["countersigner", { countersigner: "two people" }],
    ["the input", { tenant: "globex" }],
  ])("is in its shape, or nothing happens: %s", async (path, changes) => {
    const { budgets, as, widening, size } = await night()
    const given = budgets.widen(as("alice").actor, { ...(await widening()), ...changes })
    await expect(given).rejects.toThrow(`${path} is not of its shape`)
    await expect(given).rejects.toBeInstanceOf(InputError)
    expect(await size()).toBe(1)
  })
})
