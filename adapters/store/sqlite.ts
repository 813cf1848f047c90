import { existsSync } from "node:fs"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import { Context, Effect, Layer } from "effect"
import * as z from "zod"
import { TenantId } from "../../kernel/actors.ts"
import { Digest } from "../../kernel/digest.ts"
import type { KeyId } from "../../kernel/ledger/ed25519.ts"
import { EMPTY, type Head, type SealedRecord, headAfter } from "../../kernel/ledger/chain.ts"
import { type Batch, HeadMovedError, LedgerStore, StoreFailedError } from "../../kernel/ledger/store.ts"
import { NoticeCursors } from "../../kernel/notices/ports.ts"
import { digestOf } from "../digest.ts"
import { createPrivateFile, refuseOthers, withPrivateFile } from "../private-file.ts"
import { type Deployed, deployedOn } from "./deployed.ts"
import { failed, refusedBatch } from "./failures.ts"
import { BUSY_MS, attempt } from "./patience.ts"
import { signingOn } from "./signing.ts"
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts"
import { cursorsOn } from "./sqlite-cursors.ts"
import { indexOn } from "./sqlite-index.ts"

/** How long whoever opens the file waits for another writer, in milliseconds: nobody is served yet. */
const OPENING_MS = 5_000

const blob = z.instanceof(Uint8Array)
const TenantRow = z.object({ tenant: TenantId })
const HeadRow = z.object({ seq: z.int(), hash: blob })
const RecordRow = z.object({ bytes: blob, hash: blob, signature: blob, signer: blob })
const PayloadRow = z.object({ bytes: blob })

const sealedOf = ({ bytes, hash, signature, signer }: z.infer<typeof RecordRow>): SealedRecord => ({
  bytes,
  hash: bytesToHex(hash),
  signature,
  signer: bytesToHex(signer),
})

/** Runs `work` as the only writer of the file: all of it is written, or nothing. */
const transact = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec("BEGIN IMMEDIATE")
  try {
    const result = work()
    // A crash before this line leaves nothing; one after it leaves everything, since FULL syncs the log file here.
    database.exec("COMMIT")
    return result
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK")
    throw error
  }
}

/** One statement, so that it sees one state of a file in which another process is making the tables just now. */
export const isAnothers = (database: DatabaseSync): boolean =>
  database
    .prepare("SELECT 1 FROM pragma_user_version WHERE user_version = 0 AND EXISTS (SELECT 1 FROM sqlite_schema)")
    .get() !== undefined

export const versionOf = (database: DatabaseSync): unknown =>
  database.prepare("PRAGMA user_version").get()?.["user_version"]

/** Of a file whose tables are none that this program knows. */
export const unknownVersion = (path: string, version: unknown): string =>
  `${path} has tables of version ${String(version)} and this program knows version ${SCHEMA_VERSION}: run the version that wrote it`

