import { keyOfState } from "../explore/machines.ts"
import type { Key } from "../explore/graph.ts"
import { type Value, isList } from "../tlc/values.ts"

/**
 * One run of TLC over many machines says of each what falls in it. A violated invariant would end the run at the first, so
 * the module judges and prints: each row once, with the state (or the two states of a step) in which it fell first. TLC
 * searches breadth-first with one worker, so no path to that state is shorter.
 */

/** What is watched in a run: by the name of its row, what has to hold, and in which machine. */
export interface Watched {
  readonly row: string
  /** A formula over a state, or over a step; TLC watches it where it is a formula of `machine`. */
  readonly formula: string
  readonly over: "state" | "step"
  /** A formula that says whether a state is one of the machine that is watched. */
  readonly machine: string
}

/** Where a row fell: in a state, or in the step from one to another. */
export type Fell = readonly [Key] | readonly [Key, Key]

const STATES = "MC_WatchesStates"
const STEPS = "MC_WatchesSteps"
const HEAD = "MC_FELL"

/** The definitions, and where the cfg names them. Nothing of a model changes: what watches is always true. */
export const watching = (watched: readonly Watched[]) => {
  const [states, steps] = [
    watched.filter(({ over }) => over === "state"),
    watched.filter(({ over }) => over === "step"),
  ]
  // Which machine a state is of is asked once for all the rows of that machine: in most states that is all that is asked.
  const rows = (some: readonly Watched[], where: string) =>
    [...new Set(some.map(({ machine }) => machine))].flatMap((machine) => [
      `  /\\ (${machine}) =>`,
      ...some
        .filter((one) => one.machine === machine)
        .map(({ row, formula }) => `       /\\ MC_Watch(${JSON.stringify(row)}, ${formula}, ${where})`),
    ])
  return {
    definitions: [
      "ASSUME TLCSet(1, {})",
      "MC_Watch(row, holds, where) ==",
      "  IF row \\in TLCGet(1) THEN TRUE ELSE IF holds = TRUE THEN TRUE",
      `  ELSE PrintT(<<"${HEAD}", row, where>>) /\\ TLCSet(1, TLCGet(1) \\cup {row})`,
      ...(states.length === 0 ? [] : [`${STATES} ==`, ...rows(states, "<<vars>>")]),
      ...(steps.length === 0 ? [] : [`${STEPS} ==`, ...rows(steps, "<<vars, vars'>>")]),
    ].join("\n"),
    invariants: states.length === 0 ? [] : [STATES],
    ...(steps.length === 0 ? {} : { actionConstraint: STEPS }),
  }
}

/** The rows that fell, by name, read from what TLC printed; `variables` are those of the model's `vars`, in its order. */
export const fellIn = (
  printed: readonly Value[],
  variables: readonly string[],
  ghosts: readonly string[],
): ReadonlyMap<string, Fell> => {
  const keyOf = (values: Value): Key => {
    if (!isList(values) || values.length !== variables.length)
      throw new Error(`TLC printed no state of ${variables.join(", ")}: ${JSON.stringify(values)}`)
    return keyOfState(Object.fromEntries(variables.map((name, index) => [name, values[index] ?? []])), ghosts)
  }
  const rows = printed.flatMap((value): [string, Fell][] => {
    if (!isList(value) || value[0] !== HEAD) return []
    const [, row, where] = value
    const [before, after] = isList(where) ? where : []
    if (typeof row !== "string" || before === undefined) throw new Error(`no row of TLC's: ${JSON.stringify(value)}`)
    return [[row, after === undefined ? [keyOf(before)] : [keyOf(before), keyOf(after)]]]
  })
  return new Map(rows)
}

/** The variables of a model in the order of its `vars`. */
export const variablesOf = (module: string): readonly string[] =>
  (/^vars == <<([^<>]*)>>/m.exec(module)?.[1] ?? "").split(",").map((name) => name.trim())
