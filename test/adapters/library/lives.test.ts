import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openGate, spentOnDisk, verifyPermit } from "../../../adapters/library/index.ts"
import { NO_HEADS, writeHeads } from "../../../adapters/store/heads-file.ts"
import { type Deployment, actingOn, deployment } from "./fixture.ts"

const payload = Uint8Array.of(1)

/** In one life of the gate: the permit for a call that is allowed, and for the same ask again. */
const live = async (deployed: Deployment) => {
  const gate = await openGate(deployed.config())
  try {
    const { as } = actingOn(gate, deployed)
    const ask = () => gate.decide(as("ci"), { tool: "tickets.search", payload, key: "once" })
    const [first, again] = [await ask(), await ask()]
    expect(again.permit).toBe(first.permit)
    return { permit: first.permit ?? "", publicKey: gate.publicKey.pem }
  } finally {
    await gate.close()
  }
}

const executing = (folder: string) => {
  const spend = spentOnDisk(join(folder, "spent"))
  return ({ permit, publicKey }: { readonly permit: string; readonly publicKey: string }) =>
    verifyPermit(permit, {
      publicKey,
      tenant: "acme",
      tool: "tickets.search",
      payload,
      artifact: null,
      now: Date.now(),
      spend,
    })
}

describe("attack 29: a permit is good for once, in whatever life of its log it was given", () => {
  it("the record of the same number in a log that started again gives another one", async () => {
    const deployed = deployment()
    const execute = executing(deployed.folder)
    const [first, second] = [await live(deployed), await live(deployed)]
    await execute(first)
    await expect(execute(first)).rejects.toMatchObject({ reason: "spent" })
    await execute(second)
    await expect(execute(second)).rejects.toMatchObject({ reason: "spent" })
  })

  it("so does the one in a log that was put back to an older copy", async () => {
    const deployed = deployment("sqlite: interlock.db")
    const execute = executing(deployed.folder)
    const [store, copy] = [join(deployed.folder, "interlock.db"), join(deployed.folder, "copy.db")]
    await (await openGate(deployed.config())).close()
    copyFileSync(store, copy)
    await execute(await live(deployed))
    copyFileSync(copy, store)
    await writeHeads(join(deployed.folder, "server.key.heads"), NO_HEADS)
    await execute(await live(deployed))
  })
})
