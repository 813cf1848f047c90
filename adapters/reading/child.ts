import { type ChildProcess, fork } from "node:child_process"
import { extname, join } from "node:path"
import { setPriority } from "node:os"
import { Data, Effect, type Scope } from "effect"
import type { Task } from "./task.ts"

/** The process has ended before it had answered: its heap was full, or it was ended. */
class ReaderEndedError extends Data.TaggedError("ReaderEndedError") {}

/** Where a reading process begins: beside this file, as a source or as it was built. */
const ENTRY = join(import.meta.dirname, `entry${extname(import.meta.filename)}`)

const start = (heapMb: number, entry: string): ChildProcess =>
  fork(entry, {
    // Nothing of ours goes along: no variables, no flags, no terminal. What V8 says at its end says nothing to an operator.
    env: {},
    execArgv: [`--max-old-space-size=${heapMb}`, "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // Bytes travel as bytes.
    serialization: "advanced",
  })

/** Where processors are few, whoever decides goes before whoever reads. */
const BEHIND = 5
const makeWay = (pid: number): void => {
  try {
    setPriority(pid, BEHIND)
  } catch {
    // It has ended already, or the system has no such thing.
  }
}

const ENDS = ["error", "exit", "disconnect"] as const

/** The next message of a process, or its end. */
const nextOf = (child: ChildProcess): Effect.Effect<unknown, ReaderEndedError> =>
  Effect.callback((resume) => {
    const settle = (answer: Effect.Effect<unknown, ReaderEndedError>) => {
      leave()
      resume(answer)
    }
    const answered = (message: unknown) => {
      settle(Effect.succeed(message))
    }
    const ended = () => {
      settle(Effect.fail(new ReaderEndedError()))
    }
    const leave = () => {
      child.removeListener("message", answered)
      for (const event of ENDS) child.removeListener(event, ended)
    }
    child.once("message", answered)
    for (const event of ENDS) child.once(event, ended)
    if (!child.connected) ended()
    return Effect.sync(leave)
  })

/** A process that reads. Whoever uses it gives it one task at a time. */
export interface Child {
  readonly ask: (task: Task) => Effect.Effect<unknown, ReaderEndedError>
}

/** Starts a process that is ended with its scope, whatever it is doing. It keeps no program from ending. */
export const child = (heapMb: number, entry = ENTRY): Effect.Effect<Child, ReaderEndedError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const process = start(heapMb, entry)
      // An error that nobody hears would end this program; whoever waits for an answer hears that it has ended.
      process.on("error", () => undefined)
      if (process.pid !== undefined) makeWay(process.pid)
      return process
    }),
    (process) => Effect.sync(() => process.kill("SIGKILL")),
  ).pipe(
    Effect.tap(nextOf),
    Effect.map((process) => {
      const rest = () => {
        process.unref()
        process.channel?.unref()
      }
      rest()
      return {
        ask: (task) =>
          Effect.suspend(() => {
            process.ref()
            process.channel?.ref()
            const answer = nextOf(process)
            process.send(task, () => undefined)
            return answer
          }).pipe(Effect.ensuring(Effect.sync(rest))),
      }
    }),
  )
