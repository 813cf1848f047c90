import * as z from "zod"
import { type Mutation, type Report, mutantsOf } from "./report.ts"

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

/** Judges a report against the survivors that were accepted. Files of which the report says nothing are left out of it. */
export const judge = (report: Report, accepted: Accepted): Verdict => {
  const all = mutantsOf(report)
  const killed = all.filter(({ fate }) => fate === "Killed" || fate === "Timeout")
  const survived = all.filter(({ fate }) => fate === "Survived" || fate === "NoCoverage")
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
