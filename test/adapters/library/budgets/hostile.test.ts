import { describe, expect, it } from "vitest"
import { budgetChangeOf } from "../../../../adapters/library/budgets/budgets.ts"
import { BudgetId } from "../../../../kernel/budgets/budgets.ts"
import { FOREVER, Instant } from "../../../../kernel/time.ts"
import { MINUTE, NIGHT, clock } from "../break-glass/emergency.ts"
import { acme, globex, opened } from "../fixture.ts"
import { budgeted, caps, changing, note, withAgents } from "./spending.ts"

/** The most that a cap on a sum may be. */
const MOST = Number.MAX_SAFE_INTEGER - 1

const night = async (deployed = budgeted(), open = true) => {
  const { at } = clock()
  const world = await opened(deployed)
  const spending = changing(world.gate, deployed)
  if (open) await spending.opened()
  return { ...world, ...spending, budgets: world.gate.budgets, at }
}

type Told = readonly { readonly guard: string }[]
const guardsOf = ({ reasons = [] }: { readonly reasons?: Told }) => reasons.map(({ guard }) => guard)
const text = (said: string) => new TextEncoder().encode(said)

describe("an agent whose name is odd", () => {
  it("and looks like a reservation's has no budget, and so no calls", async () => {
    const { deployed, keys } = withAgents("reservation_0123456789abcdef01234567", "reservation_")
    const { gate, opened: opens, budgets } = await night(deployed)
    for (const { id, key } of keys) {
      await expect(opens(id)).rejects.toThrow("agent is not of its shape")
      const caller = gate.authenticate(key)
      if (caller === null) throw new Error("nobody is known by this key")
      expect(guardsOf(await gate.decide(caller, note()))).toEqual(["agentHasBudget"])
      expect(await budgets.get(acme(), id)).toBeNull()
    }
  })

  it("or as long as a name may be is listed all the same, page by page", async () => {
    const long = ["a", "b", "c"].map((letter) => letter.repeat(128))
    const { deployed } = withAgents(...long, "Reservation_1", "a.b@c:d-e_f")
    const { opened: opens, budgets } = await night(deployed)
    const all = ["deployer", ...long, "Reservation_1", "a.b@c:d-e_f"]
    for (const id of all.slice(1)) expect(await opens(id)).toMatchObject({ type: "accepted", id })
    const listed: string[] = []
    let page = await budgets.list(acme(), { limit: 1 })
    listed.push(...page.items.map(({ id }) => id))
    while (page.next !== null) {
      page = await budgets.list(acme(), { limit: 1, cursor: page.next })
      listed.push(...page.items.map(({ id }) => id))
    }
    expect(listed).toEqual(all.toReversed())
    for (const id of all) expect((await budgets.get(acme(), id))?.id).toBe(id)
  })

  it("and is one of every object's properties' is like any other", async () => {
    const { deployed } = withAgents("constructor", "toString")
    const { opened: opens, budgets } = await night(deployed)
    expect(await budgets.get(acme(), "constructor")).toBeNull()
    expect(await budgets.get(acme(), "__proto__")).toBeNull()
    expect(await opens("constructor")).toMatchObject({ type: "accepted" })
    expect((await budgets.get(acme(), "constructor"))?.kept.meter.spend).toBe(0)
    expect(await budgets.get(acme(), "toString")).toBeNull()
  })
})

