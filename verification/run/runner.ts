import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Job } from "../tlc/arguments.ts"
import { type TlcRun, openDriver, runAlone } from "../tlc/driver.ts"
import { type Model, writeModule } from "../tlc/module.ts"
import { judgements } from "../judgements.ts"
import type { Outcome, TlcOutcome } from "../tlc/output.ts"
import { type Toolchain, ensureToolchain } from "../tlc/toolchain.ts"

/** What is done once, and named once: a run of TLC, or the exploring of an instance. */
export interface Task {
  readonly domain: string
  readonly kind: "graphs" | "intact" | "larger" | "liveness" | "witnesses" | "negatives" | "kernel"
  readonly name: string
}

/** How long a task took by itself; some go on side by side. */
export interface Took extends Task {
  readonly ms: number
}

/** Where models are checked: one JVM with a run on each core, and a scratch folder that goes away. */
export interface Runner {
  readonly toolchain: Toolchain
  readonly folder: (task: Task) => string
  readonly run: (task: Task, model: Model, how: Pick<Job, "kind" | "dump">) => Promise<TlcRun>
  /** As `run`; an outcome other than the expected one is asked for again, in a JVM of its own. */
  readonly expect: (task: Task, model: Model, kind: Job["kind"], expected: Expectation) => Promise<Judged>
  /** Notes how long something took that is no run. */
  readonly note: (took: Took) => void
  /** Everything of a domain so far. */
  readonly took: (domain: string) => readonly Took[]
}

export interface Expectation {
  readonly outcome: Outcome
  readonly property: string | null
}
type Judged = TlcRun & { readonly asExpected: boolean }

/** An outcome of TLC's in words. */
export const saidOf = ({ outcome, property, exit }: TlcOutcome): string =>
  `${outcome}${property === null ? "" : ` of ${property}`} (exit ${exit})`

/** An answer that nobody expected is asked for again, alone, and the second one counts. */
export const twice = async (
  expectation: Expectation,
  ask: () => Promise<TlcRun>,
  askAlone: () => Promise<TlcRun>,
): Promise<Judged> => {
  const isExpected = ({ verdict }: TlcRun) => judgements.isExpected(verdict, expectation)
  const first = await ask()
  const run = isExpected(first) ? first : await askAlone()
  return { ...run, asExpected: isExpected(run) }
}

/** Runs at a time: the machine that this is measured on has two cores. */
const THREADS = 2

export const withRunner = async <T>(work: (runner: Runner) => Promise<T>): Promise<T> => {
  const toolchain = await ensureToolchain()
  const scratch = await mkdtemp(join(tmpdir(), "interlock-verify-"))
  const driver = await openDriver(toolchain, { threads: THREADS, heap: 3072 })
  const noted: Took[] = []
  const folder: Runner["folder"] = ({ domain, kind, name }) =>
    join(scratch, [domain, kind, name].join(".").replaceAll("@", "."))
  const timed = async (task: Task, run: Promise<TlcRun>): Promise<TlcRun> => {
    const done = await run
    noted.push({ ...task, ms: done.ms })
    return done
  }
  const run: Runner["run"] = async (task, model, how) =>
    timed(task, driver.run({ ...(await writeModule(folder(task), model)), ...how }))
  const expect: Runner["expect"] = (task, model, kind, expected) =>
    twice(
      expected,
      () => run(task, model, { kind }),
      async () => timed(task, runAlone(toolchain, { ...(await writeModule(folder(task), model)), kind })),
    )
  try {
    return await work({
      toolchain,
      folder,
      run,
      expect,
      note: (took) => void noted.push(took),
      took: (of) => noted.filter(({ domain }) => domain === of),
    })
  } finally {
    await driver.close()
    await rm(scratch, { recursive: true, force: true })
  }
}
