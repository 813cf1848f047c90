import { describe, expect, it, onTestFinished, vi } from "vitest"
import { ConfirmedAnswer } from "../../../adapters/http/clock.ts"
import { StatusAnswer } from "../../../adapters/http/status.ts"
import { machineAt } from "../machine.ts"
import { problem, read, service } from "./fixture.ts"

const START = Date.UTC(2026, 2, 1, 12)
const HOUR = 3_600_000
const search = { tool: "tickets.search", payload: "{}" }

const world = async () => {
  const machine = machineAt(START)
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
  onTestFinished(() => {
    write.mockRestore()
  })
  const its = await service()
  await its.post("ci", "/v1/decisions", search)
  return { ...its, ...machine }
}

describe("while the clock is not fit", () => {
  it("every ask is a denial that says what to do, and no failure of the service's own", async () => {
    const { post, setClock, reported } = await world()
    setClock(START - HOUR)
    const response = await post("ci", "/v1/decisions", search)
    expect(response.headers.get("retry-after")).toBe("1")
    const { name, status, told } = await problem(response)
    expect([name, status]).toEqual(["clock-unfit", 503])
    expect(told.detail).toContain("Take it as a denial")
    expect(told.detail).toContain("`interlock clock confirm`")
    expect(await problem(await post("deployer", "/v1/approvals/req_1/cancel", {}))).toMatchObject({
      name: "clock-unfit",
    })
    expect(reported).toEqual([])
  })

  it("/readyz says so, and /healthz that it answers", async () => {
    const { get, setClock, gate } = await world()
    expect(await (await get(null, "/readyz")).json()).toEqual({ status: "ready" })
    setClock(START + HOUR)
    expect(await problem(await get(null, "/readyz"))).toMatchObject({ name: "clock-unfit", status: 503 })
    expect((await get(null, "/healthz")).status).toBe(200)
    setClock(START)
    expect((await get(null, "/readyz")).status).toBe(200)
    await gate.close()
    expect(await problem(await get(null, "/readyz"))).toMatchObject({ name: "closing", status: 503 })
  })

  it("what is read is read, and the status warns", async () => {
    const { get, setClock } = await world()
    setClock(START - HOUR)
    for (const path of ["/v1/log/head", "/v1/approvals", "/v1/whoami", "/v1/keys"])
      expect([path, (await get("ci", path)).status]).toEqual([path, 200])
    const { clock, warnings } = await read(StatusAnswer, await get("ci", "/v1/status"))
    expect(clock).toEqual({ clock: START - HOUR, now: START, fit: false })
    expect(warnings).toMatchObject([{ guard: "clockIsNotBehind" }])
  })
})

describe("the clock", () => {
  it("is confirmed by an administrator, and decided by from then on", async () => {
    const { post, setClock } = await world()
    setClock(START - HOUR)
    const confirmed = await read(ConfirmedAnswer, await post("alice", "/v1/clock/confirm", {}))
    expect(confirmed).toEqual({ record: 1, from: START, to: START - HOUR })
    expect((await post("ci", "/v1/decisions", search)).status).toBe(200)
  })

  it("is nobody else's to confirm", async () => {
    const { post, get, setClock } = await world()
    setClock(START - HOUR)
    for (const name of ["bob", "deployer", "ci"] as const)
      expect(await problem(await post(name, "/v1/clock/confirm", {}))).toMatchObject({
        name: "not-administrator",
        status: 403,
      })
    expect(await problem(await post(null, "/v1/clock/confirm", {}))).toMatchObject({ name: "unauthenticated" })
    expect(await problem(await get(null, "/readyz"))).toMatchObject({ name: "clock-unfit" })
  })
})
