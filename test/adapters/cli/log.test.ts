import { createPrivateKey, createPublicKey } from "node:crypto"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { changeOneByte } from "../../../demo/attacks.ts"
import { TENANT } from "../../../demo/world.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"
import { CUT, logged, running, tamper } from "./logged.ts"

const Printed = z.object({
  ok: z.boolean(),
  file: z.string(),
  problem: z.string().nullable(),
  writeAheadLog: z.boolean(),
  tenants: z.array(z.looseObject({ tenant: z.string(), ok: z.boolean(), head: z.string().optional() })),
})

const verifying = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await cli(["log", "verify", ...args, "--json"])
  return { code, stderr, printed: Printed.parse(JSON.parse(stdout)) }
}

const headOf = async (config: string): Promise<string> =>
  z.string().parse((await verifying("--config", config)).printed.tenants[0]?.head)

const stateOf = (folder: string) =>
  readdirSync(folder)
    .toSorted()
    .map((name) => {
      const { mtimeMs, size, mode, ino } = statSync(join(folder, name))
      return { name, mtimeMs, size, mode, ino }
    })

describe("interlock log verify", () => {
  it.each([
    ["a view in a table's place", "ALTER TABLE records RENAME TO kept; CREATE VIEW records AS SELECT * FROM kept"],
    ["a trigger of somebody's", "CREATE TRIGGER more AFTER INSERT ON records BEGIN SELECT 1; END"],
    ["a table of somebody's", "CREATE TABLE more (x)"],
  ])("takes no file for a log in which there is %s: what is read of it may be anything", async (_, sql) => {
    const { store, config } = await logged()
    const database = new DatabaseSync(store)
    database.exec(sql)
    database.close()
    const { code, stderr } = await cli(["log", "verify", "--config", config])
    expect(code).toBe(1)
    expect(stderr).toContain("holds something that no log has")
  })

  it("verifies what the gate wrote", async () => {
    const { config } = await logged()
    const { code, printed } = await verifying("--config", config)
    expect(code).toBe(0)
    expect(printed).toMatchObject({
      ok: true,
      problem: null,
      tenants: [{ tenant: TENANT, ok: true, records: 4, payloads: 1 }],
    })
    expect((await cli(["log", "verify", "--config", config])).stdout).toMatch(
      /^verifies {2}acme: 4 records, head [0-9a-f]{64}\n$/,
    )
  })

  it.each([1, 2, 3])("names record %i when a byte of it was changed on disk", async (seq) => {
    const { config, store } = await logged()
    const name = ["", "alice", "bob", "carol"][seq] ?? ""
    changeOneByte({ store, tenant: TENANT, seq }, `"by":{"id":"${name}"`, `"by":{"id":"x${name.slice(1)}"`)
    const { code, printed } = await verifying("--config", config)
    expect([code, printed]).toMatchObject([1, { ok: false, tenants: [{ ok: false, record: seq, problem: "hash" }] }])
    expect((await cli(["log", "verify", "--config", config])).stdout).toMatch(new RegExp(`record ${seq} of acme`))
  })

  it.each([
    ["is broken where only its records are gone", "DELETE FROM records", { record: 0, problem: "missing" }],
    [
      "is broken where a tenant of the config file has none, and another one has some",
      "UPDATE records SET tenant = 'umbrella'; UPDATE tenants SET tenant = 'umbrella'; UPDATE payloads SET tenant = 'umbrella'",
      { record: null, problem: "absent" },
    ],
    [
      "is broken where a payload is another one than its digest says",
      "UPDATE payloads SET bytes = x'00'",
      { record: null, problem: "payload" },
    ],
  ])("%s", async (_, change, told) => {
    const { config, store, heads } = await logged()
    rmSync(heads)
    tamper(store, change)
    const { code, printed } = await verifying("--config", config)
    expect([code, printed]).toMatchObject([
      1,
      { ok: false, tenants: expect.arrayContaining([expect.objectContaining({ tenant: TENANT, ...told })]) as unknown },
    ])
  })
})