describe("amounts at the edge of what is exact", () => {
  const unlimited = () =>
    budgeted((file) =>
      file.replaceAll('"spend":1000,"affected":100,"blast":10', `"spend":${MOST},"affected":${MOST},"blast":${MOST}`),
    )

  it("are charged to the last one, and no further", async () => {
    const { gate, as, called, budgetOf } = await night(unlimited())
    await called(MOST, MOST, "all of it")
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: MOST, affected: MOST })
    expect(guardsOf(await gate.decide(as("deployer"), note(MOST + 2, 1)))).toEqual(["spendIsAnAmount"])
    expect(guardsOf(await gate.decide(as("deployer"), note(1, 0)))).toEqual(["spendIsWithinCap"])
    expect(guardsOf(await gate.decide(as("deployer"), note(MOST + 1, MOST + 1)))).toEqual([
      "spendIsWithinCap",
      "affectedIsWithinCap",
      "blastRadiusIsWithinCap",
    ])
    expect((await gate.log.verify(acme())).ok).toBe(true)
  })

  it("may be reported, and freeze: the sum stays what can be said, and the log verifies", async () => {
    const { gate, called, reported, budgetOf } = await night()
    const [first, second] = [await called(1, 1, "a"), await called(1, 1, "b")]
    for (const id of [first, second]) await reported(id, { spend: MOST + 1, affected: MOST + 1 })
    expect(await budgetOf()).toMatchObject({
      status: "frozen",
      kept: { meter: { spend: MOST + 1, affected: MOST + 1 } },
    })
    expect((await gate.log.verify(acme())).ok).toBe(true)
  })

  it("below zero by a sign alone are nothing, in the record as in memory", async () => {
    const { gate, as, called, reported, budgetOf, budgets } = await night()
    const asked = await gate.decide(as("deployer"), {
      tool: "notes.write",
      payload: text('{ "amount": -0, "to": -0.0 }'),
    })
    expect(asked.verdict).toBe("allow")
    await reported(await called(1, 1), { spend: -0, affected: -0 })
    await budgets.narrow(as("alice").actor, { id: "deployer", caps: caps({ spend: -0 }) })
    const { meter, caps: now } = (await budgetOf()).kept
    expect([meter.spend, meter.affected].map((amount) => Object.is(amount, 0))).toEqual([true, true])
    expect(JSON.stringify([meter.spend, meter.affected, now.spend])).toBe("[0,0,0]")
    expect(guardsOf(await gate.decide(as("deployer"), note(1, 1)))).toEqual(["spendIsWithinCap"])
    expect((await gate.log.verify(acme())).ok).toBe(true)
  })
})

describe("arguments that are meant to be misread", () => {
  it.each([
    ["one amount behind another", '{ "amount": 1, "amount": 999, "to": 1 }'],
    ["a name by its escapes", '{ "amount": 1, "\\u0061mount": 999, "to": 1 }'],
    ["an amount of the prototype", '{ "__proto__": { "amount": 1, "to": 1 } }'],
    ["a mark before the text", '\ufeff{ "amount": 1, "to": 1 }'],
    ["a comment", '{ "amount": 1, /* 999 */ "to": 1 }'],
    ["a list for a map", '[["amount", 1], ["to", 1]]'],
    ["an amount of digits that no double has", '{ "amount": 9007199254740993, "to": 1 }'],
  ])("are denied: %s", async (_, payload) => {
    const { gate, as, budgetOf } = await night()
    const { verdict, reasons } = await gate.decide(as("deployer"), { tool: "notes.write", payload: text(payload) })
    expect([verdict, guardsOf({ reasons }).includes("spendIsAnAmount")]).toEqual(["deny", true])
    expect((await budgetOf()).kept.calls).toEqual([])
  })

  it("of several megabytes are read to the amount", async () => {
    const { gate, as, budgetOf } = await night()
    const payload = text(JSON.stringify({ text: "n".repeat(6_000_000), amount: 7, to: 2 }))
    expect((await gate.decide(as("deployer"), { tool: "notes.write", payload })).verdict).toBe("allow")
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 7, affected: 2 })
  })

  it("of several megabytes that are made to be read slowly are denied, and charge nothing", async () => {
    const { gate, as, budgetOf } = await night()
    for (const said of [
      `{ "amount": 7, "to": 1, "text": ${"[".repeat(2_000_000)}${"]".repeat(2_000_000)} }`,
      `{ "amount": 7, "to": 1, "text": [${"{},".repeat(1_000_000)}{}] }`,
    ]) {
      const { verdict } = await gate.decide(as("deployer"), { tool: "notes.write", payload: text(said) })
      expect(verdict).toBe("deny")
    }
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 0 })
  })

  it("where the policy looks 256 names deep have nothing there: so deep nothing is read", async () => {
    const pointer = "/".repeat(256)
    const deployed = budgeted((file) => file.replaceAll("argument: /amount", `argument: "${pointer}"`))
    const { gate, as } = await night(deployed)
    for (const said of ['{ "to": 1 }', `{ "to": 1, "": ${'{"":'.repeat(255)}7${"}".repeat(255)} }`]) {
      const verdict = await gate.decide(as("deployer"), { tool: "notes.write", payload: text(said) })
      expect([verdict.verdict, guardsOf(verdict)[0]]).toEqual(["deny", "spendIsAnAmount"])
    }
  })
})

