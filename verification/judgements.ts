import type { Outcome } from "./tlc/output.ts"

/**
 * Everything that the harness decides by saying yes or no. Whoever decides calls the table, so that one test can let each
 * judgement in turn say yes to everything, and see that something wrong is then let pass: a check that can't fail is none.
 */
export const judgements = {
  /** TLC said this, of this property, and nothing else will do. */
  isExpected: (said: Said, expected: Said): boolean =>
    said.outcome === expected.outcome && said.property === expected.property,
  /** The run of an intact machine found nothing. */
  holds: ({ outcome }: Pick<Said, "outcome">): boolean => outcome === "holds",
  /** A run was asked for everything that it has to be asked for. */
  wasAskedFor: (asked: readonly string[], wanted: string): boolean => asked.includes(wanted),
  /** What has to be reported on is: an instance, a witness, a run of liveness, a broken site. */
  isReported: (reported: readonly string[], wanted: string): boolean => reported.includes(wanted),
  /** A row of TLC's fell: a negative's property in its broken machine, a witness in the intact one. */
  fell: (rows: ReadonlyMap<string, unknown>, row: string): boolean => rows.has(row),

  /** A site that is broken and brings nothing down says something only where it leads to other states. */
  makesADifference: (intact: number, broken: number): boolean => intact !== broken,

  /** A property of states, of steps, of rest, where a graph or a trace has one. */
  holdsInState: <V>(property: { holds(state: V): boolean }, state: V): boolean => property.holds(state),
  holdsInStep: <V>(property: { holds(before: V, after: V): boolean }, before: V, after: V): boolean =>
    property.holds(before, after),
  holdsAtRest: <V>(property: { holds(state: V): boolean }, state: V): boolean => property.holds(state),

  /** A replay: the broken kernel comes through every state, to a fall at the end and not before. */
  fallsAtTheEnd: (left: unknown, falls: number | null, last: number): boolean => left === null && falls === last,
  /** The intact kernel leaves, refused by the broken guard alone; by a rule it may be led elsewhere. */
  leavesByTheGuard: (left: { readonly refusedBy: readonly string[] } | null, name: string, at: string): boolean =>
    left !== null && (at === "rule" || (left.refusedBy.length === 1 && left.refusedBy[0] === name)),
  /** Of rest: the broken kernel takes nothing more, the intact one comes there too and does. */
  comesToRest: (left: unknown): boolean => left === null,
  rests: (takes: string | null): boolean => takes === null,
  goesOn: (takes: unknown): boolean => takes !== null,

  /** A graph of the kernel's and one of the model's. */
  isEqual: (differences: number): boolean => differences === 0,
  givesTheSameReasons: (wrong: number): boolean => wrong === 0,
  keepsToItsBound: (beyond: number): boolean => beyond === 0,
  exercisesWhatItSays: (sites: readonly string[]): boolean => sites.length === 0,
  /** Memory that lets go of what no longer matters: nothing else is told, each clause is needed, what has ended stays so. */
  needsNoMore: (differing: readonly string[]): boolean => differing.length === 0,
  isNeeded: (needed: readonly string[], clause: string): boolean => needed.includes(clause),
  endsForGood: (revived: readonly string[]): boolean => revived.length === 0,
  isOfTheGraph: (committed: string | undefined, found: string | undefined): boolean => committed === found,

  /** What was shown before is shown again for the same key alone, and is of sources that did not change meanwhile. */
  isOfTheKey: (key: string, now: string): boolean => key === now,
  /** A certificate counts for the sources with these digests alone. */
  isOfTheSources: (digest: string, now: string): boolean => digest === now,
  /** A domain holds where nothing is wrong with it. */
  isFaultless: (faults: readonly string[]): boolean => faults.length === 0,
}

interface Said {
  readonly outcome: Outcome
  readonly property: string | null
}
export type Judgement = keyof typeof judgements