describe("attack 4: a log from which the end was cut", () => {
  const cut = async () => {
    const logs = await logged()
    const head = await headOf(logs.config)
    tamper(logs.store, CUT)
    rmSync(logs.heads)
    return { ...logs, head }
  }

  it("is broken at the record that was seen, and verifies without that", async () => {
    const { config, head } = await cut()
    const { code, printed } = await verifying("--config", config, "--seen", `4:${head}`)
    expect([code, printed]).toMatchObject([1, { ok: false, tenants: [{ record: 3, problem: "missing" }] }])
    expect((await verifying("--config", config)).printed).toMatchObject({ ok: true, tenants: [{ seen: null }] })
  })

  it("is broken where the second place for its head still has it", async () => {
    const { config, store, heads } = await logged()
    tamper(store, CUT)
    expect(await verifying("--config", config)).toMatchObject({
      code: 1,
      printed: { tenants: [{ record: 3, problem: "missing" }] },
    })
    writeFileSync(heads, "{}")
    const { code, stderr } = await cli(["log", "verify", "--config", config])
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${heads} doesn't say any longer`)])
  })

  it("is said to be open to that where no head is given", async () => {
    const { config } = await cut()
    expect((await cli(["log", "verify", "--config", config])).stderr).toContain("give --seen SIZE:HASH")
  })

  it("is broken where a tenant that was seen has no record at all, whatever the config names", async () => {
    const { config, head } = await cut()
    const { code, printed } = await verifying("--config", config, "--seen", `umbrella=4:${head}`)
    expect(code).toBe(1)
    expect(printed.tenants).toContainEqual(
      expect.objectContaining({ tenant: "umbrella", record: 0, problem: "missing" }),
    )
  })

  it.each([
    ["a head of half a hash", "4:abc"],
    ["a size of nothing", `0:${"0".repeat(64)}`],
    ["nothing", ""],
    ["a tenant that can't be one", `../x=4:${"0".repeat(64)}`],
  ])("asks for a head that can be one, instead of %s", async (_, seen) => {
    const { config } = await logged()
    const { code, stderr } = await cli(["log", "verify", "--config", config, "--seen", seen])
    expect([code, stderr]).toEqual([2, expect.stringContaining("SIZE:HASH")])
  })
})

describe("a log that was seen", () => {
  it("verifies where it has that record still, also when it has grown since", async () => {
    const { config, store, heads } = await logged()
    rmSync(heads)
    const hashes = new DatabaseSync(store, { readOnly: true })
    const rows = z
      .array(z.object({ seq: z.int(), hash: z.string() }))
      .parse(hashes.prepare("SELECT seq, hex(hash) AS hash FROM records").all())
    hashes.close()
    for (const { seq, hash } of rows)
      expect(await verifying("--config", config, "--seen", `acme=${seq + 1}:${hash}`)).toMatchObject({
        code: 0,
        printed: { tenants: [{ records: 4, seen: seq + 1 }] },
      })
  })

  it("is broken where another record stands there", async () => {
    const { config } = await logged()
    const { code, printed } = await verifying("--config", config, "--seen", `2:${"a".repeat(64)}`)
    expect([code, printed]).toMatchObject([1, { ok: false, tenants: [{ record: 1, problem: "fork" }] }])
  })
})

describe("attack 4: a file that holds no log", () => {
  it.each<[string, (store: string) => void, string]>([
    [
      "is not there",
      (store) => {
        rmSync(store)
      },
      "there is no log at",
    ],
    [
      "was emptied",
      (store) => {
        writeFileSync(store, "")
      },
      "holds no log",
    ],
    [
      "is another program's",
      (store) => {
        rmSync(store)
        const database = new DatabaseSync(store)
        database.exec("CREATE TABLE bookmarks (url)")
        database.close()
      },
      "another program",
    ],
    [
      "is no database",
      (store) => {
        writeFileSync(store, "no database at all ".repeat(500))
      },
      "no SQLite file",
    ],
    [
      "was overwritten in the middle",
      (store) => {
        const bytes = readFileSync(store)
        writeFileSync(store, bytes.fill(0xff, 4096))
      },
      "damaged",
    ],
  ])("that %s exits with 1, and says what to do", async (_, make, said) => {
    const { config, store, folder } = await logged()
    make(store)
    const before = stateOf(folder)
    const { code, printed } = await verifying("--config", config)
    expect([code, printed]).toMatchObject([
      1,
      { ok: false, tenants: [], problem: expect.stringContaining(said) as unknown },
    ])
    const told = await cli(["log", "verify", "--config", config])
    expect([told.code, told.stdout]).toEqual([1, ""])
    expect(told.stderr).toMatch(/restore|backup/)
    expect(stateOf(folder)).toEqual(before)
  })

  it("exits with 1 where it has its tables and no record, and where the tenant that is asked for has none", async () => {
    const { config, store, heads } = await logged()
    rmSync(heads)
    expect(await verifying("--config", config, "--tenant", "umbrella")).toMatchObject({
      code: 1,
      printed: { tenants: [{ tenant: "umbrella", problem: "absent" }] },
    })
    tamper(store, "DELETE FROM payloads; DELETE FROM entities; DELETE FROM records; DELETE FROM tenants")
    expect(await verifying("--config", config)).toMatchObject({ code: 1, printed: { ok: false } })
    expect(await verifying(store, "--public-key", await publicKey(store))).toMatchObject({
      code: 1,
      printed: { ok: false, tenants: [], problem: expect.stringContaining("nothing was verified") as unknown },
    })
  })

  it("names the config file that it needs", async () => {
    const { code, stderr } = await cli(["log", "verify", "--config", `${tmp()}/none.yaml`])
    expect(code).toBe(2)
    expect(stderr).toContain("none.yaml:1:1: this file can't be read")
  })
})

