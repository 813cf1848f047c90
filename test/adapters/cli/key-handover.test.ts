import { createPrivateKey, createPublicKey } from "node:crypto"
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { serve } from "../../../adapters/http/serve.ts"
import { createKey } from "../../../adapters/signer/file.ts"
import { REAL_PLAN, TOOL } from "../../../demo/world.ts"
import { cli, closing } from "./cli.ts"
import { logged } from "./logged.ts"

const ConfigText = z.looseObject({ signer: z.looseObject({ key: z.string() }) })

/** A log of four records whose key is replaced, and a config that trusts the former one until a record. */
const handedOver = async (until: object | null) => {
  const logs = await logged()
  const former = join(logs.folder, "former.pem")
  writeFileSync(
    former,
    createPublicKey(createPrivateKey(readFileSync(logs.key))).export({ type: "spki", format: "pem" }),
  )
  const key = join(logs.folder, "next.key")
  await Effect.runPromise(createKey(key))
  renameSync(logs.heads, `${key}.heads`)
  const file = ConfigText.parse(JSON.parse(readFileSync(logs.config, "utf8")))
  const trusted = until === null ? [] : [{ publicKey: former, until }]
  writeFileSync(logs.config, JSON.stringify({ ...file, signer: { key, trusted } }))
  rmSync(logs.key)
  return { ...logs, former }
}

describe("attack 6: a gate whose key was replaced", () => {
  it("goes on with the new key from where the former one ended, and the log verifies as one", async () => {
    const { config, deployer } = await handedOver({ acme: 4 })
    for (const records of [5, 6]) {
      const service = closing(await serve(config))
      const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
      expect(await cli(["ask", "--tool", TOOL, REAL_PLAN, "--json"], env)).toMatchObject({ code: 4 })
      await service.close()
      const { code, stdout } = await cli(["log", "verify", "--config", config, "--json"])
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, tenants: [{ records }] }])
    }
  })

  it.each([
    ["no key is trusted for what was before", null, "record 0 of acme"],
    ["the former key is trusted for less than it signed", { acme: 3 }, "record 3 of acme"],
    ["the former key is trusted for another tenant's log", { umbrella: 4 }, "record 0 of acme"],
  ])("does not start where %s, and says what to do", async (_, until, record) => {
    const { config } = await handedOver(until)
    const { code, stderr } = await cli(["serve", "--config", config])
    expect([code, stderr]).toEqual([1, expect.stringContaining(record)])
    expect(stderr).toContain("trust the key that signed it up to where it did, or put that key back")
    expect(await cli(["log", "verify", "--config", config])).toMatchObject({ code: 1 })
  })

  it("does not start where the former key is trusted for more than there is: nothing could be signed then", async () => {
    const { config } = await handedOver({ acme: 5 })
    const { code, stderr } = await cli(["serve", "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining("its log has 4 records: write 4 there")])
  })

  it("says which file is no public key", async () => {
    const { config, former } = await handedOver({ acme: 4 })
    writeFileSync(former, "no key")
    const { code, stderr } = await cli(["serve", "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${former} under signer.trusted can't be read`)])
  })
})
