import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect, Result } from "effect"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import * as z from "zod"
import { createKey } from "../../../adapters/signer/file.ts"
import { verifier } from "../../../adapters/signer/verifier.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { SCHEMA, SCHEMA_VERSION } from "../../../adapters/store/schema.ts"
import { Digest, digestOf } from "../../../kernel/digest.ts"
import { EMPTY, type SealedRecord, decodeRecord, verifyChain } from "../../../kernel/ledger/chain.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { ReceiverName } from "../../../kernel/notices/ports.ts"
import { acme, chain, globex, keys, utf8 } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"
import { all, batch, headOf, using } from "./contract.ts"
import { usingCursors } from "./cursors.ts"

const SIZE = 20

/** A ledger of twenty records and a payload, closed. */
const written = async () => {
  const path = join(tmp(), "ledger.db")
  const { records, tip } = chain(SIZE)
  await using(sqliteStore(path), (store) => store.append(acme(), EMPTY, batch(records, utf8("payload"))))
  return { path, records, tip }
}

/** As somebody with the file and any SQLite shell. */
const withSql = (path: string, use: (database: DatabaseSync) => void) => {
  const database = new DatabaseSync(path)
  try {
    use(database)
  } finally {
    database.close()
  }
}
const tampered = (path: string, sql: string) => {
  withSql(path, (database) => {
    for (const { name } of z
      .array(z.object({ name: z.string() }))
      .parse(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()))
      database.exec(`DROP TRIGGER ${name}`)
    database.exec(sql)
  })
}
const verified = (path: string) =>
  using(sqliteStore(path), (store) => Effect.map(all(store), (records) => verifyChain(acme(), records, keys())))
const opening = (path: string) =>
  Effect.runPromise(Effect.flip(Effect.scoped(Effect.provide(Effect.void, sqliteStore(path)))))

describe("the file", () => {
  it("is there again after it was closed", async () => {
    const { path, records, tip } = await written()
    await using(sqliteStore(path), (store) =>
      Effect.gen(function* () {
        expect(yield* store.head(acme())).toEqual(headOf(tip))
        expect(yield* all(store)).toEqual(records)
        expect(yield* store.payload(acme(), digestOf(utf8("payload")))).toEqual(utf8("payload"))
      }),
    )
  })

  it("is for its owner only, with all that stands beside it", async () => {
    const { path } = await written()
    await using(sqliteStore(path), (store) =>
      Effect.gen(function* () {
        yield* store.append(acme(), yield* store.head(acme()), batch(chain(1, { from: chain(SIZE).tip }).records))
        const names = readdirSync(join(path, ".."))
        expect(names.toSorted()).toEqual(["ledger.db", "ledger.db-shm", "ledger.db-wal"])
        for (const name of names) expect(statSync(join(path, "..", name)).mode & 0o777).toBe(0o600)
      }),
    )
  })

  it("is refused when others can read it", async () => {
    const { path } = await written()
    chmodSync(path, 0o640)
    expect((await opening(path)).message).toContain(`run \`chmod 600 ${path}\``)
  })

  it("is refused when it is another program's database, and stays as it is", async () => {
    const { path } = await written()
    withSql(path, (database) => {
      database.exec("PRAGMA user_version = 0")
    })
    const before = readFileSync(path)
    expect((await opening(path)).message).toBe(
      `${path} is the database of another program: name a file of the log's own`,
    )
    expect(readFileSync(path)).toEqual(before)
  })

  it("is refused when a newer version wrote it, and stays as it is", async () => {
    const { path } = await written()
    withSql(path, (database) => {
      database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    })
    const before = readFileSync(path)
    expect((await opening(path)).message).toContain(
      `has tables of version ${SCHEMA_VERSION + 1} and this program knows version ${SCHEMA_VERSION}`,
    )
    expect(readFileSync(path)).toEqual(before)
  })

  it.each([
    [
      "no database",
      (path: string) => {
        writeFileSync(path, "not a database, but long enough to be read as one ".repeat(100), { mode: 0o600 })
      },
    ],
    [
      "another program's database",
      (path: string) => {
        withSql(path, (database) => {
          database.exec("CREATE TABLE records (x)")
        })
        chmodSync(path, 0o600)
      },
    ],
  ])("is refused when it is %s", async (_, make) => {
    const path = join(tmp(), "other.db")
    make(path)
    expect(await opening(path)).toMatchObject({ _tag: "StoreFailedError" })
  })

  it("is not made where there is no directory", async () => {
    const path = join(tmp(), "none", "ledger.db")
    expect((await opening(path)).message).toContain("ENOENT")
    expect(existsSync(path)).toBe(false)
  })
})

