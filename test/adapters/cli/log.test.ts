import { rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import { changeOneByte } from "../../../demo/attacks.ts"
import { TENANT } from "../../../demo/world.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"
import { served } from "./served.ts"

/** A log of four records on disk: an ask, a refusal, two approvals. */
const logged = async () => {
  const { asked, sign, alice, bob, carol, service, config, store } = await served()
  const id = await asked()
  for (const who of [alice, bob, carol]) await sign(who, "approve", id)
  await service.close()
  return { config, store }
}

describe("interlock log verify", () => {
  it("verifies what the gate wrote", async () => {
    const { config } = await logged()
    const { code, stdout } = await cli(["log", "verify", "--config", config, "--json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, tenants: [{ tenant: TENANT, ok: true, records: 4 }] })
    expect((await cli(["log", "verify", "--config", config])).stdout).toMatch(
      /^verifies {2}acme: 4 records, head [0-9a-f]{64}\n$/,
    )
  })

  it.each([1, 2, 3])("names record %i when a byte of it was changed on disk", async (seq) => {
    const { config, store } = await logged()
    const name = ["", "alice", "bob", "carol"][seq] ?? ""
    changeOneByte({ store, tenant: TENANT, seq }, `"by":{"id":"${name}"`, `"by":{"id":"x${name.slice(1)}"`)
    const { code, stdout } = await cli(["log", "verify", "--config", config, "--json"])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, tenants: [{ ok: false, record: seq }] })
    expect((await cli(["log", "verify", "--config", config])).stdout).toMatch(new RegExp(`record ${seq} of acme`))
  })

  it.each([
    ["is broken where only its records are gone", "DELETE FROM records", { tenant: TENANT, ok: false, record: 0 }, 1],
    [
      "tells of a tenant of the config file that has none, where another one has some",
      "UPDATE records SET tenant = 'umbrella'; UPDATE tenants SET tenant = 'umbrella'",
      { tenant: TENANT, ok: true, records: 0 },
      1,
    ],
  ])("%s", async (_, change, told, exit) => {
    const { config, store } = await logged()
    const database = new DatabaseSync(store)
    database.exec(
      `PRAGMA foreign_keys = OFF; DROP TRIGGER records_never_change; DROP TRIGGER records_are_never_deleted`,
    )
    database.exec(change)
    database.close()
    const { code, stdout } = await cli(["log", "verify", "--config", config, "--json"])
    expect([code, JSON.parse(stdout)]).toMatchObject([
      exit,
      { ok: false, tenants: expect.arrayContaining([expect.objectContaining(told)]) as unknown },
    ])
  })

  it("says so where there is no log, rather than verifying an empty one", async () => {
    const { config } = await logged()
    const { code, stderr } = await cli(["log", "verify", "--config", config, "--tenant", "umbrella"])
    expect([code, stderr]).toEqual([2, "interlock: there is no log of umbrella: there is one of acme\n"])
  })

  it.each([[[]], [["--tenant", "acme"]], [["--json"]]])(
    "says so of an empty file, rather than verifying it: %j",
    async (more) => {
      const { config, store } = await logged()
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${store}${suffix}`, { force: true })
      writeFileSync(store, "", { mode: 0o600 })
      const { code, stdout, stderr } = await cli(["log", "verify", "--config", config, ...more])
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toContain(`${store} holds no record: there is nothing to verify`)
    },
  )

  it("names the config file that it needs", async () => {
    const { code, stderr } = await cli(["log", "verify", "--config", `${tmp()}/none.yaml`])
    expect(code).toBe(2)
    expect(stderr).toContain("none.yaml:1:1: this file can't be read")
  })
})
