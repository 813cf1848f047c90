import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { changeOneByte } from "../../../demo/attacks.ts"
import { serve } from "../../../adapters/http/serve.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"
import { CUT, logged, running, tamper } from "./logged.ts"

const HEAD = /^acme=4:[0-9a-f]{64}$/

describe("attack 4: interlock log backup", () => {
  it("copies the log while the service runs: whole, for its owner only, and with the head that it prints", async () => {
    const { config } = await running()
    const folder = tmp()
    const file = join(folder, "backup.db")
    const { code, stdout, stderr } = await cli(["log", "backup", file, "--config", config])
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout.trim()).toMatch(HEAD)
    expect(readdirSync(folder)).toEqual(["backup.db"])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const seen = await cli(["log", "verify", file, "--config", config, "--seen", stdout.trim()])
    expect(seen).toMatchObject({ code: 0, stdout: expect.stringContaining("verifies  acme: 4 records") as unknown })
  })

  it("copies it when no service runs, without a trace, and tells programs", async () => {
    const { config, folder } = await logged()
    const before = readdirSync(folder)
    const file = join(tmp(), "backup.db")
    const { code, stdout } = await cli(["log", "backup", file, "--config", config, "--json"])
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { file, tenants: [{ tenant: "acme", ok: true, records: 4, payloads: 1, seen: 4 }] },
    ])
    expect(readdirSync(folder)).toEqual(before)
  })

  it("is a log that the service starts on", async () => {
    const { config, store } = await logged()
    const file = join(tmp(), "backup.db")
    await cli(["log", "backup", file, "--config", config])
    copyFileSync(file, store)
    await (await serve(config)).close()
    expect(await cli(["log", "verify", "--config", config])).toMatchObject({ code: 0 })
  })

  it("never overwrites a file", async () => {
    const { config } = await logged()
    const file = join(tmp(), "backup.db")
    writeFileSync(file, "something else")
    const { code, stdout, stderr } = await cli(["log", "backup", file, "--config", config])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(`${file} is there already, and no backup is overwritten`)
    expect(readFileSync(file, "utf8")).toBe("something else")
  })

  it.each<[string, (store: string) => void]>([
    [
      "was cut",
      (store) => {
        tamper(store, CUT)
      },
    ],
    [
      "was changed",
      (store) => {
        changeOneByte({ store, tenant: "acme", seq: 2 }, `"by":{"id":"bob"`, `"by":{"id":"bab"`)
      },
    ],
    [
      "is gone",
      (store) => {
        rmSync(store)
      },
    ],
    [
      "is empty",
      (store) => {
        writeFileSync(store, "")
      },
    ],
  ])("makes none of a log that %s, and leaves nothing of it", async (_, change) => {
    const { config, store } = await logged()
    change(store)
    const file = join(tmp(), "backup.db")
    const { code, stdout, stderr } = await cli(["log", "backup", file, "--config", config])
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).not.toBe("")
    expect(existsSync(file)).toBe(false)
  })

  it("says where it can't be written", async () => {
    const { config } = await logged()
    const { code, stderr } = await cli(["log", "backup", join(tmp(), "none", "backup.db"), "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining("ENOENT")])
  })
})
