import { describe, expect, it } from "vitest"
import {
  CallAnswer,
  CallChangeAnswer,
  CallOutcomeAnswer,
  CallsAnswer,
  RedeemAnswer,
  ResolutionChangeAnswer,
} from "../../../../adapters/http/calls/schemas.ts"
import { routes } from "../../../../adapters/http/calls/routes.ts"
import { VerdictAnswer } from "../../../../adapters/http/schemas.ts"
import { digestOf } from "../../../../kernel/digest.ts"
import { clock } from "../../library/break-glass/emergency.ts"
import { budgeted, changing } from "../../library/budgets/spending.ts"
import { acme } from "../../library/fixture.ts"
import { documentedBy } from "../documented.ts"
import { type Name, problem, read, service } from "../fixture.ts"

/** The service at night, whose agent `deployer` has a budget; the service `ci` executes. */
const night = async () => {
  const { at } = clock()
  const deployed = budgeted()
  const world = await service(deployed)
  const { get, post, gate } = world
  await changing(gate, deployed).opened()
  let calls = 0
  const allowed = async (name: Name = "deployer") => {
    calls += 1
    const body = { tool: "notes.write", payload: JSON.stringify({ amount: 7, to: 1, calls }) }
    const { call, permit } = await read(VerdictAnswer, await post(name, "/v1/decisions", body))
    if (call === null || permit === null) throw new Error("it is allowed")
    return { call, permit }
  }
  const redeem = (permit: unknown, name: Name | null = "ci", key?: string) =>
    post(name, "/v1/permits/redeem", { permit }, key)
  const report = (call: string, body: object, name: Name = "ci", key?: string) =>
    post(name, `/v1/calls/${call}/outcome`, body, key)
  const shown = async (call: string) => (await read(CallAnswer, await get("helper", `/v1/calls/${call}`))).call
  /** A call of which nobody reported in time. */
  const unknown = async () => {
    const { call, permit } = await allowed()
    await redeem(permit)
    at(65)
    await gate.sweep()
    return call
  }
  return { ...world, at, allowed, redeem, report, shown, unknown }
}

describe("calls over HTTP", () => {
  it("are redeemed, reported and shown", async () => {
    const { allowed, redeem, report, shown } = await night()
    const { call, permit } = await allowed()
    expect(await read(RedeemAnswer, await redeem(permit))).toMatchObject({
      id: call,
      status: "performing",
      permit: { call, aud: "notes.write", tenant: "acme" },
    })
    const told = await report(call, { outcome: "completed", output: "done", spend: 5, affected: 1 })
    expect(await read(CallOutcomeAnswer, told)).toMatchObject({
      id: call,
      status: "completed",
      settled: { type: "accepted", id: call.replace("call_", "reservation_"), status: "settled" },
    })
    expect(await shown(call)).toMatchObject({
      status: "completed",
      resolution: null,
      ends: [{ by: { id: "ci" }, output: digestOf(new TextEncoder().encode("done")) }],
    })
  })

  it("have an output that is text or base64, and is hashed", async () => {
    const { allowed, report, shown } = await night()
    for (const output of ["ü", { base64: Buffer.from("ü").toString("base64") }]) {
      const { call } = await allowed()
      await report(call, { outcome: "completed", output })
      expect((await shown(call)).ends[0]?.output).toBe(digestOf(new TextEncoder().encode("ü")))
    }
  })

  it("fail only where it is known that nothing happened", async () => {
    const { allowed, report } = await night()
    const { call } = await allowed()
    const doubtful = await problem(await report(call, { outcome: "failed", nothingHappened: false }))
    expect([doubtful.status, doubtful.guards]).toEqual([403, ["failureIsKnown"]])
    const known = await report(call, { outcome: "failed", nothingHappened: true })
    expect(await read(CallOutcomeAnswer, known)).toMatchObject({ status: "failed", settled: null })
  })

  it("end as unknown where nobody reports; a person finds out", async () => {
    const { unknown, get, post, report, shown } = await night()
    const call = await unknown()
    expect((await problem(await report(call, { outcome: "completed" }))).guards).toEqual(["callIsRunning"])
    const { calls } = await read(CallsAnswer, await get("bob", "/v1/calls?status=outcomeUnknown"))
    expect(calls).toMatchObject([{ id: call, resolution: null }])
    const resolve = (name: Name) => post(name, `/v1/calls/${call}/resolution`, { outcome: "failed" })
    expect((await problem(await resolve("helper"))).guards).toEqual(["resolverIsHuman", "resolverIsEligible"])
    expect(await read(ResolutionChangeAnswer, await resolve("bob"))).toMatchObject({ status: "resolved" })
    expect((await problem(await resolve("carol"))).guards).toEqual(["taken"])
    expect(await shown(call)).toMatchObject({ status: "outcomeUnknown", resolution: { outcome: "failed" } })
  })

  it("are cancelled while they wait", async () => {
    const { ask, post, call } = await night()
    const { call: id, deadline } = await ask("ci", call())
    expect(deadline).toBeGreaterThan(0)
    const cancelled = await post("ci", `/v1/calls/${id ?? "none"}/cancel`, {})
    expect(await read(CallChangeAnswer, cancelled)).toMatchObject({ id, status: "cancelled" })
  })

  it("are listed page by page", async () => {
    const { allowed, get } = await night()
    const ids = [await allowed(), await allowed(), await allowed()].map(({ call }) => call)
    const first = await read(CallsAnswer, await get("alice", "/v1/calls?limit=2&status=released"))
    const rest = await read(CallsAnswer, await get("alice", `/v1/calls?cursor=${first.next ?? "none"}`))
    expect([...first.calls, ...rest.calls].map(({ id }) => id)).toEqual(ids.toReversed())
  })
})

