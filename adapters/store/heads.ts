import { Data, Effect, Layer } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import { LedgerStore, type StoreFailedError } from "../../kernel/ledger/store.ts"
import { HeadsFileError, addHeads, gone, hasHeads, readHeads } from "./heads-file.ts"
import { errorCode } from "../error-code.ts"

/** A log ends before the place where it was seen to end, or has another record there. Nothing is decided on it. */
export class LogBehindError extends Data.TaggedError("LogBehindError")<{
  readonly tenant: TenantId
  readonly seen: Head
  /** How many records it has. */
  readonly size: number
}> {
  override get message(): string {
    const { tenant, seen, size } = this
    const what =
      size < seen.size
        ? `the log of ${tenant} ends after ${size} records, and ${seen.size} were seen in it`
        : `the log of ${tenant} has another record ${seen.size - 1} than the one that was seen in it`
    return `${what}: it was cut, exchanged or restored. Restore the newest backup, or go on without what is lost by \`interlock log accept-loss\``
  }
}

/** Whether a log goes on from a head that was seen of it; what is wrong where it doesn't. */
export const behind = Effect.fnUntraced(function* (
  store: Pick<LedgerStore["Service"], "head" | "read">,
  tenant: TenantId,
  seen: Head,
): Effect.fn.Return<LogBehindError | null, StoreFailedError> {
  const { size } = yield* store.head(tenant)
  const [record] = yield* store.read(tenant, seen.size - 1, 1)
  return record?.hash === seen.hash ? null : new LogBehindError({ tenant, seen, size })
})

/** As often at most is the file written, in milliseconds: what a busy gate loses of it in a crash is no more than this. */
const PAUSE_MS = 50

/** Keeps the heads of logs in a second place. */
export interface HeadKeeper {
  /** Tells a head that is durable. */
  readonly note: (tenant: TenantId, head: Head) => void
  /** Comes when what was told by now has been written, or could not be. */
  readonly settled: () => Promise<void>
}

/**
 * Writes heads into a file, later and together: whoever tells one waits for nothing.
 *
 * INVARIANT: the file may lag behind the log and never leads it, since a head is told when its batch is durable. So it needs no
 * sync of its own. What a crash leaves:
 *
 * | Crash                              | What is there afterwards                                                      |
 * |------------------------------------|-------------------------------------------------------------------------------|
 * | before the first append            | A file without heads, and an empty log.                                       |
 * | before the append is durable       | The head before it, in both places.                                           |
 * | after that, before the write       | The log is ahead by what was appended since; a cut of just that isn't noticed. |
 * | while the other file is written    | The same, and a file named `*.tmp` that nobody reads.                         |
 * | after the rename                   | The new head.                                                                 |
 * | of the machine, before the disk has it | The old file or the new one; an empty one where a file system orders it so, which is refused with what to do. |
 *
 * A file that can't be written stops nothing: it lags, and `report` hears of it, once until it can be written again.
 */
export const headKeeper = (path: string, report: (line: string) => void): HeadKeeper => {
  const told = new Map<TenantId, Head>()
  let isDirty = false
  let isReported = false
  /** Ends the pause between two writes. */
  let wake = (): void => undefined
  let isHurried = false
  let writing: Promise<void> | null = null

  const writeOnce = async (): Promise<void> => {
    isDirty = false
    try {
      await addHeads(path, new Map(told))
      isReported = false
    } catch (error) {
      if (!isReported) report(lag(path, error))
      isReported = true
    }
  }

  /** No process stays alive for it. */
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS).unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const write = async (): Promise<void> => {
    while (isDirty) {
      await writeOnce()
      if (!isHurried) await pause()
    }
    writing = null
  }

  return {
    note: (tenant, head) => {
      told.set(tenant, head)
      isDirty = true
      writing ??= write()
    },
    settled: async () => {
      isHurried = true
      wake()
      while (writing !== null) await writing
      isHurried = false
    },
  }
}

const lag = (path: string, error: unknown): string => {
  if (error instanceof HeadsFileError) return error.message
  return `where the log ends can't be kept in ${path} (${errorCode(error) ?? "unknown failure"}): a cut of the log would not be noticed; make its folder writable for the user that runs this`
}

/**
 * A store whose logs are held against the heads that were seen of them before anything is read of it, and whose new heads
 * are told to a keeper.
 */
export const seenBy = (
  keeper: HeadKeeper,
  path: string,
): Layer.Layer<LedgerStore, LogBehindError | HeadsFileError | StoreFailedError, LedgerStore> =>
  Layer.effect(
    LedgerStore,
    Effect.gen(function* () {
      const store = yield* LedgerStore
      if (!hasHeads(path)) {
        if ((yield* store.tenants).length > 0) return yield* gone(path)
        // Before anything is appended: a crash in the first moments leaves no log without it. Where it can't be written, the keeper says so.
        yield* Effect.promise(() => addHeads(path, new Map()).catch(() => undefined))
      }
      const { heads } = yield* Effect.try({
        try: () => readHeads(path),
        catch: (error) =>
          error instanceof HeadsFileError ? error : new HeadsFileError({ path, message: `${path} can't be read` }),
      })
      for (const [tenant, seen] of heads) {
        const found = yield* behind(store, tenant, seen)
        if (found !== null) return yield* found
      }
      yield* Effect.addFinalizer(() => Effect.promise(keeper.settled))
      return {
        ...store,
        append: (tenant, expected, batch) =>
          Effect.tap(store.append(tenant, expected, batch), (head) =>
            Effect.sync(() => {
              keeper.note(tenant, head)
            }),
          ),
      }
    }),
  )
