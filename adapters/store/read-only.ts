import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { pathToFileURL } from "node:url"
import { bytesToHex } from "@noble/hashes/utils.js"
import { Data, Effect, type Scope } from "effect"
import * as z from "zod"
import type { TenantId } from "../../kernel/actors.ts"
import type { LedgerStore, StoreFailedError } from "../../kernel/ledger/store.ts"
import { digestOf } from "../digest.ts"
import { failed, isPassing } from "./failures.ts"
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts"
import { isAnothers, storeOn, unknownVersion, versionOf } from "./sqlite.ts"

/** There is no log in this file that could be looked at. The message says what to do. */
export class LogUnreadableError extends Data.TaggedError("LogUnreadableError")<{
  readonly path: string
  readonly message: string
}> {}

/** What was found of a tenant's payloads: how many have their digest, and one that hasn't. */
export interface Payloads {
  readonly checked: number
  readonly altered: string | null
}

/** A log that is only looked at: nothing is made, changed or locked, whoever else has the file open. */
export interface ReadOnlyLog {
  readonly store: LedgerStore["Service"]
  readonly payloads: (tenant: TenantId) => Effect.Effect<Payloads, StoreFailedError>
  /** Whether a write-ahead log stood beside the file, and was read with it. */
  readonly writeAheadLog: boolean
  /** A copy of all that there is, as of one moment, into a file that is empty. */
  readonly copyTo: (path: string) => Effect.Effect<void, StoreFailedError>
}

const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null

/** What is read together: the write-ahead log holds what was appended last. */
const beside = (path: string) => ({ wal: sizeOf(`${path}-wal`), index: sizeOf(`${path}-shm`) })

/**
 * How a file can be read without a trace, by what stands beside it.
 *
 * - No write-ahead log: no process has the file open. SQLite would make one even to read; told that nobody writes, it doesn't.
 * - One with its index: a service runs, or was killed. SQLite reads both, and its readers write nothing but the index's locks.
 * - One without its index: both were copied. SQLite would make the index beside them, so it does that with a copy elsewhere.
 */
const opened = (
  path: string,
): { readonly database: DatabaseSync; readonly wal: boolean; readonly close: () => void } => {
  const { wal, index } = beside(path)
  if ((wal ?? 0) > 0 && index === null) {
    const folder = mkdtempSync(join(tmpdir(), "interlock-log-"))
    const remove = () => {
      rmSync(folder, { recursive: true, force: true })
    }
    try {
      const copy = join(folder, basename(path))
      for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
      const database = new DatabaseSync(copy, { readOnly: true })
      return {
        database,
        wal: true,
        close: () => {
          database.close()
          remove()
        },
      }
    } catch (error) {
      remove()
      throw error
    }
  }
  const isOpenElsewhere = wal !== null && index !== null
  const database = new DatabaseSync(isOpenElsewhere ? path : unchanging(path), { readOnly: true })
  return {
    database,
    wal: (wal ?? 0) > 0,
    close: () => {
      database.close()
    },
  }
}

/** A file as SQLite reads it when nobody writes into it (https://sqlite.org/uri.html). */
const unchanging = (path: string): URL => {
  const url = pathToFileURL(path)
  url.searchParams.set("mode", "ro")
  url.searchParams.set("immutable", "1")
  return url
}

/** Why the file is none that this program wrote; null where it is one. */
const refusal = (path: string, database: DatabaseSync): string | null => {
  const version = versionOf(database)
  if (version === 0)
    return isAnothers(database)
      ? `${path} is the database of another program: name the file of the log, or restore its newest backup there`
      : `${path} holds no log, not even its tables: name the file of the log, or restore its newest backup there`
  if (version !== SCHEMA_VERSION) return unknownVersion(path, version)
  const strange = strangerIn(database)
  return strange === null
    ? null
    : `${path} holds something that no log has (${strange}), so what is read from it may be anything: restore the newest backup there`
}

const SchemaRow = z.object({ type: z.string(), name: z.string(), sql: z.string().nullable() })

/** Something in a file that this program didn't make: a view in a table's place could say at each reading what it likes. */
const strangerIn = (database: DatabaseSync): string | null => {
  for (const row of database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all()) {
    const { type, name, sql } = SchemaRow.parse(row)
    // What SQLite makes by itself for keys.
    const isOwn = sql === null ? type === "index" : SCHEMA.includes(sql)
    if (!isOwn) return `${type} ${name}`
  }
  return null
}

const MISSING = "restore the newest backup there, or name the file of the log; `interlock serve` makes a new one"

const open = (path: string) => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw new LogUnreadableError({ path, message: `there is no log at ${path}: ${MISSING}` })
  if (!stat.isFile()) throw new LogUnreadableError({ path, message: `${path} is not a file: name the file of the log` })
  const found = opened(path)
  try {
    const message = refusal(path, found.database)
    if (message !== null) throw new LogUnreadableError({ path, message })
    return found
  } catch (error) {
    found.close()
    throw error
  }
}

/** A file that isn't a log is told apart from one that can't be read just now. */
const unreadable =
  (path: string) =>
  (cause: unknown): StoreFailedError | LogUnreadableError => {
    if (cause instanceof LogUnreadableError) return cause
    const failure = failed(`the log ${path} can't be read`)(cause)
    return isPassing(failure) ? failure : new LogUnreadableError({ path, message: failure.message })
  }

const PayloadRow = z.object({ digest: z.instanceof(Uint8Array), bytes: z.instanceof(Uint8Array) })

const payloadsOf = (database: DatabaseSync) => {
  const all = database.prepare("SELECT digest, bytes FROM payloads WHERE tenant = ?")
  return (tenant: TenantId): Payloads => {
    let checked = 0
    for (const row of all.iterate(tenant)) {
      const { digest, bytes } = PayloadRow.parse(row)
      const named = bytesToHex(digest)
      if (digestOf(bytes) !== named) return { checked, altered: named }
      checked += 1
    }
    return { checked, altered: null }
  }
}

/** Opens the log in a SQLite file to look at it, for as long as the scope lasts. */
export const readOnlyLog = (
  path: string,
): Effect.Effect<ReadOnlyLog, StoreFailedError | LogUnreadableError, Scope.Scope> =>
  Effect.acquireRelease(Effect.try({ try: () => open(path), catch: unreadable(path) }), ({ close }) =>
    Effect.sync(close),
  ).pipe(
    Effect.flatMap(({ database, wal }) =>
      Effect.try({
        try: (): ReadOnlyLog => {
          const payloads = payloadsOf(database)
          return {
            store: storeOn(database),
            payloads: (tenant) =>
              Effect.try({ try: () => payloads(tenant), catch: failed(`the payloads of ${tenant} can't be read`) }),
            writeAheadLog: wal,
            copyTo: (copy) =>
              Effect.try({
                try: () => {
                  database.prepare("VACUUM INTO ?").run(copy)
                },
                catch: failed(`${path} can't be copied to ${copy}`),
              }),
          }
        },
        catch: unreadable(path),
      }),
    ),
  )
