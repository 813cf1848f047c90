import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { alterPlan } from "../../demo/attacks.ts"
import { execute } from "../../demo/processes.ts"
import { REAL_PLAN, TENANT, TOOL, makeExecutor } from "../../demo/world.ts"
import { served } from "../adapters/cli/served.ts"

const permitted = async () => {
  const world = await served()
  const { asked, as, sign, bob, carol, deployer } = world
  const id = await asked()
  await sign(bob, "approve", id)
  await sign(carol, "approve", id)
  const { stdout: permit } = await as(deployer, "consume", id, "--tool", TOOL, REAL_PLAN)
  const folder = makeExecutor(world)
  const run = async (plan: string, shown = permit, tenant = TENANT) => {
    const { code, stdout } = await execute([folder, tenant, TOOL, plan], shown)
    return { code, told: JSON.parse(stdout) as unknown, ran: existsSync(join(folder, "applied.txt")) }
  }
  return { ...world, run }
}

describe("the executor of the demo", () => {
  it("runs what the permit is for, once", async () => {
    const { run } = await permitted()
    expect(await run(REAL_PLAN)).toMatchObject({ code: 0, told: { ran: true }, ran: true })
    expect(await run(REAL_PLAN)).toMatchObject({ code: 1, told: { ran: false, reason: "spent" } })
  })

  it("runs nothing else, and a permit that was shown in the wrong place is still good", async () => {
    const { run, written } = await permitted()
    const altered = written("altered.json", alterPlan(readFileSync(REAL_PLAN)).altered)
    expect(await run(altered)).toMatchObject({ code: 1, told: { reason: "payload" }, ran: false })
    expect(await run(REAL_PLAN, "x.y.z")).toMatchObject({ code: 1, told: { ran: false }, ran: false })
    expect(await run(REAL_PLAN, undefined, "umbrella")).toMatchObject({ told: { reason: "tenant" }, ran: false })
    expect(await run(REAL_PLAN)).toMatchObject({ told: { ran: true }, ran: true })
  })
})
