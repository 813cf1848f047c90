import { describe, expect, it, onTestFinished, vi } from "vitest"
import { ClockUnfitError, NotAdministratorError, openGate, verifyPermit } from "../../../adapters/library/index.ts"
import { machineAt } from "../machine.ts"
import { type Deployment, acme, actingOn, deployment, globex, opened } from "./fixture.ts"

const START = Date.UTC(2026, 2, 1, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A gate on a machine whose clocks are the test's, and the lines that its operator gets. */
const world = async (deployed?: Deployment) => {
  const machine = machineAt(START)
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
  onTestFinished(() => {
    write.mockRestore()
  })
  const its = await opened(deployed)
  const read = () =>
    its.gate.decide(its.as("ci"), { tool: "tickets.search", payload: Uint8Array.of(1) }).then(({ permit }) => permit)
  return { ...its, ...machine, read, lines: () => write.mock.calls.map(([line]) => String(line)) }
}

describe("while the clock is not fit", () => {
  it("nothing is decided, each ask is told so, and the operator once; what is read is read", async () => {
    const { gate, read, setClock, lines, as } = await world()
    await read()
    setClock(START - HOUR)
    for (let asked = 0; asked < 3; asked++) await expect(read()).rejects.toThrow(ClockUnfitError)
    await expect(gate.ready()).rejects.toThrow(ClockUnfitError)
    expect(await gate.log.head(acme())).toMatchObject({ size: 1 })
    expect(await gate.log.verify(acme())).toMatchObject({ ok: true })
    expect(await gate.approvals.list(acme())).toMatchObject({ items: [] })
    expect(gate.authenticate("ik_none")).toBeNull()
    expect(lines().filter((line) => line.startsWith("CLOCK: "))).toEqual([
      expect.stringMatching(/^CLOCK: nothing is decided for acme: The clock is behind the newest record\..+\n$/),
    ])
    // Another tenant has a log of its own, and no record ahead of the clock; it was looked at before, though, and time went back.
    await expect(gate.decide(as("mole"), { tool: "tickets.search", payload: Uint8Array.of(1) })).rejects.toMatchObject({
      unfit: "clockKeepsPace",
    })
    setClock(START)
    await read()
    await gate.ready()
  })

  it("status says so, by the gate's own time", async () => {
    const { gate, read, setClock } = await world()
    await read()
    expect(await gate.status(acme())).toMatchObject({
      clock: { clock: START, now: START, fit: true },
      warnings: [],
    })
    setClock(START - 1_000)
    expect(await gate.status(acme())).toMatchObject({
      clock: { clock: START - 1_000, now: START, fit: true },
      warnings: [],
    })
    setClock(START + 30 * 365 * 24 * HOUR)
    expect(await gate.status(acme())).toMatchObject({
      clock: { now: START, fit: false },
      warnings: [{ guard: "clockIsNotAhead" }],
    })
  })

  it("status counts what is open by that time, and not by the clock's", async () => {
    const { gate, as, terraform, setClock, pass } = await world()
    await gate.decide(as("deployer"), terraform())
    setClock(START + 48 * HOUR)
    expect((await gate.status(acme())).approvals).toMatchObject({ open: 1 })
    setClock(START)
    pass(48 * HOUR)
    expect((await gate.status(acme())).approvals).toMatchObject({ open: 0 })
  })
})

describe("a clock that is confirmed", () => {
  it("is gone on by; so does whoever opens the log later", async () => {
    const deployed = deployment("sqlite: log.db")
    const { gate, read, as, setClock } = await world(deployed)
    setClock(START + MINUTE / 2)
    await read()
    setClock(START + HOUR)
    expect(await gate.clock.confirm(as("alice"))).toEqual({ record: 1, from: START + MINUTE / 2, to: START + HOUR })
    setClock(START)
    expect(await gate.clock.confirm(as("alice"))).toEqual({ record: 2, from: START + HOUR, to: START })
    expect(await gate.clock.confirm(as("alice"))).toEqual({ record: null, from: START, to: START })
    await read()
    expect(await gate.log.verify(acme())).toMatchObject({ ok: true, head: { size: 4 } })
    const again = await openGate(deployed.config())
    expect(
      (await again.decide(actingOn(again, deployed).as("ci"), { tool: "notes.write", payload: Uint8Array.of(1) }))
        .record,
    ).toBe(4)
    await again.close()
  })

  it("is an administrator's to confirm, in person and of the tenant alone", async () => {
    const { gate, read, as, setClock } = await world()
    await read()
    setClock(START - HOUR)
    for (const name of ["bob", "deployer", "ci", "auditor"] as const)
      await expect(gate.clock.confirm(as(name))).rejects.toThrow(NotAdministratorError)
    expect(await gate.clock.confirm(as("stranger"))).toMatchObject({ record: 0 })
    expect(await gate.log.head(globex())).toMatchObject({ size: 1 })
    await expect(read()).rejects.toThrow(ClockUnfitError)
  })
})

describe("a permit", () => {
  it("begins by the clock and ends by it, where the log is a little ahead", async () => {
    const { gate, read, setClock } = await world()
    await read()
    setClock(START - 4_000)
    const permit = await verifyPermit((await read()) ?? "", {
      publicKey: gate.publicKey.jwk,
      tenant: "acme",
      tool: "tickets.search",
      payload: Uint8Array.of(1),
      artifact: null,
      now: Date.now(),
      leewayMs: 0,
      spend: () => true,
    })
    expect([permit.iat, permit.exp].map((seconds) => seconds * 1_000 - START)).toEqual([-4_000, 2 * MINUTE - 4_000])
  })
})