/** The public half of the key beside a log, as a file. */
const publicKey = (store: string): Promise<string> => {
  const folder = join(store, "..")
  const key = createPublicKey(createPrivateKey(readFileSync(join(folder, "server.key"))))
  const file = join(folder, "gate.pem")
  writeFileSync(file, key.export({ type: "spki", format: "pem" }))
  return Promise.resolve(file)
}

describe("attack 4: a log that is only looked at", () => {
  it("leaves no trace beside a file that nobody has open, also where it may only be read", async () => {
    const { config, store, folder } = await logged()
    chmodSync(store, 0o400)
    const before = stateOf(folder)
    const bytes = readFileSync(store)
    expect(await verifying("--config", config)).toMatchObject({ code: 0, printed: { writeAheadLog: false } })
    expect(stateOf(folder)).toEqual(before)
    expect(readFileSync(store)).toEqual(bytes)
  })

  it("is read with its write-ahead log while the service runs, and neither is written", async () => {
    const { config, store } = await running()
    const bytes = ["", "-wal"].map((suffix) => readFileSync(`${store}${suffix}`))
    expect(await verifying("--config", config)).toMatchObject({
      code: 0,
      printed: { writeAheadLog: true, tenants: [{ records: 4 }] },
    })
    expect(["", "-wal"].map((suffix) => readFileSync(`${store}${suffix}`))).toEqual(bytes)
  })

  it("is read where it was copied with its write-ahead log, and nothing is made beside the copy", async () => {
    const { store } = await running()
    const folder = tmp()
    const copy = join(folder, "copy of ? #1.db")
    for (const suffix of ["", "-wal"]) copyFileSync(`${store}${suffix}`, `${copy}${suffix}`)
    const before = stateOf(folder)
    expect(await verifying(copy, "--public-key", await publicKey(store))).toMatchObject({
      code: 0,
      printed: { writeAheadLog: true, tenants: [{ records: 4 }] },
    })
    expect(stateOf(folder)).toEqual(before)
  })

  it("is noticed to lack its end where it was copied without its write-ahead log", async () => {
    const { store, config } = await running()
    const head = await headOf(config)
    const copy = join(tmp(), "copy.db")
    copyFileSync(store, copy)
    const { code, printed } = await verifying(copy, "--config", config, "--seen", `4:${head}`)
    expect([code, printed.ok]).toEqual([1, false])
  })
})

describe("attack 6: a log that is verified by who holds no private key", () => {
  it("takes the gate's public key as PEM, as JWK in a file, or as JWK itself, and needs no config file", async () => {
    const { store, key, folder } = await logged()
    const jwk = JSON.stringify(createPublicKey(createPrivateKey(readFileSync(key))).export({ format: "jwk" }))
    const pem = await publicKey(store)
    rmSync(key)
    const file = join(folder, "gate.jwk")
    writeFileSync(file, jwk)
    for (const given of [pem, file, jwk])
      expect(await verifying(store, "--public-key", given)).toMatchObject({ code: 0, printed: { ok: true } })
    expect(existsSync(key)).toBe(false)
  })

  it("does not verify with another key", async () => {
    const { store } = await logged()
    const { store: others } = await logged()
    expect(await verifying(store, "--public-key", await publicKey(others))).toMatchObject({
      code: 1,
      printed: { tenants: [{ record: 0, problem: "signer" }] },
    })
  })

  it("takes no private key, and repeats nothing of it", async () => {
    const { config, key } = await logged()
    const pem = readFileSync(key, "utf8")
    const jwk = JSON.stringify(createPrivateKey(pem).export({ format: "jwk" }))
    for (const given of [key, pem, jwk]) {
      const { code, stdout, stderr } = await cli(["log", "verify", "--config", config, "--public-key", given])
      expect([code, stdout]).toEqual([2, ""])
      expect(stderr).toContain("never a private key")
      expect(stderr).not.toContain(pem.split("\n")[1])
      expect(stderr).not.toContain(given)
    }
  })
})
