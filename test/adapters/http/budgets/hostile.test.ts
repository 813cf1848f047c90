import { describe, expect, it } from "vitest"
import { BudgetAnswer, BudgetsAnswer } from "../../../../adapters/http/budgets/schemas.ts"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { clock } from "../../library/break-glass/emergency.ts"
import { budgeted, caps, changing, withAgents } from "../../library/budgets/spending.ts"
import { acme } from "../../library/fixture.ts"
import { problem, read, service } from "../fixture.ts"

const night = async (deployed = budgeted()) => {
  clock()
  const world = await service(deployed)
  const signs = changing(world.gate, deployed)
  await signs.opened()
  return { ...world, ...signs }
}

describe("an id in a path", () => {
  it("may be any that an agent has, with every character of it, and as long as can be", async () => {
    const ids = ["a.b@c:d-e_f", "x".repeat(128), "constructor", "widen", "Reservation_1", "0"]
    const { deployed } = withAgents(...ids)
    const { get, post } = await night(deployed)
    for (const agent of ids) {
      expect((await post("alice", "/v1/budgets", { agent, owner: "bob" })).status).toBe(200)
      const path = `/v1/budgets/${encodeURIComponent(agent)}`
      expect((await read(BudgetAnswer, await get("alice", path))).budget.id).toBe(agent)
      expect((await post("alice", `${path}/narrow`, { caps: caps({ spend: 1 }) })).status).toBe(200)
    }
    const listed: string[] = []
    for (let query = "?limit=1"; listed.length <= ids.length;) {
      const { budgets, next } = await read(BudgetsAnswer, await get("alice", `/v1/budgets${query}`))
      listed.push(...budgets.map(({ id }) => id))
      if (next === null) break
      query = `?limit=1&cursor=${encodeURIComponent(next)}`
    }
    expect(listed).toEqual(["deployer", ...ids].toReversed())
  })

  it.each([
    "..%2fstatus",
    "deployer%2fwiden",
    "deployer%00",
    "deployer%0a",
    "%2564eployer",
    "deployer%20",
    "%e2%80%aedeployer",
    "reservation_1",
    "x".repeat(129),
    "%",
    "*",
  ])("that no agent can have is none: %s", async (id) => {
    const { get, post, budgetOf } = await night()
    for (const sent of [
      get("alice", `/v1/budgets/${id}`),
      post("alice", `/v1/budgets/${id}/narrow`, { caps: caps({ spend: 0 }) }),
    ]) {
      const { status } = await problem(await sent)
      expect([400, 404]).toContain(status)
    }
    expect((await budgetOf()).kept.serial).toBe(0)
  })

  it.each([
    "reservation_",
    "reservation_..",
    "reservation_1%2foutcome",
    "reservation_%00",
    "RESERVATION_1",
    `reservation_${"1".repeat(129)}`,
    "deployer",
  ])("that no reservation can have is none: %s", async (id) => {
    const { get, post } = await night()
    for (const sent of [
      get("ci", `/v1/reservations/${id}`),
      post("ci", `/v1/reservations/${id}/outcome`, { spend: 0, affected: 0 }),
    ]) {
      const { status } = await problem(await sent)
      expect([400, 404]).toContain(status)
    }
  })
})

describe("a body about budgets that is meant to be misread", () => {
  it("is refused where it says something twice, or of the prototype", async () => {
    const { send, called, budgetOf, gate } = await night()
    const id = await called()
    const { size } = await gate.log.head(acme())
    const post = (path: string, body: string) =>
      send("ci", path, { method: "POST", body, headers: { "content-type": "application/json" } })
    for (const body of [
      '{ "spend": 0, "spend": 7, "affected": 1 }',
      '{ "spend": 1e999, "affected": 1 }',
      '{ "__proto__": { "spend": 0 }, "affected": 1 }',
      '{ "spend": 0, "affected": 1, "__proto__": {} }',
      '{ "spend": 9007199254740993, "affected": 1 }',
      '{ "spend": "0", "affected": 1 }',
      '[{ "spend": 0, "affected": 1 }]',
    ])
      expect((await problem(await post(`/v1/reservations/${id}/outcome`, body))).status).toBe(400)
    expect((await budgetOf()).kept.meter.spend).toBe(7)
    expect((await gate.log.head(acme())).size).toBe(size)
  })

  it("may spell an amount in any way that is one, and charges that", async () => {
    const { send, budgetOf, gate } = await night()
    for (const [n, amount] of ["7.0", "7e0", "70e-1", "-0"].entries()) {
      const payload = `{ "amount": ${amount}, "to": 1, "n": ${n} }`
      const body = JSON.stringify({ tool: "notes.write", payload })
      const headers = { "content-type": "application/json" }
      const verdict = await read(
        VerdictAnswer,
        await send("deployer", "/v1/decisions", { method: "POST", body, headers }),
      )
      expect(verdict.verdict).toBe("allow")
    }
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 21, affected: 4 })
    expect((await gate.log.verify(acme())).ok).toBe(true)
  })
})

describe("a call of several megabytes", () => {
  it("is charged by its arguments over HTTP too", async () => {
    const { post, budgetOf } = await night()
    const payload = JSON.stringify({ text: "n".repeat(5_000_000), amount: 7, to: 2 })
    const verdict = await read(VerdictAnswer, await post("deployer", "/v1/decisions", { tool: "notes.write", payload }))
    expect(verdict.verdict).toBe("allow")
    expect((await budgetOf()).kept.meter).toMatchObject({ spend: 7, affected: 2 })
  })
})
