import { fileURLToPath } from "node:url"
import type { Job } from "./arguments.ts"
import { assertSound, tlcArguments } from "./arguments.ts"
import { openDriver, runUnchecked } from "./driver.ts"
import { TlcError, UnsoundRunError } from "./errors.ts"
import type { Outcome, TlcOutcome } from "./output.ts"
import type { Toolchain } from "./toolchain.ts"

/** A question to TLC whose answer is known, by a specification in `known-answers/`. */
export interface KnownAnswer {
  /** The cfg's name, and what it shows. */
  readonly name: string
  readonly shows: string
  readonly module: string
  readonly kind: Job["kind"]
  /** What TLC 2.18 answers: `exit outcome property`. Where `wrong` is set, the right answer is another one. */
  readonly answer: Answer
  /** The issue of tlaplus in which the fault is reported, for an answer that is wrong. */
  readonly wrong?: string
}

export type Answer = `${number} ${Outcome} ${string}`

/** A known answer asked again. */
export interface Row {
  readonly name: string
  readonly shows: string
  readonly expected: string
  readonly found: string
  readonly ok: boolean
}

const lazy = "lazily evaluated functions; models/ keep clear of them (lint.ts)"

function known(
  name: string,
  shows: string,
  module: string,
  answer: Answer,
  more: Partial<KnownAnswer> = {},
): KnownAnswer {
  return { name, shows, module: `${module}.tla`, kind: "safety", answer, ...more }
}

/** The known answers: each outcome once, then what TLC 2.18 gets wrong, each beside the same question put so that it gets it right. */
export const knownAnswers: readonly KnownAnswer[] = [
  known("CounterHolds", "an invariant holds", "Counter", "0 holds -"),
  known("CounterFair", "a temporal property holds under fairness", "Counter", "0 holds -", { kind: "liveness" }),
  known("FalseAssumption", "a false assumption", "FalseAssumption", "10 assumption -"),
  known("ExtendsFalse", "a false assumption of an extended module", "ExtendsFalse", "10 assumption -"),
  known("LoneAssumption", "a false assumption without behaviour", "LoneAssumption", "10 assumption -"),
  known("CounterDeadlock", "a deadlock", "Counter", "11 deadlock -"),
  known("CounterInvariant", "the second of two invariants falls", "Counter", "12 invariant BelowThree"),
  known("CounterInitial", "an invariant falls in the initial state", "Counter", "12 invariant NeverZero"),
  known("CounterAction", "an action property falls", "Counter", "13 property NeverOntoTwo"),
  known("CounterTemporal", "a temporal property falls, stuttering", "Counter", "13 property ReachesThree", {
    kind: "liveness",
  }),
  known("Wheel", "a temporal property falls, in a loop", "Wheel", "13 property ComesToRest", { kind: "liveness" }),
  known("CounterAssertion", "an Assert fails", "Counter", "14 assertion -"),
  known("CounterNext", "an action that can't be evaluated", "Counter", "75 evaluation -"),
  known("CounterEvaluation", "an invariant that can't be evaluated", "Counter", "76 evaluation -"),
  known("Unparsable", "a module that doesn't parse", "Unparsable", "150 parse -"),
  known("CounterConfig", "a cfg that names what isn't there", "Counter", "151 config -"),
  known("CounterMisspelt", "a cfg with a misspelt keyword", "Counter", "255 error -"),
  known("Switch", "one worker finds what several may miss", "Switch", "13 property OnceAtMost", { kind: "liveness" }),
  known("LazyExceptEager", "EXCEPT on a tabulated function", "LazyExcept", "12 invariant OneBookAtMost"),
  known("LazyExceptLazy", `EXCEPT: ${lazy}`, "LazyExcept", "0 holds -", { wrong: "tlaplus #1302" }),
  known("LazySubSeqEager", "SubSeq of a tuple", "LazySubSeq", "12 invariant NeverOne"),
  known("LazySubSeqLazy", `SubSeq: ${lazy}`, "LazySubSeq", "0 holds -", { wrong: "tlaplus #1145" }),
  known(
    "UndefinedLiveness",
    "exit 0 after an error: read as a contradiction",
    "UndefinedLiveness",
    "0 contradiction -",
    {
      wrong: "tlaplus #1440",
    },
  ),
  known("Instances", "the assumption of an instantiated module goes unchecked: extend", "Instances", "0 holds -"),
]

export const folder = fileURLToPath(new URL("known-answers", import.meta.url))

/** The run that asks for a known answer. */
function jobOf({ name, module, kind }: KnownAnswer): Job {
  return { dir: folder, module, cfg: `${name}.cfg`, kind }
}

export function answerOf({ exit, outcome, property }: TlcOutcome): Answer {
  return `${exit} ${outcome} ${property ?? "-"}`
}

/** Asks every known answer again and says which ones still stand. `report` gets each row as it is known. */
export async function verifyToolchain(
  toolchain: Toolchain,
  report: (row: Row) => void = () => undefined,
): Promise<readonly Row[]> {
  const driver = await openDriver(toolchain, { threads: 2 })
  try {
    const asked = knownAnswers.map(async (answer) => {
      const shows = answer.wrong === undefined ? answer.shows : `${answer.shows} (wrong in TLC 2.18: ${answer.wrong})`
      const found = await driver.run(jobOf(answer)).then(
        ({ verdict }) => answerOf(verdict),
        (error: unknown) => told(error, TlcError),
      )
      return row(answer.name, shows, answer.answer, found, report)
    })
    return await Promise.all([...asked, ...refusals.map(async (refusal) => refusal(toolchain, report))])
  } finally {
    await driver.close()
  }
}

type Refusal = (toolchain: Toolchain, report: (row: Row) => void) => Row | Promise<Row>

/** What is refused before TLC runs, and why. */
const refusals: readonly Refusal[] = [
  (_, report) =>
    row("SwitchTwoWorkers", "two workers are refused (tlaplus #971)", "refused", refusal("-workers", "2"), report),
  (_, report) =>
    row("CounterContinueRefused", "-continue is refused (tlaplus #1385)", "refused", refusal("-continue"), report),
  async (toolchain, report) => {
    const job: Job = { dir: folder, module: "Counter.tla", cfg: "CounterInvariant.cfg", kind: "safety" }
    const verdict = await runUnchecked(toolchain, job, (args) => ["-continue", ...args])
    const shows = "-continue exits 0 on a violation: read as a contradiction (wrong in TLC 2.18: tlaplus #1385)"
    return row("CounterContinue", shows, "0 contradiction BelowThree", answerOf(verdict), report)
  },
]

/** Whether sound arguments are refused once these stand before or in place of theirs. */
function refusal(flag: string, value?: string): string {
  const args = tlcArguments({ dir: folder, module: "Switch.tla", cfg: "Switch.cfg", kind: "liveness" }, folder)
  const at = args.indexOf(flag)
  const changed = at === -1 || value === undefined ? [flag, ...args] : args.with(at + 1, value)
  try {
    assertSound(changed)
    return "let through"
  } catch (error) {
    told(error, UnsoundRunError)
    return "refused"
  }
}

function row(name: string, shows: string, expected: string, found: string, report: (row: Row) => void): Row {
  const asked = { name, shows, expected, found, ok: expected === found }
  report(asked)
  return asked
}

/** The message of an error that is a finding; any other is thrown on. */
function told(error: unknown, kind: new (message: string) => Error): string {
  if (!(error instanceof kind)) throw error
  return error.message
}
