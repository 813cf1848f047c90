import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Job } from "../tlc/arguments.ts"
import { type TlcRun, openDriver, runAlone } from "../tlc/driver.ts"
import { type Model, writeModule } from "../tlc/module.ts"
import type { Outcome, Verdict } from "../tlc/output.ts"
import { type Toolchain, ensureToolchain } from "../tlc/toolchain.ts"

/** Where models are checked: one JVM with a run on each core, and a scratch folder that goes away. */
export interface Workshop {
  readonly toolchain: Toolchain
  readonly folder: (name: string) => string
  readonly run: (dir: string, model: Model, how: Pick<Job, "kind" | "dump">) => Promise<TlcRun>
  /** As `run`; a verdict other than the expected one is asked for again, in a JVM of its own. */
  readonly expect: (dir: string, model: Model, kind: Job["kind"], expected: Expectation) => Promise<Judged>
}

interface Expectation {
  readonly outcome: Outcome
  readonly property: string | null
}
type Judged = TlcRun & { readonly asExpected: boolean }

/** A verdict of TLC's in words. */
export const saidOf = ({ outcome, property, exit }: Verdict): string =>
  `${outcome}${property === null ? "" : ` of ${property}`} (exit ${exit})`

/** An answer that nobody expected is asked for again, alone, and the second one counts. */
export const twice = async (
  { outcome, property }: Expectation,
  ask: () => Promise<TlcRun>,
  askAlone: () => Promise<TlcRun>,
): Promise<Judged> => {
  const isExpected = ({ verdict }: TlcRun) => verdict.outcome === outcome && verdict.property === property
  const first = await ask()
  const run = isExpected(first) ? first : await askAlone()
  return { ...run, asExpected: isExpected(run) }
}

/** Runs at a time: the machine that this is measured on has two cores. */
const THREADS = 2

export const inWorkshop = async <T>(work: (workshop: Workshop) => Promise<T>): Promise<T> => {
  const toolchain = await ensureToolchain()
  const scratch = await mkdtemp(join(tmpdir(), "interlock-verify-"))
  const driver = await openDriver(toolchain, { threads: THREADS, heap: 3072 })
  const run: Workshop["run"] = async (dir, model, how) => driver.run({ ...(await writeModule(dir, model)), ...how })
  const expect: Workshop["expect"] = (dir, model, kind, expected) =>
    twice(
      expected,
      () => run(dir, model, { kind }),
      async () => runAlone(toolchain, { ...(await writeModule(dir, model)), kind }),
    )
  try {
    return await work({ toolchain, folder: (name) => join(scratch, name.replaceAll("@", ".")), run, expect })
  } finally {
    await driver.close()
    await rm(scratch, { recursive: true, force: true })
  }
}