describe("the connection", () => {
  it("logs ahead, syncs at every append, checks references, and blocks for another writer no longer than two milliseconds", async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, "exec")
    onTestFinished(() => {
      exec.mockRestore()
    })
    await using(sqliteStore(join(tmp(), "ledger.db")), () =>
      Effect.sync(() => {
        const [connection] = exec.mock.contexts
        const pragma = (name: string) =>
          connection instanceof DatabaseSync ? connection.prepare(`PRAGMA ${name}`).get() : undefined
        expect(pragma("journal_mode")).toEqual({ journal_mode: "wal" })
        expect(pragma("synchronous")).toEqual({ synchronous: 2 })
        expect(pragma("foreign_keys")).toEqual({ foreign_keys: 1 })
        expect(pragma("busy_timeout")).toEqual({ timeout: 2 })
      }),
    )
  })
})

describe("a stray statement", () => {
  it.each([
    ["UPDATE records SET seq = 99 WHERE seq = 3", "the log is append-only"],
    ["DELETE FROM records WHERE seq = 19", "the log is append-only"],
    ["INSERT OR REPLACE INTO records SELECT * FROM records WHERE seq = 3", "a record has the next number of its log"],
    [
      "INSERT INTO records SELECT tenant, seq + 100, hash, signature, signer, bytes FROM records WHERE seq = 3",
      "a record has the next number of its log",
    ],
    ["UPDATE payloads SET bytes = x'00'", "a payload can be deleted, never changed"],
    ["DELETE FROM tenants", "FOREIGN KEY constraint failed"],
  ])("%s changes nothing", async (sql, reason) => {
    const { path, tip } = await written()
    withSql(path, (database) => {
      expect(() => {
        database.exec(sql)
      }).toThrow(reason)
    })
    expect(await verified(path)).toEqual({ ok: true, tip })
  })

  it("may delete a payload, and the log still verifies", async () => {
    const { path, tip } = await written()
    withSql(path, (database) => {
      database.exec("DELETE FROM payloads")
    })
    expect(await verified(path)).toEqual({ ok: true, tip })
    await using(sqliteStore(path), (store) =>
      Effect.map(store.payload(acme(), digestOf(utf8("payload"))), (payload) => {
        expect(payload).toBeNull()
      }),
    )
  })
})

describe("a cursor in the file", () => {
  const pager = () => ReceiverName.parse("pager")

  it("is there again after the file was closed", async () => {
    const { path, tip } = await written()
    await usingCursors(sqliteStore(path), ({ move }) => move(pager(), acme(), tip))
    expect(await usingCursors(sqliteStore(path), ({ at }) => at(pager(), acme()))).toEqual(tip)
  })

  it("is of a log that is there, and the failure says whose", async () => {
    const { path, tip } = await written()
    const failure = await usingCursors(sqliteStore(path), ({ move }) => Effect.flip(move(pager(), globex(), tip)))
    expect(failure).toMatchObject({
      _tag: "StoreFailedError",
      message: "how far pager was told of globex can't be kept: FOREIGN KEY constraint failed",
    })
  })

  it.each(["size = 0", "hash = x'00'", "now = -1"])("holds no %s", async (part) => {
    const { path, tip } = await written()
    await usingCursors(sqliteStore(path), ({ move }) => move(pager(), acme(), tip))
    withSql(path, (database) => {
      expect(() => {
        database.exec(`UPDATE notice_cursors SET ${part}`)
      }).toThrow("CHECK constraint failed")
    })
  })

  it("that can't be read is a failure", async () => {
    const { path, tip } = await written()
    const failure = await usingCursors(sqliteStore(path), ({ at, move }) =>
      Effect.gen(function* () {
        yield* move(pager(), acme(), tip)
        withSql(path, (database) => {
          database.exec("DROP TABLE notice_cursors")
        })
        return yield* Effect.flip(at(pager(), acme()))
      }),
    )
    expect(failure.message).toContain("how far pager was told of acme can't be read: ")
  })
})

