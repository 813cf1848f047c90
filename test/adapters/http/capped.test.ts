import { describe, expect, it } from "vitest"
import { DEFAULTS, type Limits } from "../../../adapters/caps/limits.ts"
import { acme, deployment } from "../library/fixture.ts"
import { problem, service } from "./fixture.ts"

const capped = (cap: Partial<Limits["actor"]>) => service(deployment(), { actor: { ...DEFAULTS.actor, ...cap } })

/** A body that comes in parts, and how many of them were taken. */
const inParts = (parts: number, part: Uint8Array) => {
  let taken = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (taken === parts) controller.close()
      else {
        taken += 1
        controller.enqueue(part)
      }
    },
  })
  return { body, taken: () => taken }
}
const JSON_TYPE = { "content-type": "application/json" }

describe("a caller who asks for more at once than it may have", () => {
  it("is told when to come again, and nothing of it is recorded", async () => {
    const { ask, get, gate, reported } = await capped({ callsPerMinute: 1 })
    await ask("ci")
    const refused = await get("ci", "/v1/whoami")
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(1)
    expect(await problem(refused)).toMatchObject({ name: "too-many", status: 429 })
    expect((await gate.log.head(acme())).size).toBe(1)
    expect(reported).toEqual(["too many: acme/ci is refused by the cap actor.callsPerMinute"])
  })

  it("keeps nobody else from asking", async () => {
    const { get } = await capped({ callsPerMinute: 1 })
    for (const name of ["ci", "ci", "alice", "mole"] as const) await get(name, "/v1/whoami")
    expect((await get("bob", "/v1/whoami")).status).toBe(200)
  })

  it("and is nobody, is told that first", async () => {
    const { get } = await capped({ callsPerMinute: 1 })
    for (let asked = 0; asked < 3; asked += 1) expect((await get(null, "/v1/whoami")).status).toBe(401)
  })
})

describe("attack 9: a caller who has stored as much as a day has", () => {
  it("is told to come again tomorrow, reads on, and keeps nobody else from asking", async () => {
    const { ask, post, get, gate, reported } = await capped({ storedBytesPerDay: 2_000 })
    const { record } = await ask("ci")
    expect(record).toBe(0)
    const refused = await post("ci", "/v1/decisions", { tool: "terraform.apply", payload: "{}" })
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_600)
    expect(await problem(refused)).toMatchObject({ name: "too-many", status: 429 })
    expect((await gate.log.head(acme())).size).toBe(1)
    expect(reported).toEqual(["too many: acme/ci is refused by the cap actor.storedBytesPerDay"])
    expect((await get("ci", "/v1/whoami")).status).toBe(200)
    expect((await ask("deployer")).record).toBe(1)
  })
})

describe("attack 21: a body", () => {
  it("is not begun where its declared length is more than its caller may have at once", async () => {
    const { send } = await capped({ bodyBytes: 1000 })
    const { body, taken } = inParts(10, new Uint8Array(200))
    const headers = { ...JSON_TYPE, "content-length": "2000" }
    const refused = await send("ci", "/v1/decisions", { method: "POST", body, headers, duplex: "half" })
    expect([(await problem(refused)).name, refused.headers.get("retry-after"), taken() < 2]).toEqual([
      "too-many",
      "1",
      true,
    ])
  })

  it("is counted as it comes where nobody said how long it is", async () => {
    const { send } = await capped({ bodyBytes: 1000 })
    const { body, taken } = inParts(100, new Uint8Array(200))
    const refused = await send("ci", "/v1/decisions", { method: "POST", body, headers: JSON_TYPE, duplex: "half" })
    expect([(await problem(refused)).name, taken() < 10]).toEqual(["too-many", true])
  })

  it("is given back with its answer", async () => {
    const { post } = await capped({ bodyBytes: 100 })
    const body = { tool: "tickets.search", payload: "x".repeat(40) }
    for (let asked = 0; asked < 3; asked += 1) expect((await post("ci", "/v1/decisions", body)).status).toBe(200)
  })
})

describe("a wait", () => {
  it("attack 8: is capped, and gives its place back with its connection", async () => {
    const { waiting, send } = await capped({ waits: 1 })
    const id = await waiting()
    const gone = new AbortController()
    const wait = (timeoutMs: number, signal = new AbortController().signal) =>
      send("deployer", `/v1/approvals/${id}/wait?timeoutMs=${timeoutMs}`, { signal })
    const first = wait(60_000, gone.signal)
    expect(await problem(await wait(60_000))).toMatchObject({ name: "too-many", status: 429 })
    gone.abort()
    expect((await first).status).toBe(200)
    expect((await wait(0)).status).toBe(200)
  })

  it("takes no place of a call", async () => {
    const { waiting, send, get } = await capped({ calls: 1 })
    const id = await waiting()
    const gone = new AbortController()
    const wait = send("deployer", `/v1/approvals/${id}/wait?timeoutMs=60000`, { signal: gone.signal })
    expect((await get("deployer", "/v1/whoami")).status).toBe(200)
    gone.abort()
    await wait
  })
})

describe("a long body", () => {
  it("is read beside the service, as strictly as a short one", async () => {
    const { send } = await service()
    const body = `{"tool":"tickets.search","payload":"${"x".repeat(70_000)}","payload":"y"}`
    const refused = await problem(await send("ci", "/v1/decisions", { method: "POST", body, headers: JSON_TYPE }))
    expect([refused.name, refused.told.errors?.[0]?.problem]).toEqual([
      "malformed",
      expect.stringMatching(/^line 1, column 70039: a name is given twice/),
    ])
  })

  it("of more values than any has is refused", async () => {
    const { post } = await service()
    const body = { tool: "tickets.search", payload: Array.from({ length: 40_000 }, () => 0) }
    const refused = await problem(await post("ci", "/v1/decisions", body))
    expect([refused.name, refused.told.errors]).toEqual([
      "malformed",
      [{ in: "json", path: "", problem: "more than 1000 values" }],
    ])
  })
})