const open = (path: string): DatabaseSync => {
  if (existsSync(path)) withPrivateFile(path, () => undefined)
  refuseOthers(path)
  createPrivateFile(path, "")
  const database = new DatabaseSync(path, { timeout: OPENING_MS, enableForeignKeyConstraints: true })
  try {
    prepare(database, path)
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const prepare = (database: DatabaseSync, path: string): void => {
  const version = versionOf(database)
  if (version !== 0 && version !== SCHEMA_VERSION)
    throw new StoreFailedError({ message: unknownVersion(path, version) })
  if (isAnothers(database))
    throw new StoreFailedError({ message: `${path} is the database of another program: name a file of the log's own` })
  const mode = database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"]
  if (mode !== "wal")
    throw new StoreFailedError({ message: `${path} can't have a write-ahead log: keep it on a local disk` })
  database.exec("PRAGMA synchronous = FULL")
  transact(database, () => {
    // Asked again: of two processes that find an empty file, one makes the tables.
    if (versionOf(database) === SCHEMA_VERSION) return
    database.exec(SCHEMA)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

/** The log in an open file that holds its tables. */
export const storeOn = (database: DatabaseSync, deployed: Deployed | null = null): LedgerStore["Service"] => {
  const deployment = deployed === null ? null : deployedOn(database, deployed)
  const statements = {
    tenants: database.prepare("SELECT tenant FROM tenants ORDER BY tenant"),
    head: database.prepare("SELECT seq, hash FROM records WHERE tenant = ? ORDER BY seq DESC LIMIT 1"),
    read: database.prepare(
      "SELECT bytes, hash, signature, signer FROM records WHERE tenant = ? AND seq >= ? ORDER BY seq LIMIT ?",
    ),
    payload: database.prepare("SELECT bytes FROM payloads WHERE tenant = ? AND digest = ?"),
    addTenant: database.prepare("INSERT INTO tenants (tenant) VALUES (?) ON CONFLICT DO NOTHING"),
    addRecord: database.prepare(
      "INSERT INTO records (tenant, seq, hash, signature, signer, bytes) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    addPayload: database.prepare(
      "INSERT INTO payloads (tenant, digest, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    ),
  } satisfies Record<string, StatementSync>

  const index = indexOn(database)
  const headOf = (tenant: TenantId): Head => {
    const row = statements.head.get(tenant)
    if (row === undefined) return EMPTY
    const { seq, hash } = HeadRow.parse(row)
    return { size: seq + 1, hash: Digest.parse(bytesToHex(hash)) }
  }

  const append = (tenant: TenantId, expected: Head, { records, payloads, entities }: Batch): Head =>
    transact(database, () => {
      deployment?.assertCurrent(tenant)
      const actual = headOf(tenant)
      if (actual.size !== expected.size || actual.hash !== expected.hash) {
        throw new HeadMovedError({ tenant, expected, actual })
      }
      const after = headAfter(tenant, actual, records, digestOf)
      if (!after.ok) throw refusedBatch(tenant, after)
      if (records.length > 0 || payloads.length > 0) statements.addTenant.run(tenant)
      records.forEach(({ bytes, hash, signature, signer }, index) => {
        statements.addRecord.run(tenant, actual.size + index, hexToBytes(hash), signature, hexToBytes(signer), bytes)
      })
      for (const bytes of payloads) statements.addPayload.run(tenant, hexToBytes(digestOf(bytes)), bytes)
      for (const entry of entities) index.put(tenant, entry)
      return after.head
    })

  return LedgerStore.of({
    tenants: attempt({
      try: () => statements.tenants.all().map((row) => TenantRow.parse(row).tenant),
      catch: failed("the tenants can't be listed"),
    }),
    head: (tenant) => attempt({ try: () => headOf(tenant), catch: failed(`the head of ${tenant} can't be read`) }),
    read: (tenant, from, limit) =>
      attempt({
        try: () => statements.read.all(tenant, from, limit).map((row) => sealedOf(RecordRow.parse(row))),
        catch: failed(`the log of ${tenant} can't be read`),
      }),
    append: (tenant, expected, batch) =>
      attempt({
        try: () => append(tenant, expected, batch),
        catch: (cause) =>
          cause instanceof HeadMovedError ? cause : failed(`nothing was appended for ${tenant}`)(cause),
      }),
    announce: attempt({
      try: () => {
        if (deployment !== null) transact(database, deployment.announce)
      },
      catch: failed("by what this process decides can't be written"),
    }),
    current: (tenant) =>
      attempt({
        try: () => {
          deployment?.assertCurrent(tenant)
        },
        catch: failed(`what ${tenant} is decided by can't be read`),
      }),
    latest: (tenant, domain, id) =>
      attempt({
        try: () => index.latest(tenant, domain, id),
        catch: failed(`the index of ${tenant} can't be read`),
      }),
    page: (tenant, query) =>
      attempt({
        try: () => index.page(tenant, query),
        catch: failed(`the index of ${tenant} can't be read`),
      }),
    payload: (tenant, digest) =>
      attempt({
        try: () => {
          const row = statements.payload.get(tenant, hexToBytes(digest))
          if (row === undefined) return null
          const { bytes } = PayloadRow.parse(row)
          if (digestOf(bytes) !== digest)
            throw new StoreFailedError({ message: `the payload ${digest} of ${tenant} was altered` })
          return bytes
        },
        catch: failed(`the payload ${digest} of ${tenant} can't be read`),
      }),
  })
}

/**
 * Logs and cursors in one SQLite file (mode 0600, made when absent), write-ahead logged and synced before an append is
 * answered. Several processes may have the file open: of two that append after one head, one gets `HeadMovedError`; and of two
 * that decide by something else, only the one that announced itself last appends.
 */
export const sqliteStore = (
  path: string,
  deployed: Deployed | null = null,
): Layer.Layer<LedgerStore | NoticeCursors, StoreFailedError> =>
  Layer.effectContext(
    Effect.acquireRelease(
      Effect.try({ try: () => open(path), catch: failed(`the ledger ${path} can't be opened`) }),
      (database) =>
        Effect.sync(() => {
          database.close()
        }),
    ).pipe(
      Effect.map((database) =>
        Context.make(LedgerStore, storeOn(database, deployed)).pipe(Context.add(NoticeCursors, cursorsOn(database))),
      ),
    ),
  )

/**
 * Hands the logs of a file over to another key, in one transaction, if each still ends where it is said to: from then on no
 * process with the former key appends.
 * @returns whether they did; where one has gone on meanwhile, nothing has changed
 */
export const handOver = (
  path: string,
  heads: ReadonlyMap<TenantId, Head>,
  signer: KeyId,
): Effect.Effect<boolean, StoreFailedError> =>
  Effect.acquireUseRelease(
    Effect.try({ try: () => open(path), catch: failed(`the ledger ${path} can't be opened`) }),
    (database) =>
      Effect.try({
        try: () =>
          transact(database, () => {
            const ends = headsOn(database)
            const kept = [...heads].every(([tenant, { size, hash }]) => {
              const end = ends.get(tenant)
              return end?.size === size && end.hash === hash
            })
            if (!kept || ends.size !== heads.size) return false
            signingOn(database).handOver(signer)
            return true
          }),
        catch: failed(`the ledger ${path} can't be handed over`),
      }),
    (database) =>
      Effect.sync(() => {
        database.close()
      }),
  )

/** Where each log of a file ends. */
const headsOn = (database: DatabaseSync): ReadonlyMap<TenantId, Head> => {
  const rows = database
    .prepare(
      "SELECT tenant, seq, hash FROM records r WHERE seq = (SELECT max(seq) FROM records WHERE tenant = r.tenant)",
    )
    .all()
  return new Map(
    rows.map((row) => {
      const { seq, hash } = HeadRow.parse(row)
      return [TenantRow.parse(row).tenant, { size: seq + 1, hash: Digest.parse(bytesToHex(hash)) }] as const
    }),
  )
}
