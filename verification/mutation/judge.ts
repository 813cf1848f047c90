import * as z from "zod"
import { type Fate, type Mutant, type Mutation, type Report, mutantsOf } from "./report.ts"

/** At least this share of all mutants has to be killed, those with a reason to survive counted as survivors. */
export const THRESHOLD = 0.95

/** The mutants that may survive, each with the reason why no test could tell it from the original. */
export const Accepted = z.array(
  z.strictObject({
    file: z.string(),
    mutator: z.string(),
    line: z.string(),
    original: z.string(),
    replacement: z.string(),
    reason: z.string().min(20),
  }),
)
export type Accepted = z.infer<typeof Accepted>

export interface Verdict {
  readonly mutants: number
  readonly killed: number
  readonly survived: number
  /** Mutants that never ran: they don't compile, or Stryker was told to leave them out. */
  readonly ignored: number
  readonly score: number
  /** Survivors without a reason, as `file:line original → replacement`. */
  readonly unexplained: readonly string[]
  /** Reasons for mutants that don't survive any more, or aren't there. */
  readonly stale: readonly string[]
}

const keyOf = ({ file, mutator, line, original, replacement }: Mutation): string =>
  JSON.stringify([file, mutator, line, original, replacement])
const told = ({ file, original, replacement }: Mutation, at?: number): string =>
  `${file}${at === undefined ? "" : `:${at}`} ${original} → ${replacement}`

const isKilled = (fate: Fate): boolean => fate === "Killed" || fate === "Timeout"
const isSurvivor = (fate: Fate): boolean => fate === "Survived" || fate === "NoCoverage"

/** A report with what a second one, of the same sources, kills besides; and those that only the second kills. */
export const killedByEither = (
  first: Report,
  second: Report,
): { readonly report: Report; readonly onlySecond: readonly string[] } => {
  const placeOf = (file: string, { mutatorName, replacement, location }: Mutant): string =>
    JSON.stringify([file, mutatorName, replacement, location])
  const killed = new Set(
    Object.entries(second.files).flatMap(([file, { mutants }]) =>
      mutants.filter(({ status }) => isKilled(status)).map((mutant) => placeOf(file, mutant)),
    ),
  )
  const caught = (file: string, mutant: Mutant) => isSurvivor(mutant.status) && killed.has(placeOf(file, mutant))
  const each = (change: (file: string, mutants: readonly Mutant[]) => Mutant[]): Report => ({
    files: Object.fromEntries(
      Object.entries(first.files).map(([file, { source, mutants }]) => [
        file,
        { source, mutants: change(file, mutants) },
      ]),
    ),
  })
  const only = each((file, mutants) => mutants.filter((mutant) => caught(file, mutant)))
  return {
    report: each((file, mutants) =>
      mutants.map((mutant) => (caught(file, mutant) ? { ...mutant, status: "Killed" } : mutant)),
    ),
    onlySecond: mutantsOf(only).map(({ mutation, at }) => told(mutation, at)),
  }
}

/** Judges a report against the survivors that were accepted. Files of which the report says nothing are left out of it. */
export const judge = (report: Report, accepted: Accepted): Verdict => {
  const all = mutantsOf(report)
  const killed = all.filter(({ fate }) => isKilled(fate))
  const survived = all.filter(({ fate }) => isSurvivor(fate))
  const explained = new Set(accepted.map(keyOf))
  const surviving = new Set(survived.map(({ mutation }) => keyOf(mutation)))
  const judged = killed.length + survived.length
  return {
    mutants: judged,
    killed: killed.length,
    survived: survived.length,
    ignored: all.length - judged,
    score: judged === 0 ? 0 : killed.length / judged,
    unexplained: survived
      .filter(({ mutation }) => !explained.has(keyOf(mutation)))
      .map(({ mutation, at }) => told(mutation, at)),
    stale: accepted.filter((one) => one.file in report.files && !surviving.has(keyOf(one))).map((one) => told(one)),
  }
}

export const passes = ({ score, unexplained, stale }: Verdict): boolean =>
  score >= THRESHOLD && unexplained.length === 0 && stale.length === 0
