import { describe, expect, it, onTestFinished, vi } from "vitest"
import { serve } from "../../../adapters/http/serve.ts"
import { deployment } from "../library/fixture.ts"
import { problem, service } from "./fixture.ts"

const WRONG = `ik_deployer-1_${"A".repeat(43)}`

describe("attack 20: wrong API keys over HTTP", () => {
  it("are answered 429 after a few, with when to come again; a right key is let in at once", async () => {
    const { send, get, reported } = await service()
    const wrong = () => send(null, "/v1/whoami", { headers: { authorization: `Bearer ${WRONG}` } })
    const statuses = []
    for (let tries = 0; tries < 25; tries += 1) statuses.push((await wrong()).status)
    expect(statuses).toEqual([...Array<number>(20).fill(401), ...Array<number>(5).fill(429)])
    const refused = await wrong()
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
    expect(refused.headers.get("connection")).toBe("close")
    expect(await problem(refused)).toMatchObject({ name: "too-many-wrong-keys", status: 429 })
    expect((await get("alice", "/v1/whoami")).status).toBe(200)
    expect((await get(null, "/v1/whoami")).status).toBe(401)
    expect(reported).toHaveLength(2)
    expect(reported.join("\n")).not.toMatch(/ik_|AAAA/)
  })

  it("are counted for the address that the connection is from", async () => {
    let told = ""
    const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      told += String(text)
      return true
    })
    onTestFinished(() => {
      stderr.mockRestore()
    })
    const served = await serve(deployment().config())
    onTestFinished(() => served.close())
    const { status } = await fetch(`${served.url}/v1/whoami`, { headers: { authorization: `Bearer ${WRONG}` } })
    expect([status, told]).toEqual([401, "interlock: wrong API key: 127.0.0.1 sends one that nobody has\n"])
  })
})