describe("a permit over HTTP", () => {
  it("is redeemed once, of several at one time, whatever key comes with it: the same yes twice would be two leaves", async () => {
    const { allowed, redeem } = await night()
    const { permit } = await allowed()
    const sent = await Promise.all([redeem(permit, "ci", "a"), redeem(permit, "deployer"), redeem(permit, "alice")])
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 403, 403])
    for (const key of ["a", undefined])
      expect((await problem(await redeem(permit, "ci", key))).guards).toEqual(["effectIsUnattempted"])
  })

  it("that proves nothing is refused, and nothing is recorded", async () => {
    const { allowed, redeem, gate, at } = await night()
    const { permit } = await allowed()
    const { size } = await gate.log.head(acme())
    const [head = "", body = ""] = permit.split(".")
    const others = [redeem("a.b.c"), redeem(`${head}.${body}.${"A".repeat(86)}`), redeem(permit, "watcher")]
    for (const sent of others) {
      const { name, status, told } = await problem(await sent)
      expect([name, status]).toEqual(["permit-unproven", 403])
      expect(JSON.stringify(told)).not.toContain(body)
    }
    at(2)
    expect((await problem(await redeem(permit))).told.detail).toContain("too old")
    expect((await gate.log.head(acme())).size).toBe(size)
  })

  it.each([undefined, null, "", 7, {}, ["a"], "x".repeat(8_193)])(
    "is a text of a permit's length: %j",
    async (permit) => {
      const { redeem } = await night()
      expect((await problem(await redeem(permit))).name).toBe("malformed")
    },
  )

  it("takes an API key", async () => {
    const { allowed, redeem } = await night()
    const { permit } = await allowed()
    expect((await problem(await redeem(permit, null))).status).toBe(401)
  })
})