describe("a widening that is meant for never", () => {
  it("waits until then, is replaced by another one, and goes with a narrowing", async () => {
    const { gate, as, budgets, widening, budgetOf, at } = await night()
    const far = await widening({ spend: MOST }, { from: FOREVER })
    expect(await budgets.widen(as("alice").actor, far)).toMatchObject({ type: "accepted" })
    at(60 * 24)
    expect(guardsOf(await gate.decide(as("deployer"), note(1_001, 1)))).toEqual(["spendIsWithinCap"])
    const near = await widening({ spend: 2_000 }, { from: NIGHT + 60 * 24 * MINUTE })
    await budgets.widen(as("alice").actor, near)
    expect((await budgetOf()).kept).toMatchObject({ caps: caps(), widening: { caps: { spend: 2_000 } }, serial: 2 })
    await budgets.widen(as("alice").actor, await widening({ spend: MOST }, { from: FOREVER }))
    await budgets.narrow(as("bob").actor, { id: "deployer", caps: caps() })
    expect((await budgetOf()).kept).toMatchObject({ caps: caps(), widening: null })
  })
})

describe("what was signed in one tenant", () => {
  it("is good for nothing in another, whose agent has the same name", async () => {
    const deployed = budgeted((file) => file.replaceAll("id: mole, kind: agent", "id: deployer, kind: agent"))
    const { budgets, as, widening, opened: opens, budgetOf, signedBy } = await night(deployed)
    const stranger = as("stranger").actor
    expect(await opens("deployer", "stranger", stranger)).toMatchObject({ type: "accepted" })
    const acmes = await widening({ spend: 2_000 })
    const sent = { ...acmes, countersigner: "stranger" }
    const change = {
      what: "widening",
      id: BudgetId.parse("deployer"),
      caps: caps({ spend: 2_000 }),
      from: Instant.parse(acmes.from),
      serial: 1,
    } as const
    const own = await signedBy("stranger", budgetChangeOf(stranger, change))
    const foreign = await signedBy("stranger", { ...budgetChangeOf(stranger, change), tenant: "acme" })
    for (const signed of [acmes.signed, foreign])
      expect(
        guardsOf({ reasons: [], ...(await budgets.widen(stranger, { ...sent, signed, countersigned: own })) }),
      ).toContain("widenerHasSigned")
    for (const countersigned of [acmes.signed, acmes.countersigned, foreign])
      expect(
        guardsOf({ reasons: [], ...(await budgets.widen(stranger, { ...sent, signed: own, countersigned })) }),
      ).toContain("countersignatureIsSigned")
    expect((await budgetOf("deployer", globex())).kept).toMatchObject({ serial: 0, owner: { id: "stranger" } })
    // And at home it is as good as before.
    expect(await budgets.widen(as("alice").actor, acmes)).toMatchObject({ type: "accepted" })
  })
})

describe("an agent, or a service, that reports what it may not", () => {
  it("of its own calls, with every role that there is, is refused", async () => {
    const roles = "roles: [executor, responder]"
    const deployed = budgeted((file) =>
      file.replace("- { id: deployer, kind: agent,", `- { id: deployer, kind: agent, ${roles},`),
    )
    const { called, reported, budgetOf } = await night(deployed)
    const id = await called()
    expect(guardsOf({ reasons: [], ...(await reported(id, { spend: 0, affected: 0 }, "deployer")) })).toEqual([
      "reporterIsGate",
    ])
    expect((await budgetOf()).kept.meter.spend).toBe(7)
  })

  it("of another tenant's calls finds none", async () => {
    const { called, reported } = await night()
    expect(await reported(await called(), { spend: 0, affected: 0 }, "watcher")).toEqual({ type: "unknown" })
  })

  it("of a budget as if it were a reservation is no report", async () => {
    const { reported } = await night()
    await expect(reported("deployer", { spend: 0, affected: 0 })).rejects.toThrow("id is not of its shape")
  })

  it("in the role of the gate is in no config: nobody is given that", () => {
    const deployed = budgeted((file) => file.replace("roles: [auditor]", "roles: [gate]"))
    expect(() => deployed.config()).toThrow(`the role "gate" is the gate's own`)
  })
})
