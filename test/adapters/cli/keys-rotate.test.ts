import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
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

  it("lets no process go on with the former key, whenever it was started", async () => {
    const { config, folder, deployer } = await logged()
    const before = readFileSync(config, "utf8")
    expect(await cli(["keys", "rotate", join(folder, "next.key"), "--config", config])).toMatchObject({ code: 0 })
    const stale = join(folder, "stale.yaml")
    writeFileSync(stale, before, { mode: 0o600 })
    const { code, stderr } = await cli(["serve", "--config", stale])
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("the log was handed over to the key")])
    expect(code).not.toBe(0)
    // One that was opened before, and began to serve after: it has no say either.
    const service = closing(await serve(config))
    const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
    expect(await cli(["ask", "--tool", TOOL, REAL_PLAN, "--json"], env)).toMatchObject({ code: 4 })
    await service.close()
    expect(await verified(config)).toMatchObject({ code: 0, tenants: [{ records: 5 }] })
  })

  it("replaces the file that a link leads to, and names files by their whole path then", async () => {
    const { config, folder } = await logged()
    const link = join(folder, "linked.yaml")
    symlinkSync(config, link)
    const next = join(folder, "next.key")
    expect(await cli(["keys", "rotate", next, "--config", link])).toMatchObject({ code: 0 })
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(configOf(config).signer.key).toBe(next)
    expect(await verified(config)).toMatchObject({ code: 0 })
  })

  it.each([
    ["the new key's folder isn't there", (folder: string) => join(folder, "none", "next.key")],
    [
      "others can change the new key's folder",
      (folder: string) => {
        const open = join(folder, "open")
        mkdirSync(open)
        chmodSync(open, 0o777)
        return join(open, "next.key")
      },
    ],
  ])("leaves nothing behind, and a service that runs deciding, where %s", async (_, nextIn) => {
    const { config, folder, key, service, deployer } = await running()
    const before = readFileSync(config, "utf8")
    const next = nextIn(folder)
    expect(await cli(["keys", "rotate", next, "--config", config])).toMatchObject({ code: 2 })
    expect(
      [next, `${next}.pub.pem`, `${key}.pub.pem`, `${key}.handover.json`].filter((path) => existsSync(path)),
    ).toEqual([])
    expect(readFileSync(config, "utf8")).toBe(before)
    const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
    expect(await cli(["ask", "--tool", TOOL, REAL_PLAN, "--json"], env)).toMatchObject({ code: 4 })
    expect(await cli(["keys", "rotate", join(folder, "good.key"), "--config", config])).toMatchObject({ code: 0 })
  })

  it("says what to do about the files of a rotation that did not end", async () => {
    const { config, folder, key } = await logged()
    writeFileSync(`${key}.handover.json`, "")
    const { code, stderr } = await cli(["keys", "rotate", join(folder, "next.key"), "--config", config])
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("it was left by a rotation that did not end, and then remove it"),
    ])
  })

  it("of two at once one is refused, and the log goes on with the other's key", async () => {
    const { config, folder } = await logged()
    const rotating = ["x.key", "y.key"].map((name) => cli(["keys", "rotate", join(folder, name), "--config", config]))
    const codes = (await Promise.all(rotating)).map(({ code }) => code)
    const done = codes.filter((code) => code === 0).length
    expect(done).toBeGreaterThan(0)
    expect(configOf(config).signer.trusted).toHaveLength(done)
    expect(await verified(config)).toMatchObject({ code: 0 })
    await closing(await serve(config)).close()
  })

  it("is gone on from where a part of what was handed over is lost, and says how", async () => {
    const { config, store, folder, deployer } = await logged()
    const copy = join(folder, "copy.db")
    expect(await cli(["log", "backup", copy, "--config", config])).toMatchObject({ code: 0 })
    const service = closing(await serve(config))
    const env = { INTERLOCK_URL: service.url, INTERLOCK_API_KEY: deployer.apiKey }
    await cli(["ask", "--tool", TOOL, REAL_PLAN, "--json"], env)
    await service.close()
    expect(await cli(["keys", "rotate", join(folder, "next.key"), "--config", config])).toMatchObject({ code: 0 })
    for (const suffix of ["-wal", "-shm"]) rmSync(`${store}${suffix}`, { force: true })
    copyFileSync(copy, store)
    const accepted = await cli(["log", "accept-loss", "--yes", "--config", config])
    expect([accepted.code, accepted.stderr]).toEqual([
      0,
      expect.stringContaining("write 4 for acme into until, and remove handover"),
    ])
    const file = configOf(config)
    const trusted = file.signer.trusted.map(({ publicKey }) => ({ publicKey, until: { acme: 4 } }))
    writeFileSync(config, JSON.stringify({ ...file, signer: { ...file.signer, trusted } }))
    await closing(await serve(config)).close()
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
