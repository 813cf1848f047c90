import { describe, expect, it, onTestFinished, vi } from "vitest"
import { machineAt } from "../machine.ts"
import { REAL_PLAN, TOOL } from "../../../demo/world.ts"
import { served } from "./served.ts"

const START = Date.UTC(2026, 2, 1, 12)
const HOUR = 3_600_000

const world = async () => {
  const machine = machineAt(START)
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
  onTestFinished(() => {
    write.mockRestore()
  })
  const its = await served({ administers: "alice" })
  await its.asked()
  const ask = () => its.as(its.deployer, "ask", "--tool", TOOL, REAL_PLAN)
  return { ...its, ...machine, ask }
}

describe("interlock status", () => {
  it("tells the gate's time, and that its log is a little ahead of the clock", async () => {
    const { as, bob, setClock } = await world()
    expect((await as(bob, "status")).stdout).toContain("\ntime      2026-03-01T12:00:00.000Z\n")
    setClock(START - 1_500)
    expect((await as(bob, "status")).stdout).toContain(
      "\ntime      2026-03-01T12:00:00.000Z, 1500 ms ahead of its clock (2026-03-01T11:59:58.500Z)\n",
    )
  })

  it("warns where the clock is not fit", async () => {
    const { as, bob, setClock, ask } = await world()
    setClock(START + HOUR)
    const { stdout } = await as(bob, "status")
    expect(stdout).toContain("3600000 ms behind its clock (2026-03-01T13:00:00.000Z)")
    expect(stdout).toMatch(/^WARNING {3}clockIsNotAhead: The clock is far ahead/m)
    expect(await ask()).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("`interlock clock confirm`") as string,
    })
  })
})

describe("interlock clock confirm", () => {
  it("lets an administrator go on by the clock", async () => {
    const { as, alice, setClock, ask } = await world()
    setClock(START - HOUR)
    expect((await ask()).code).toBe(3)
    expect(await as(alice, "clock", "confirm", "--yes")).toMatchObject({
      code: 0,
      stdout: "the gate's time is 2026-03-01T11:00:00.000Z from record 1 on, and was 2026-03-01T12:00:00.000Z\n",
    })
    expect((await ask()).code).toBe(4)
    expect(await as(alice, "clock", "confirm", "--yes")).toMatchObject({
      code: 0,
      stdout: "nothing had to be confirmed: the clock is fit (2026-03-01T11:00:00.000Z)\n",
    })
    const { stdout } = await as(alice, "clock", "confirm", "--yes", "--json")
    expect(JSON.parse(stdout)).toEqual({ record: null, from: START - HOUR, to: START - HOUR })
  })

  it("shows the clocks and asks; where nobody can be asked, nothing is confirmed", async () => {
    const { as, alice, setClock, ask } = await world()
    setClock(START - HOUR)
    const { code, stdout, stderr } = await as(alice, "clock", "confirm")
    expect(code).toBe(2)
    expect(stdout).toBe(
      [
        "the gate's clock  2026-03-01T11:00:00.000Z",
        "this machine's    2026-03-01T11:00:00.000Z",
        "the gate's time   2026-03-01T12:00:00.000Z\n",
      ].join("\n"),
    )
    expect(stderr).toContain("--yes")
    expect((await ask()).code).toBe(3)
  })

  it("is refused to anybody else", async () => {
    const { as, bob, setClock } = await world()
    setClock(START - HOUR)
    expect(await as(bob, "clock", "confirm", "--yes")).toMatchObject({ code: 1, stdout: "" })
  })
})
