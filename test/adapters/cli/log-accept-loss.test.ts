import { chmodSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { serve } from "../../../adapters/http/serve.ts"
import { LogBehindError } from "../../../adapters/library/index.ts"
import { changeOneByte } from "../../../demo/attacks.ts"
import { cli } from "./cli.ts"
import { CUT, logged, running, tamper } from "./logged.ts"

const Heads = z.object({
  heads: z.record(z.string(), z.object({ size: z.int(), hash: z.string() })),
  accepted: z.array(z.unknown()),
})
const readHeads = (path: string) => Heads.parse(JSON.parse(readFileSync(path, "utf8")))

/** A log whose last record was cut off, after its service had ended. */
const cut = async () => {
  const logs = await logged()
  tamper(logs.store, CUT)
  return logs
}

describe("the second place for the head of a log", () => {
  it("is a file beside the key, for its owner only, with a line for each tenant", async () => {
    const { heads } = await logged()
    expect(readHeads(heads)).toMatchObject({ heads: { acme: { size: 4 } }, accepted: [] })
    expect(statSync(heads).mode & 0o777).toBe(0o600)
    expect(readFileSync(heads, "utf8")).toMatch(/^"acme": \{"size":4,"hash":"[0-9a-f]{64}"\}$/m)
  })

  it("is not made anew for a log that isn't empty: nobody knows what that has lost, until somebody accepts it", async () => {
    const { heads, config } = await logged()
    const before = readHeads(heads)
    rmSync(heads)
    const { code, stdout, stderr } = await cli(["serve", "--config", config])
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(`${heads}, which says where each log was seen to end, isn't there`)
    expect(stderr).toContain("interlock log accept-loss")
    expect((await cli(["log", "verify", "--config", config])).stderr).toContain("isn't there, and the log isn't empty")
    const accepting = await cli(["log", "accept-loss", "--config", config, "--yes"])
    expect(accepting.stderr).toContain("acme: nobody knows how many records there were, and 4 are left")
    expect(readHeads(heads)).toMatchObject({ heads: before.heads, accepted: [{ tenant: "acme", seen: null }] })
    await (await serve(config)).close()
  })
})

/** A log of five records, and a copy from when it had four. */
const older = async () => {
  const { store, config, service, asked } = await running()
  const copy = `${store}.old`
  const database = new DatabaseSync(store, { readOnly: true })
  database.prepare("VACUUM INTO ?").run(copy)
  database.close()
  chmodSync(copy, 0o600)
  await asked()
  await service.close()
  return { store, config, copy }
}

describe("attack 4: a service whose log is not the one that was seen", () => {
  it.each<[string, (store: string, copy: string) => void, number]>([
    [
      "was cut",
      (store) => {
        tamper(store, CUT)
      },
      3,
    ],
    [
      "was put back to an older copy",
      (store, copy) => {
        copyFileSync(copy, store)
      },
      4,
    ],
    [
      "is gone",
      (store) => {
        rmSync(store)
      },
      0,
    ],
  ])("does not start where it %s, and says what to do", async (_, change, left) => {
    const { store, config, copy } = await older()
    change(store, copy)
    const { code, stdout, stderr } = await cli(["serve", "--config", config])
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain(`the log of acme ends after ${left} records, and 5 were seen in it`)
    expect(stderr).toMatch(/[Rr]estore the newest backup/)
    expect(stderr).toContain("interlock log accept-loss")
  })

  it("does not start where another record stands at its end", async () => {
    const { heads, config } = await logged()
    const { hash = "" } = readHeads(heads).heads["acme"] ?? {}
    writeFileSync(heads, readFileSync(heads, "utf8").replace(hash, "f".repeat(64)))
    await expect(serve(config)).rejects.toThrow(LogBehindError)
    await expect(serve(config)).rejects.toThrow("has another record 3 than the one that was seen")
  })

  it.each(["", "{}", "[", `{"version":1,"heads":{"acme":{"size":0,"hash":"00"}},"accepted":[]}`])(
    "does not start where what was seen can be read no longer: %j",
    async (text) => {
      const { heads, config } = await logged()
      writeFileSync(heads, text)
      const { code, stderr } = await cli(["serve", "--config", config])
      expect([code, stderr]).toEqual([1, expect.stringContaining(`${heads} doesn't say any longer`)])
    },
  )
})

describe("interlock log accept-loss", () => {
  it("goes on without what is lost, keeps for good that somebody accepted so, and tells it when the log is verified", async () => {
    const { config, heads } = await cut()
    const told = await cli(["log", "accept-loss", "--config", config, "--yes"])
    expect(told.code).toBe(0)
    expect(told.stderr).toContain("acme: 4 records were seen, and 3 are left\nwhat they said is forgotten: ")
    expect(told.stdout).toContain(`kept in ${heads}`)
    await (await serve(config)).close()
    expect(readHeads(heads)).toMatchObject({
      heads: { acme: { size: 3 } },
      accepted: [{ tenant: "acme", seen: { size: 4 }, left: { size: 3 } }],
    })
    const { code, stderr } = await cli(["log", "verify", "--config", config])
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("a loss was accepted: acme had 4 records, and 3 were left"),
    ])
  })

  it("asks somebody first", async () => {
    const { config, heads } = await cut()
    const before = readFileSync(heads, "utf8")
    const { code, stderr } = await cli(["log", "accept-loss", "--config", config])
    expect([code, stderr]).toEqual([2, expect.stringContaining("nobody can be asked here")])
    expect(readFileSync(heads, "utf8")).toBe(before)
  })

  it("accepts nothing where nothing is lost", async () => {
    const { config, heads } = await logged()
    const before = readFileSync(heads, "utf8")
    expect(await cli(["log", "accept-loss", "--config", config, "--yes"])).toMatchObject({ code: 0, stderr: "" })
    expect(readFileSync(heads, "utf8")).toBe(before)
  })

  it("accepts no log that doesn't verify", async () => {
    const { config, store } = await cut()
    changeOneByte({ store, tenant: "acme", seq: 2 }, `"by":{"id":"bob"`, `"by":{"id":"bab"`)
    const { code, stderr } = await cli(["log", "accept-loss", "--config", config, "--yes"])
    expect([code, stderr]).toEqual([1, expect.stringContaining("What is left has to verify")])
  })

  it("goes on from the log where what was seen can be read no longer, and says that nobody knows what is lost", async () => {
    const { config, heads } = await logged()
    writeFileSync(heads, "")
    const { code, stderr } = await cli(["log", "accept-loss", "--config", config, "--yes"])
    expect(code).toBe(0)
    expect(stderr).toContain("acme: nobody knows how many records there were, and 4 are left\n")
    await (await serve(config)).close()
    expect(readHeads(heads)).toMatchObject({ heads: { acme: { size: 4 } }, accepted: [{ seen: null }] })
  })
})