describe("a report over HTTP", () => {
  it.each<[string, object]>([
    ["nothing", {}],
    ["an end that there isn't", { outcome: "unknown" }],
    ["a failure of which nobody says whether it is known", { outcome: "failed" }],
    ["a failure with an output", { outcome: "failed", nothingHappened: true, output: "x" }],
    ["a completion of which nothing happened", { outcome: "completed", nothingHappened: true }],
    ["spend alone", { outcome: "completed", spend: 1 }],
    ["affected alone", { outcome: "completed", affected: 1 }],
    ["less than nothing", { outcome: "completed", spend: -1, affected: 1 }],
    ["what is no base64", { outcome: "completed", output: { base64: "ü" } }],
    ["half a character", { outcome: "completed", output: "\ud800" }],
    ["another name", { outcome: "completed", why: "so" }],
  ])("has no %s", async (_, body) => {
    const { allowed, report, shown } = await night()
    const { call } = await allowed()
    expect((await problem(await report(call, body))).name).toBe("malformed")
    expect((await shown(call)).status).toBe("released")
  })

  it("may bring an output as long as a call's arguments, and no longer", async () => {
    const { allowed, report } = await night()
    const { call } = await allowed()
    const most = 8 * 1024 * 1024
    expect((await problem(await report(call, { outcome: "completed", output: "x".repeat(most) }))).name).toBe(
      "too-large",
    )
    expect((await report(call, { outcome: "completed", output: "x".repeat(100_000) })).status).toBe(200)
  })

  it("by a foreign service is refused by name, once somebody has performed it", async () => {
    const { allowed, redeem, report } = await night()
    const { call, permit } = await allowed()
    await redeem(permit)
    const { guards } = await problem(await report(call, { outcome: "completed" }, "auditor"))
    expect(guards).toEqual(["reporterIsPerformer"])
  })

  it("is taken once with its key, and another one with that key is refused", async () => {
    const { allowed, report } = await night()
    const { call } = await allowed()
    const first = await read(CallOutcomeAnswer, await report(call, { outcome: "completed" }, "ci", "r-1"))
    expect(await read(CallOutcomeAnswer, await report(call, { outcome: "completed" }, "ci", "r-1"))).toEqual(first)
    const other = await problem(await report(call, { outcome: "completed", output: "x" }, "ci", "r-1"))
    expect(other.name).toBe("key-reused")
  })
})

describe("an id in a path", () => {
  it("of another tenant is as unknown as none", async () => {
    const { allowed, get, post, report, shown } = await night()
    const { call } = await allowed()
    for (const id of [call, "call_0123456789abcdef01234567"])
      for (const sent of [
        get("watcher", `/v1/calls/${id}`),
        report(id, { outcome: "completed" }, "watcher"),
        post("stranger", `/v1/calls/${id}/cancel`, {}),
        post("stranger", `/v1/calls/${id}/resolution`, { outcome: "failed" }),
      ])
        expect(await problem(await sent)).toMatchObject({ name: "unknown", status: 404 })
    expect((await read(CallsAnswer, await get("watcher", "/v1/calls"))).calls).toEqual([])
    expect((await shown(call)).status).toBe("released")
  })

  it.each([
    "call_",
    "call_..",
    "call_1%2foutcome",
    "call_%00",
    "CALL_1",
    `call_${"1".repeat(25)}`,
    "resolution_1",
    "%",
  ])("that no call can have is none: %s", async (id) => {
    const { get, post, report } = await night()
    for (const sent of [
      get("ci", `/v1/calls/${id}`),
      report(id, { outcome: "completed" }),
      post("ci", `/v1/calls/${id}/cancel`, {}),
      post("bob", `/v1/calls/${id}/resolution`, { outcome: "failed" }),
    ])
      expect([400, 404]).toContain((await problem(await sent)).status)
  })
})

it("every answer is as the document says", async () => {
  const { app, allowed, redeem, report, unknown, ask, call, get, post } = await night()
  const { holds, seen } = await documentedBy(app)
  const first = await allowed()
  const waiting = (await ask("ci", call())).call ?? "none"
  await holds("/v1/permits/redeem", "post", redeem(first.permit))
  await holds("/v1/permits/redeem", "post", redeem(first.permit))
  await holds("/v1/permits/redeem", "post", redeem("a.b.c"))
  const outcome = { outcome: "completed", spend: 5, affected: 1 }
  await holds("/v1/calls/{id}/outcome", "post", report(first.call, outcome))
  await holds("/v1/calls/{id}/outcome", "post", report(first.call, outcome))
  await holds("/v1/calls/{id}/outcome", "post", report((await allowed()).call, outcome, "deployer"))
  await holds("/v1/calls/{id}/cancel", "post", post("ci", `/v1/calls/${waiting}/cancel`, {}))
  const lost = await unknown()
  await holds("/v1/calls/{id}/resolution", "post", post("bob", `/v1/calls/${lost}/resolution`, { outcome: "failed" }))
  await holds("/v1/calls/{id}", "get", get("ci", `/v1/calls/${lost}`))
  await holds("/v1/calls", "get", get("ci", "/v1/calls"))
  expect([...seen].sort()).toEqual(
    Object.values(routes)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  )
})
