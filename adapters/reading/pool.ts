import { Context, Data, Effect, Exit, Layer, Pool, Semaphore } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { child } from "./child.ts"
import { Answer, type Task } from "./task.ts"

/** What reading may take. */
export interface ReadingLimits {
  /** Processes at a time; a tenant has one of them at most, so that it keeps none from another. */
  readonly processes: number
  /** Tasks of one tenant that may wait for its process; another one is refused. */
  readonly waiting: number
  /** The heap of a process, in megabytes. */
  readonly heapMb: number
  /** How long a task may take, in milliseconds. */
  readonly taskMs: number
  /** How long a process may take to start, and how long an idle one is kept, in milliseconds. */
  readonly startMs: number
  readonly idleMs: number
}

/** A plan of 10,000 resources and 6.7 MB is read within a quarter of this heap and a fifth of this time, start of the process included. */
export const LIMITS: ReadingLimits = {
  processes: 2,
  waiting: 64,
  heapMb: 256,
  taskMs: 10_000,
  startMs: 30_000,
  idleMs: 60_000,
}

const problems = {
  tooLong: "reading this takes too long: make the change in parts",
  tooMuch: "reading this takes more memory than there is for it: make the change in parts",
  crowded: "too much of this tenant's waits to be read: ask again in a moment",
} as const

/** What was sent is not read to its end, which says nothing good of it. The message says what to do. */
export class ReadingStoppedError extends Data.TaggedError("ReadingStoppedError")<{
  readonly problem: keyof typeof problems
}> {
  override get message(): string {
    return problems[this.problem]
  }
}

/** Reads untrusted bytes in processes beside this one: what they do to their reader, they do to it alone. */
export class Reading extends Context.Service<
  Reading,
  { readonly read: (tenant: TenantId, task: Task) => Effect.Effect<Answer, ReadingStoppedError> }
>()("interlock/adapters/reading/pool/Reading") {}

const stopped = (problem: keyof typeof problems) => new ReadingStoppedError({ problem })

/** One line for the operator; what was read is not in it. */
const lineOf = (tenant: TenantId, { type }: Task, { problem }: ReadingStoppedError): string =>
  `reading (${type}) for ${tenant} was stopped and is denied: ${problem}`

/**
 * A pool of reading processes, started when they are needed and ended when they were idle, when a task is over its limits, and
 * with the scope.
 * @param report gets a line for each task that was ended
 */
export const reading = Effect.fnUntraced(function* (
  report: (line: string) => void,
  { processes, waiting, heapMb, taskMs, startMs, idleMs }: ReadingLimits = LIMITS,
  entry?: string,
) {
  const pool = yield* Pool.makeWithTTL({
    acquire: child(heapMb, entry).pipe(
      Effect.timeoutOrElse({ duration: startMs, orElse: () => stopped("tooLong") }),
      Effect.catchTag("ReaderEndedError", () => stopped("tooMuch")),
    ),
    min: 0,
    max: processes,
    timeToLive: idleMs,
    timeToLiveStrategy: "usage",
  })
  /** Whose turn it is within a tenant, and how many of it have a task here. The config's tenants are few. */
  const tenants = new Map<TenantId, { readonly turn: Semaphore.Semaphore; tasks: number }>()
  const ownOf = (tenant: TenantId) => {
    const own = tenants.get(tenant) ?? { turn: Semaphore.makeUnsafe(1), tasks: 0 }
    tenants.set(tenant, own)
    return own
  }

  const once = (task: Task) =>
    Effect.scoped(
      Effect.gen(function* () {
        const reader = yield* Pool.get(pool)
        return yield* reader.ask(task).pipe(
          Effect.timeoutOrElse({ duration: taskMs, orElse: () => stopped("tooLong") }),
          Effect.catchTag("ReaderEndedError", () => stopped("tooMuch")),
          // Also where whoever asked has gone: a process that is busy is nobody's.
          Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Pool.invalidate(pool, reader))),
        )
      }),
    )

  return Reading.of({
    read: (tenant, task) =>
      Effect.suspend(() => {
        const own = ownOf(tenant)
        if (own.tasks > waiting) return stopped("crowded")
        own.tasks += 1
        return once(task).pipe(
          own.turn.withPermits(1),
          Effect.tapError((error) =>
            Effect.sync(() => {
              report(lineOf(tenant, task, error))
            }),
          ),
          Effect.map((answer) => Answer.parse(answer)),
          Effect.ensuring(
            Effect.sync(() => {
              own.tasks -= 1
            }),
          ),
        )
      }),
  })
})

export const readingLayer = (report: (line: string) => void): Layer.Layer<Reading> =>
  Layer.effect(Reading, reading(report))