describe("an append that fails half way", () => {
  it("leaves nothing, and the next one goes through", async () => {
    const path = join(tmp(), "ledger.db")
    const { records, tip } = chain(3)
    const append = () =>
      using(sqliteStore(path), (store) => Effect.result(store.append(acme(), EMPTY, batch(records, utf8("payload")))))
    await using(sqliteStore(path), () => Effect.void)
    withSql(path, (database) => {
      database.exec("CREATE TRIGGER full BEFORE INSERT ON payloads BEGIN SELECT RAISE(ABORT, 'no space is left'); END")
    })
    const failure = await append()
    expect(Result.isFailure(failure) && failure.failure.message).toBe("nothing was appended for acme: no space is left")
    await using(sqliteStore(path), (store) =>
      Effect.gen(function* () {
        expect(yield* store.tenants).toEqual([])
        expect(yield* all(store)).toEqual([])
      }),
    )
    withSql(path, (database) => {
      database.exec("DROP TRIGGER full")
    })
    expect(await append()).toEqual(Result.succeed(headOf(tip)))
  })

  it("lets the same connection go on", async () => {
    const path = join(tmp(), "ledger.db")
    const { records, tip } = chain(3)
    await using(sqliteStore(path), (store) =>
      Effect.gen(function* () {
        withSql(path, (database) => {
          database.exec(
            "CREATE TRIGGER full BEFORE INSERT ON payloads BEGIN SELECT RAISE(ABORT, 'no space is left'); END",
          )
        })
        yield* Effect.flip(store.append(acme(), EMPTY, batch(records, utf8("payload"))))
        expect(yield* store.append(acme(), EMPTY, batch(records))).toEqual(headOf(tip))
      }),
    )
  })
})

describe("tampering with the file is found out", () => {
  it.each([0, 7, SIZE - 1])("when one byte of record %i is changed on the disk", async (seq) => {
    const { path } = await written()
    const file = readFileSync(path)
    const marker = `"what":"call-${seq}."`
    expect(file.includes(marker)).toBe(true)
    // SQLite leaves stale copies in the free space of split pages: they change with the live one.
    for (let place = file.indexOf(marker); place >= 0; place = file.indexOf(marker, place)) file[place + 8] = 0x43
    writeFileSync(path, file)
    expect(await verified(path)).toEqual({ ok: false, seq, problem: "hash" })
  })

  it.each(["hash", "signature", "signer"])("when a %s is changed", async (column) => {
    const { path } = await written()
    tampered(path, `UPDATE records SET ${column} = (SELECT zeroblob(length(${column}))) WHERE seq = 7`)
    expect(await verified(path)).toEqual({ ok: false, seq: 7, problem: column })
  })

  it("when a record in the middle is deleted", async () => {
    const { path } = await written()
    tampered(path, "DELETE FROM records WHERE seq = 7")
    expect(await verified(path)).toEqual({ ok: false, seq: 7, problem: "order" })
  })

  it("when a record in the middle is deleted and the others are renumbered", async () => {
    const { path } = await written()
    tampered(path, "DELETE FROM records WHERE seq = 7; UPDATE records SET seq = seq - 1 WHERE seq > 7")
    expect(await verified(path)).toEqual({ ok: false, seq: 7, problem: "order" })
  })

  it("when two records are swapped", async () => {
    const { path } = await written()
    tampered(
      path,
      "UPDATE records SET seq = 99 WHERE seq = 7; UPDATE records SET seq = 7 WHERE seq = 9; UPDATE records SET seq = 9 WHERE seq = 99",
    )
    expect(await verified(path)).toEqual({ ok: false, seq: 7, problem: "order" })
  })

  it("when the last record is deleted, by who has seen the head", async () => {
    const { path, tip } = await written()
    tampered(path, `DELETE FROM records WHERE seq = ${SIZE - 1}`)
    expect(await verified(path)).toMatchObject({ ok: true, tip: { size: SIZE - 1 } })
    const seen = await using(sqliteStore(path), (store) =>
      Effect.map(all(store), (records) => verifyChain(acme(), records, keys(), { seen: tip })),
    )
    expect(seen).toEqual({ ok: false, seq: SIZE - 1, problem: "missing" })
  })

  it("when the whole log is signed again with another key", async () => {
    const { path } = await written()
    const foreign = chain(SIZE, { seed: 2 }).records
    withSql(path, (database) => {
      database.exec("DROP TRIGGER records_never_change")
      const update = database.prepare("UPDATE records SET hash = ?, signature = ?, signer = ?, bytes = ? WHERE seq = ?")
      foreign.forEach(({ hash, signature, signer, bytes }: SealedRecord, seq) =>
        update.run(Buffer.from(hash, "hex"), signature, Buffer.from(signer, "hex"), bytes, seq),
      )
    })
    expect(await verified(path)).toEqual({ ok: false, seq: 0, problem: "signer" })
  })

  it("when a payload is altered", async () => {
    const { path } = await written()
    tampered(path, "UPDATE payloads SET bytes = x'00'")
    const failure = await using(sqliteStore(path), (store) =>
      Effect.flip(store.payload(acme(), digestOf(utf8("payload")))),
    )
    expect(failure.message).toContain("was altered")
  })
})

