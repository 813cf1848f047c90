import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { inspectTerraform } from "../../adapters/effects/terraform.ts"
import { alterPlan, changeOneByte } from "../../demo/attacks.ts"
import { REAL_PLAN, TENANT } from "../../demo/world.ts"
import { served } from "../adapters/cli/served.ts"

const real = () => readFileSync(REAL_PLAN)

describe("the attacks of the demo", () => {
  it("destroy one resource more, and change nothing else", () => {
    const before = inspectTerraform(real())
    const { address, altered } = alterPlan(real())
    const after = inspectTerraform(altered)
    expect(after.counts).toEqual({ ...before.counts, destroy: before.counts.destroy + 1, noop: before.counts.noop - 1 })
    expect(after.resources.filter((resource) => resource.address !== address)).toEqual(before.resources)
  })

  it("change one byte of the file and no other", async () => {
    const { asked, service, store } = await served()
    await asked()
    await service.close()
    const before = readFileSync(store)
    const offset = changeOneByte({ store, tenant: TENANT, seq: 0 }, '"id":"deployer"', '"id":"deplayer"')
    const after = readFileSync(store)
    const changed = [...after.keys()].filter((index) => after[index] !== before[index])
    expect(changed).toEqual([offset])
  })

  it("say so where the record doesn't hold what they would change", async () => {
    const { asked, service, store } = await served()
    await asked()
    await service.close()
    expect(() => changeOneByte({ store, tenant: TENANT, seq: 0 }, '"id":"mallory"', '"id":"mellory"')).toThrow(
      "record 0 doesn't hold",
    )
  })
})
