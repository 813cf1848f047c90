import { Effect, Schedule } from "effect"
import { StoreFailedError } from "../../kernel/ledger/store.ts"

/**
 * How long SQLite waits by itself for another writer of the file, in milliseconds. It does so on the common thread, where
 * everybody else stands still meanwhile: the rest is waited for beside it.
 */
export const BUSY_MS = 2
/** How often it is tried again, and for how long in all, in milliseconds. */
const AGAIN_MS = 10
const PATIENCE_MS = 5_000

const again = Schedule.upTo(Schedule.spaced(AGAIN_MS), { duration: PATIENCE_MS })

/** SQLITE_BUSY, in the low byte of whichever kind of it (sqlite.org/rescode.html). */
const BUSY = 5
const isBusy = (error: unknown): boolean =>
  error instanceof StoreFailedError &&
  typeof error.cause === "object" &&
  error.cause !== null &&
  "errcode" in error.cause &&
  typeof error.cause.errcode === "number" &&
  (error.cause.errcode & 0xff) === BUSY

/** As `Effect.try`; what found the file locked by another writer, when nothing of it has happened, is tried again. */
export const attempt = <A, E>(work: {
  readonly try: () => A
  readonly catch: (cause: unknown) => E
}): Effect.Effect<A, E> => Effect.retry(Effect.try(work), { while: isBusy, schedule: again })
