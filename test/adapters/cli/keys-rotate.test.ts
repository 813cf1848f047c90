import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { serve } from "../../../adapters/http/serve.ts"
import { readHandover } from "../../../adapters/signer/handover.ts"
import { REAL_PLAN, TOOL } from "../../../demo/world.ts"
import { cli, closing } from "./cli.ts"
import { CUT, logged, running, tamper } from "./logged.ts"

const ConfigText = z.looseObject({
  signer: z.object({ key: z.string(), trusted: z.array(z.record(z.string(), z.unknown())) }),
})
const configOf = (file: string) => ConfigText.parse(JSON.parse(readFileSync(file, "utf8")))

const rotated = async () => {
  const logs = await logged()
  const next = join(logs.folder, "next.key")
  const { code, stdout, stderr } = await cli(["keys", "rotate", next, "--config", logs.config])
  expect([code, stderr]).toEqual([0, expect.stringContaining("start the service again")])
  return { ...logs, next, stdout, handover: `${logs.key}.handover.json` }
}

const verified = async (config: string) => {
  const { code, stdout } = await cli(["log", "verify", "--config", config, "--json"])
  return { code, ...z.object({ ok: z.boolean(), tenants: z.array(z.looseObject({})) }).parse(JSON.parse(stdout)) }
}

describe("attack 6: interlock keys rotate", () => {
  it("makes a key, has both sign where each log ends, and names the new one in the config file", async () => {
    const { next, key, config, handover, stdout } = await rotated()
    expect(statSync(next).mode & 0o777).toBe(0o600)
    expect(configOf(config).signer).toEqual({
      key: "next.key",
      trusted: [{ publicKey: "server.key.pub.pem", until: { acme: 4 }, handover: "server.key.handover.json" }],
    })
    expect(readHandover(readFileSync(handover, "utf8")).handover.heads).toMatchObject({ acme: { size: 4 } })
    expect(existsSync(`${next}.heads`)).toBe(true)
    expect(existsSync(key)).toBe(true)
    expect(stdout).toContain("signed 4 records")
  })

  it("lets the gate go on, and the log verify as one, over two handovers", async () => {
    const { config, folder, deployer } = await rotated()
    const asks = async (records: number) => {
      const service = closing(await serve(config))
      const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
      expect(await cli(["ask", "--tool", TOOL, REAL_PLAN, "--json"], env)).toMatchObject({ code: 4 })
      await service.close()
      expect(await verified(config)).toMatchObject({ code: 0, tenants: [{ records, seen: records }] })
    }
    await asks(5)
    expect(await cli(["keys", "rotate", join(folder, "third.key"), "--config", config])).toMatchObject({ code: 0 })
    expect(configOf(config).signer.trusted).toHaveLength(2)
    await asks(6)
  })

  it("stops a service that runs from deciding: what it signed would have the former key", async () => {
    const { config, folder, service, deployer } = await running()
    expect(await cli(["keys", "rotate", join(folder, "next.key"), "--config", config])).toMatchObject({ code: 0 })
    const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
    const { code, stderr } = await cli(["ask", "--tool", TOOL, REAL_PLAN], env)
    expect([code, stderr]).toEqual([3, expect.stringContaining("not recorded")])
    await service.close()
    expect(await verified(config)).toMatchObject({ code: 0, tenants: [{ records: 4 }] })
  })

  it("is refused on a log that doesn't verify, and changes nothing", async () => {
    const { config, store, folder } = await logged()
    const before = readFileSync(config, "utf8")
    tamper(store, CUT)
    const next = join(folder, "next.key")
    expect(await cli(["keys", "rotate", next, "--config", config])).toMatchObject({ code: 1 })
    expect([readFileSync(config, "utf8"), existsSync(next)]).toEqual([before, false])
  })

  it("overwrites nothing", async () => {
    const { config, folder } = await logged()
    const next = join(folder, "next.key")
    writeFileSync(next, "somebody's")
    const { code, stderr } = await cli(["keys", "rotate", next, "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining("nothing is overwritten")])
    expect(readFileSync(next, "utf8")).toBe("somebody's")
  })
})

describe("attack 6: a handover that the config names", () => {
  const changed = async (change: (signer: z.infer<typeof ConfigText>["signer"], at: { folder: string }) => object) => {
    const world = await rotated()
    const file = configOf(world.config)
    writeFileSync(world.config, JSON.stringify({ ...file, signer: { ...file.signer, ...change(file.signer, world) } }))
    return cli(["serve", "--config", world.config])
  }
  const entry = { publicKey: "server.key.pub.pem", until: { acme: 4 }, handover: "server.key.handover.json" }

  it.each([
    ["says how much another key signed", { ...entry, until: { acme: 3 } }, "write what it says into until"],
    ["is of another key", { ...entry, publicKey: "other.pem" }, "is the handover of another key"],
    ["isn't there", { ...entry, handover: "gone.json" }, "it can't be read (ENOENT)"],
    ["is none", { ...entry, handover: "server.key.pub.pem" }, "it is no handover of a key"],
  ])("keeps the gate from starting where it %s", async (_, trusted, told) => {
    const { code, stderr } = await changed((_signer, { folder }) => {
      writeFileSync(join(folder, "other.pem"), OTHER, { mode: 0o644 })
      return { trusted: [trusted] }
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
  })

  it("keeps the gate from starting with a key that nothing was handed to", async () => {
    const { config, folder } = await rotated()
    const file = configOf(config)
    const third = join(folder, "third.key")
    writeFileSync(config, JSON.stringify({ ...file, signer: { ...file.signer, key: third } }))
    expect(await cli(["keys", "init", "--config", config])).toMatchObject({ code: 0 })
    const { code, stderr } = await cli(["serve", "--config", config])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("hands the log to a key that is neither signer.key nor"),
    ])
  })

  it("shows in `log verify` a log that is another one than was handed over", async () => {
    const { config, handover, folder } = await rotated()
    const other = await rotated()
    writeFileSync(handover, readFileSync(other.handover))
    expect(folder).not.toBe(other.folder)
    expect(await cli(["log", "verify", "--config", config])).toMatchObject({ code: 2 })
  })
})

/** The public half of a key that signed nothing here (RFC 8032, test 1). */
const OTHER = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
`
