import { documentedBy } from "../documented.ts"
import { describe, expect, it } from "vitest"
import {
  BudgetAnswer,
  BudgetChangeAnswer,
  BudgetsAnswer,
  ReservationAnswer,
  ReservationChangeAnswer,
  ReservationsAnswer,
} from "../../../../adapters/http/budgets/schemas.ts"
import { routes } from "../../../../adapters/http/budgets/routes.ts"
import { RecordsAnswer, VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { StatusAnswer } from "../../../../adapters/http/status.ts"
import type { BudgetThaw, BudgetWidening } from "../../../../adapters/library/budgets/inputs.ts"
import { FOREVER } from "../../../../kernel/time.ts"
import { MINUTE, NIGHT, clock } from "../../library/break-glass/emergency.ts"
import { budgeted, caps, changing } from "../../library/budgets/spending.ts"
import { acme } from "../../library/fixture.ts"
import { type Name, problem, read, service } from "../fixture.ts"

/** What a person signed, as it travels. */
const travelling = (signed: BudgetThaw["signed"]) =>
  signed === null
    ? { statement: null, proof: null }
    : { statement: new TextDecoder().decode(signed.statement), proof: signed.proof }

const bodyOf = <Change extends BudgetThaw | BudgetWidening>(change: Change) => {
  const { id, key, signed, countersigned, ...rest } = change
  if (id === "" || key !== undefined) throw new Error("a body has neither")
  return { ...rest, ...travelling(signed), countersigned: travelling(countersigned) }
}

/** The service at night; the agent `deployer` has a budget unless told otherwise. */
const night = async ({ deployed = budgeted(), open = true } = {}) => {
  const { at } = clock()
  const world = await service(deployed)
  const { post, get, gate } = world
  const signs = changing(gate, deployed)
  if (open) await signs.opened()
  const note = (amount: unknown = 7, to: unknown = 1, text = "hello") => ({
    tool: "notes.write",
    payload: JSON.stringify({ amount, to, text }),
  })
  const call = async (name: Name, ...given: Parameters<typeof note>) =>
    read(VerdictAnswer, await post(name, "/v1/decisions", note(...given)))
  const called = async (...given: Parameters<typeof note>) => (await call("deployer", ...given)).reservation ?? "none"
  const report = (id: string, spend: unknown, affected: unknown, name: Name = "ci") =>
    post(name, `/v1/reservations/${id}/outcome`, { spend, affected })
  const overrun = async () => {
    const id = await called(7, 1, "overrun")
    await report(id, 8, 1)
    return id
  }
  const shown = async (name: Name = "alice") =>
    (await read(BudgetAnswer, await get(name, "/v1/budgets/deployer"))).budget
  const widening = async (...given: Parameters<typeof signs.widening>) => bodyOf(await signs.widening(...given))
  const thaw = async (...given: Parameters<typeof signs.thaw>) => bodyOf(await signs.thaw(...given))
  return { ...world, at, note, call, called, report, overrun, shown, widening, thaw }
}

const OPENING = { agent: "deployer", owner: "carol" }

describe("budgets over HTTP", () => {
  it("are opened, charged, reported, widened, narrowed, frozen and thawed", async () => {
    const { post, get, call, report, shown, widening, thaw, at } = await night({ open: false })
    const opened = await read(BudgetChangeAnswer, await post("alice", "/v1/budgets", OPENING))
    expect(opened).toEqual({ id: "deployer", status: "active", record: 0, warnings: [] })

    const verdict = await call("deployer", 7, 2)
    expect(verdict).toMatchObject({ verdict: "allow", left: null })
    const id = verdict.reservation ?? "none"
    expect(await read(ReservationAnswer, await get("helper", `/v1/reservations/${id}`))).toMatchObject({
      reservation: { id, status: "open", budget: "deployer", asked: { spend: 7, affected: 2 } },
    })
    expect(await read(ReservationChangeAnswer, await report(id, 5, 2))).toEqual({
      id,
      status: "settled",
      record: 2,
      warnings: [],
    })
    expect(await shown("deployer")).toMatchObject({ meter: { spend: 5, affected: 2 }, running: [] })

    const from = NIGHT + 15 * MINUTE
    const widened = await post("alice", "/v1/budgets/deployer/widen", await widening({ spend: 2_000 }, { from }))
    expect(await read(BudgetChangeAnswer, widened)).toMatchObject({ status: "active", record: 3 })
    at(15)
    expect((await call("deployer", 1_500, 1)).verdict).toBe("allow")

    const narrowed = await post("bob", "/v1/budgets/deployer/narrow", { caps: caps({ spend: 1_600 }) })
    expect(await read(BudgetChangeAnswer, narrowed)).toMatchObject({ status: "active" })

    const dear = (await call("deployer", 1, 1, "dear")).reservation ?? "none"
    await report(dear, 2, 1)
    expect(await shown()).toMatchObject({ status: "frozen", frozen: true, serial: 3 })
    expect((await call("deployer", 1, 1, "next")).reasons).toMatchObject([{ guard: "agentIsNotFrozen" }])
    const thawed = await post("bob", "/v1/budgets/deployer/unfreeze", await thaw({ by: "bob", with: "alice" }))
    expect(await read(BudgetChangeAnswer, thawed)).toMatchObject({ status: "active" })
    expect((await call("deployer", 1, 1, "next")).verdict).toBe("allow")

    const { records } = await read(RecordsAnswer, await get("auditor", "/v1/log/records"))
    expect(records).toHaveLength(11)
  })

  it("tell an agent what is left where they refuse it", async () => {
    const { call } = await night()
    await call("deployer", 990, 1)
    const { verdict, reasons, left, reservation: none } = await call("deployer", 11, 11)
    expect([verdict, none, reasons.map(({ guard }) => guard)]).toEqual([
      "deny",
      null,
      ["spendIsWithinCap", "blastRadiusIsWithinCap"],
    ])
    expect(left).toEqual({
      caps: caps(),
      today: { spend: 990, affected: 1 },
      recent: 1,
      repeats: 0,
      open: 1,
      unknown: 0,
      windowFreesAt: NIGHT + 60 * MINUTE,
      dayEndsAt: NIGHT + 21 * 60 * MINUTE,
      windowMs: 60 * MINUTE,
      leaseMs: 15 * MINUTE,
    })
  })

  it("are refused with 403 and every guard that failed, each with its sentence", async () => {
    const { post, widening, thaw, called, report, overrun } = await night()
    const taken = await problem(await post("alice", "/v1/budgets", OPENING))
    expect(taken).toMatchObject({ name: "refused", status: 403, guards: ["taken"], told: { warnings: [] } })
    expect((await problem(await post("deployer", "/v1/budgets", OPENING))).guards).toEqual(["taken"])
    expect((await problem(await post("deployer", "/v1/budgets", { agent: "helper", owner: "bob" }))).guards).toEqual([
      "openerIsAdmin",
    ])

    const path = "/v1/budgets/deployer"
    const unsigned = await post("alice", `${path}/widen`, { ...(await widening()), statement: null, proof: null })
    expect(await unsigned.clone().text()).toContain(`"sentence":`)
    expect((await problem(unsigned)).guards).toEqual(["widenerHasSigned"])
    const alone = await widening({ spend: 2_000 }, { with: "alice" })
    expect((await problem(await post("alice", `${path}/widen`, alone))).guards).toEqual(["wideningIsCountersigned"])
    const owners = await widening({ spend: 2_000 }, { with: "carol" })
    expect((await problem(await post("alice", `${path}/widen`, owners))).guards).toEqual([
      "countersignerIsNotBeneficiary",
    ])
    const replayed = await widening()
    expect((await post("alice", `${path}/widen`, replayed)).status).toBe(200)
    expect((await problem(await post("alice", `${path}/widen`, replayed))).guards).toEqual([
      "countersignatureNamesThisChange",
    ])
    expect((await problem(await post("alice", `${path}/unfreeze`, await thaw()))).guards).toEqual(["agentIsFrozen"])
    expect((await problem(await post("deployer", `${path}/narrow`, { caps: caps({ spend: 0 }) }))).guards).toEqual([
      "narrowerIsAdmin",
    ])
    expect(
      (await problem(await post("alice", `${path}/narrow`, { caps: caps({ spend: 9_999, depth: 1 }) }))).guards,
    ).toEqual(["narrowingOnlyNarrows"])

    const id = await called()
    for (const name of ["deployer", "helper", "alice", "auditor"] as const)
      expect((await problem(await report(id, 0, 0, name))).guards).toEqual(["reporterIsGate"])
    await overrun()
    expect((await problem(await post("carol", `${path}/unfreeze`, await thaw({ by: "carol" })))).guards).toEqual([
      "thawerIsNotBeneficiary",
    ])
  })

  it("are for an agent of the tenant, of a person and with a person of it, or 422", async () => {
    const { post, widening } = await night({ open: false })
    for (const opening of [
      { agent: "nobody", owner: "carol" },
      { agent: "alice", owner: "carol" },
      { agent: "mole", owner: "carol" },
      { agent: "deployer", owner: "helper" },
      { agent: "deployer", owner: "stranger" },
    ])
      expect(await problem(await post("alice", "/v1/budgets", opening))).toMatchObject({
        name: "actor-unknown",
        status: 422,
      })
    await post("alice", "/v1/budgets", OPENING)
    const body = { ...(await widening()), countersigner: "nobody" }
    expect(await problem(await post("alice", "/v1/budgets/deployer/widen", body))).toMatchObject({ status: 422 })
  })

  it("are changed once with an idempotency key, and a call is charged once", async () => {
    const { post, note, shown, gate } = await night({ open: false })
    const first = await (await post("alice", "/v1/budgets", OPENING, "k-1")).text()
    expect(await (await post("alice", "/v1/budgets", OPENING, "k-1")).text()).toBe(first)
    const other = await post("alice", "/v1/budgets", { ...OPENING, agent: "helper" }, "k-1")
    expect(await problem(other)).toMatchObject({ name: "key-reused", status: 422 })
    const asked = async () => (await post("deployer", "/v1/decisions", note(), "k-2")).text()
    expect(await asked()).toBe(await asked())
    expect((await shown()).meter).toMatchObject({ spend: 7 })
    expect((await gate.log.head(acme())).size).toBe(2)
  })
})

describe("budgets and calls are listed over HTTP", () => {
  it("apart, by status, the latest first, to everybody of the tenant", async () => {
    const { post, get, called, overrun } = await night()
    await post("alice", "/v1/budgets", { agent: "helper", owner: "bob" })
    const first = await called(1, 1, "a")
    const second = await overrun()
    const budgets = async (query: string, name: Name = "helper") =>
      (await read(BudgetsAnswer, await get(name, `/v1/budgets${query}`))).budgets.map(({ id }) => id)
    const reservations = async (query: string, name: Name = "helper") =>
      (await read(ReservationsAnswer, await get(name, `/v1/reservations${query}`))).reservations.map(({ id }) => id)
    expect(await budgets("")).toEqual(["helper", "deployer"])
    expect(await budgets("?status=frozen")).toEqual(["deployer"])
    expect(await budgets("?limit=1")).toEqual(["helper"])
    expect(await budgets("", "stranger")).toEqual([])
    expect(await reservations("")).toEqual([second, first])
    expect(await reservations("?status=open")).toEqual([first])
    expect(await reservations("?status=unreserved")).toEqual([])
    expect(await reservations("", "mole")).toEqual([])
    const { next } = await read(ReservationsAnswer, await get("helper", "/v1/reservations?limit=1"))
    expect(await reservations(`?limit=1&cursor=${next ?? "none"}`)).toEqual([first])
  })

  it.each([
    ["/v1/budgets", "?status=open"],
    ["/v1/budgets", "?limit=0"],
    ["/v1/budgets", "?limit=501"],
    ["/v1/budgets", "?cursor=%00"],
    ["/v1/reservations", "?status=frozen"],
    ["/v1/reservations", "?limit=many"],
  ])("within bounds: %s%s is none", async (path, query) => {
    const { get } = await night()
    expect(await problem(await get("bob", `${path}${query}`))).toMatchObject({
      name: "malformed",
      status: 400,
      told: { errors: [{ in: "query" }] },
    })
  })

  it("a cursor that no page gave is none", async () => {
    const { get } = await night()
    for (const path of ["/v1/budgets", "/v1/reservations"])
      expect(await problem(await get("bob", `${path}?cursor=nowhere`))).toMatchObject({ status: 400 })
  })
})

describe("tenants share no budget over HTTP", () => {
  it("so another tenant's is answered exactly as one that never was", async () => {
    const { get, post, overrun, widening, thaw, shown, report } = await night()
    const id = await overrun()
    const signed = { countersigner: "stranger" }
    const [wider, thawed] = [
      { ...(await widening()), ...signed },
      { ...(await thaw()), ...signed },
    ]
    const answers = async (agent: string, reservation: string) =>
      Promise.all(
        [
          get("stranger", `/v1/budgets/${agent}`),
          post("stranger", `/v1/budgets/${agent}/widen`, wider),
          post("stranger", `/v1/budgets/${agent}/unfreeze`, thawed),
          post("stranger", `/v1/budgets/${agent}/narrow`, { caps: caps({ spend: 0 }) }),
          get("watcher", `/v1/reservations/${reservation}`),
          report(reservation, 0, 0, "watcher"),
        ].map(async (sent) => {
          const response = await sent
          const headers = [...response.headers].filter(([name]) => name !== "x-request-id")
          return { status: response.status, headers, body: await response.text() }
        }),
      )
    const others = await answers("deployer", id)
    expect(others).toEqual(await answers("nobody", "reservation_000000000000000000000000"))
    expect(others.map(({ status }) => status)).toEqual(Array<number>(6).fill(404))
    expect(await shown()).toMatchObject({ status: "frozen", caps: caps(), serial: 1, meter: { spend: 8 } })
  })

  it("and nobody at all without a key", async () => {
    const { get, post } = await night()
    for (const { method, path } of Object.values(routes)) {
      const at = path.replace("{id}", "deployer")
      const response = await (method === "get" ? get(null, at) : post(null, at, {}))
      expect([path, response.status]).toEqual([path, 401])
    }
  })
})

describe("what is sent about budgets and is not of its shape", () => {
  it("is named by its place, and never repeated; nothing is recorded", async () => {
    const { post, called, widening, thaw, gate } = await night()
    const secret = "hunter2-very-secret"
    const reservation = await called()
    const [wider, thawed] = [await widening(), await thaw()]
    const { size } = await gate.log.head(acme())
    const [widen, unfreeze, narrow] = ["widen", "unfreeze", "narrow"].map((verb) => `/v1/budgets/deployer/${verb}`)
    const outcome = `/v1/reservations/${reservation}/outcome`
    const bodies: (readonly [string | undefined, unknown, string])[] = [
      ["/v1/budgets", { agent: `${secret} !`, owner: "carol" }, "json agent"],
      ["/v1/budgets", { agent: `reservation_${"1".repeat(8)}`, owner: "carol" }, "json agent"],
      ["/v1/budgets", { agent: "deployer", owner: { secret } }, "json owner"],
      ["/v1/budgets", { agent: "deployer" }, "json owner"],
      ["/v1/budgets", { ...OPENING, caps: caps() }, "json "],
      ["/v1/budgets", { ...OPENING, [secret]: secret }, "json "],
      [widen, { ...wider, caps: { ...wider.caps, spend: secret } }, "json caps.spend"],
      [widen, { ...wider, caps: { ...wider.caps, spend: -1 } }, "json caps.spend"],
      [widen, { ...wider, caps: { ...wider.caps, depth: 33 } }, "json caps.depth"],
      [widen, { ...wider, caps: { ...wider.caps, tools: [`${secret} !`] } }, "json caps.tools.0"],
      [widen, { ...wider, caps: { ...wider.caps, tools: ["a", "a"] } }, "json caps.tools"],
      [widen, { ...wider, caps: { ...wider.caps, currency: secret } }, "json caps"],
      [widen, { ...wider, from: secret }, "json from"],
      [widen, { ...wider, from: FOREVER + 1 }, "json from"],
      [widen, { ...wider, serial: -1 }, "json serial"],
      [widen, { ...wider, countersigner: `${secret} !` }, "json countersigner"],
      [widen, { ...wider, countersigned: { ...wider.countersigned, proof: null } }, "json countersigned.statement"],
      [widen, { ...wider, proof: null }, "json statement"],
      [widen, { ...wider, tenant: secret }, "json "],
      [unfreeze, { ...thawed, caps: caps() }, "json "],
      [unfreeze, { ...thawed, serial: 2 ** 53 }, "json serial"],
      [narrow, { caps: null }, "json caps"],
      [narrow, { caps: { ...caps(), rate: 49 } }, "json caps.rate"],
      [narrow, { caps: caps(), from: NIGHT }, "json "],
      [outcome, { spend: -1, affected: 0 }, "json spend"],
      [outcome, { spend: 0.5, affected: 0 }, "json spend"],
      [outcome, { spend: secret, affected: 0 }, "json spend"],
      [outcome, { spend: 0 }, "json affected"],
      [outcome, { spend: 0, affected: 0, currency: secret }, "json "],
      [`/v1/reservations/${secret}!/outcome`, { spend: 0, affected: 0 }, "param id"],
      ["/v1/reservations/deployer/outcome", { spend: 0, affected: 0 }, "param id"],
      [`/v1/budgets/${secret}!/narrow`, { caps: caps() }, "param id"],
      [`/v1/budgets/${reservation}/narrow`, { caps: caps() }, "param id"],
    ]
    for (const [path = "", sent, place] of bodies) {
      const response = await post("alice", path, sent)
      const text = await response.clone().text()
      const { status, told } = await problem(response)
      const places = new Set(told.errors?.map(({ in: where, path: at }) => `${where} ${at}`))
      expect([path, status, [...places]]).toEqual([path, 400, [place]])
      expect(text).not.toContain("hunter2")
    }
    expect((await gate.log.head(acme())).size).toBe(size)
  })

  it("is too large beyond 64 KiB", async () => {
    const { post, widening } = await night()
    const large = { ...(await widening()), statement: "a".repeat(64 * 1024) }
    expect(await problem(await post("alice", "/v1/budgets/deployer/widen", large))).toMatchObject({
      name: "too-large",
      status: 413,
    })
  })
})

describe("how a gate stands, over HTTP", () => {
  it("counts its budgets", async () => {
    const { get, overrun, called, at } = await night()
    await overrun()
    await called(1, 1, "running")
    const status = async (name: Name) => (await read(StatusAnswer, await get(name, "/v1/status"))).budgets
    expect(await status("deployer")).toEqual({ budgets: 1, frozen: 1, running: 0, unknown: 0 })
    at(15)
    expect(await status("mole")).toEqual({ budgets: 0, frozen: 0, running: 0, unknown: 0 })
  })
})

describe("every route of the OpenAPI document", () => {
  it("answers what its schema says, accepted and refused", async () => {
    const { app, get, post, called, overrun, widening, thaw, report } = await night({ open: false })
    const { seen, holds } = await documentedBy(app)
    const one = "/v1/budgets/{id}"
    const own = "/v1/budgets/deployer"
    expect(await holds("/v1/budgets", "post", post("deployer", "/v1/budgets", OPENING))).toBe(403)
    expect(await holds("/v1/budgets", "post", post("alice", "/v1/budgets", OPENING))).toBe(200)
    expect(await holds("/v1/budgets", "post", post("alice", "/v1/budgets", {}))).toBe(400)
    await holds(`${one}/widen`, "post", post("alice", `${own}/widen`, await widening({ spend: 5_000 })))
    await holds(`${one}/widen`, "post", post("bob", `${own}/widen`, await widening()))
    await holds(`${one}/narrow`, "post", post("alice", `${own}/narrow`, { caps: caps({ spend: 900 }) }))
    await holds(`${one}/narrow`, "post", post("alice", "/v1/budgets/none/narrow", { caps: caps() }))
    const id = await called(7, 1, "settled")
    await holds("/v1/decisions", "post", post("deployer", "/v1/decisions", { tool: "notes.write", payload: "{}" }))
    const dear = { tool: "notes.write", payload: '{ "amount": 5000, "to": 1 }' }
    await holds("/v1/decisions", "post", post("deployer", "/v1/decisions", dear))
    await holds("/v1/reservations/{id}/outcome", "post", report(id, 7, 1))
    await holds("/v1/reservations/{id}/outcome", "post", report(id, 7, 1))
    await overrun()
    await holds(one, "get", get("alice", own))
    await holds(`${one}/unfreeze`, "post", post("alice", `${own}/unfreeze`, await thaw()))
    await holds(`${one}/unfreeze`, "post", post("alice", `${own}/unfreeze`, await thaw()))
    await called(1, 1, "open")
    await holds("/v1/budgets", "get", get("alice", "/v1/budgets"))
    await holds(one, "get", get("alice", own))
    await holds(one, "get", get("alice", "/v1/budgets/nobody"))
    await holds("/v1/reservations", "get", get("alice", "/v1/reservations"))
    await holds("/v1/reservations/{id}", "get", get("alice", `/v1/reservations/${id}`))
    const declared = Object.values(routes).map(({ method, path }) => `${method} ${path}`)
    expect([...seen]).toEqual(expect.arrayContaining(declared))
  })
})