const Acknowledged = z.object({ size: z.int(), hash: Digest, payload: z.string() })
const Ended = z.object({ conflicts: z.int() })

/** Starts a process that appends; gives what it tells, line by line. */
const writer = (ledger: string, key: string, batches: number, name: string) => {
  const script = fileURLToPath(new URL("writer.ts", import.meta.url))
  const child = spawn(process.execPath, [script, ledger, key, String(batches), name], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  return { child, lines: createInterface({ input: child.stdout }), ended: once(child, "exit") }
}

describe("an index that was changed by hand", () => {
  it("keeps no record from being written, wherever it says that an entity came into being", async () => {
    const { path, tip } = await written()
    const more = chain(2, { from: tip })
    const entities = [{ domain: "approvals", id: "a", seq: SIZE, status: "pending" }] as const
    await using(sqliteStore(path), (store) =>
      store.append(acme(), tip, { ...batch(more.records.slice(0, 1)), entities }),
    )
    tampered(path, "UPDATE entities SET opened = 1000000, seq = 1000000")
    await using(sqliteStore(path), (store) =>
      Effect.gen(function* () {
        const entry = { ...entities[0], seq: SIZE + 1, status: "approved" }
        yield* store.append(acme(), yield* store.head(acme()), { ...batch(more.records.slice(1)), entities: [entry] })
        expect(yield* store.latest(acme(), "approvals", "a")).toBe(SIZE + 1)
      }),
    )
  })
})

describe("several processes", () => {
  it("that find an empty file at one time make its tables once", async () => {
    const path = join(tmp(), "ledger.db")
    const exec = vi.spyOn(DatabaseSync.prototype, "exec")
    onTestFinished(() => {
      exec.mockRestore()
    })
    exec.mockImplementation(function (this: DatabaseSync, sql) {
      exec.mockRestore()
      this.exec(sql)
      // The other one is done just before this one begins.
      withSql(path, (database) => {
        database.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`)
      })
    })
    await using(sqliteStore(path), (store) => store.append(acme(), EMPTY, batch(chain(1).records)))
  })

  it("append to one log through its head: conflicts are told, nothing is lost, the chain holds", async () => {
    const directory = tmp()
    const [ledger, key] = [join(directory, "ledger.db"), join(directory, "key.pem")]
    const { publicKey } = await Effect.runPromise(createKey(key))
    const batches = 40
    const told = await Promise.all(
      ["a", "b"].map(async (name) => {
        const lines: string[] = []
        for await (const line of writer(ledger, key, batches, name).lines) lines.push(line)
        return lines
      }),
    )
    expect(told.map((lines) => lines.length)).toEqual([batches + 1, batches + 1])
    for (const lines of told) expect(Ended.safeParse(JSON.parse(lines.at(-1) ?? "")).success).toBe(true)
    const records = await using(sqliteStore(ledger), (store) => all(store))
    expect(records).toHaveLength(2 * batches * 3)
    expect(verifyChain(acme(), records, keysOf([publicKey], verifier))).toMatchObject({ ok: true })
    const names = records.map(({ bytes }) => decodeRecord(bytes)?.key)
    expect(new Set(names).size).toBe(records.length)
  })

  it("may be killed at any moment: what was acknowledged is there, and no half of a batch", async () => {
    const directory = tmp()
    const [ledger, key] = [join(directory, "ledger.db"), join(directory, "key.pem")]
    const { publicKey } = await Effect.runPromise(createKey(key))
    for (const kill of [1, 5, 23]) {
      const { child, lines, ended } = writer(ledger, key, Number.MAX_SAFE_INTEGER, `until-${kill}`)
      const acknowledged: z.infer<typeof Acknowledged>[] = []
      for await (const line of lines) {
        acknowledged.push(Acknowledged.parse(JSON.parse(line)))
        if (acknowledged.length === kill) child.kill("SIGKILL")
      }
      expect(await ended).toEqual([null, "SIGKILL"])
      await using(sqliteStore(ledger), (store) =>
        Effect.gen(function* () {
          const records = yield* all(store)
          expect(records.length % 3).toBe(0)
          for (const seen of acknowledged) {
            expect(verifyChain(acme(), records, keysOf([publicKey], verifier), { seen })).toMatchObject({ ok: true })
            expect(yield* store.payload(acme(), digestOf(utf8(seen.payload)))).toEqual(utf8(seen.payload))
          }
        }),
      )
    }
  })
})
