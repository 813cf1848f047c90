import type { Slice } from "./domains/binding.ts"
import { INTACT } from "./explore/graph.ts"
import { partsOf } from "./explore/knock-out.ts"
import { keyOfState } from "./explore/machines.ts"
import { type Resting, fallsAlong, isFair } from "./explore/properties.ts"
import type { Walker } from "./explore/walker.ts"
import { judgements } from "./judgements.ts"
import type { Step } from "./tlc/output.ts"
import type { State } from "./tlc/values.ts"

/** Where the intact kernel leaves a counterexample. */
export interface Departure {
  /** The state of the trace that it doesn't come to, counted from 0 for the initial one. */
  readonly step: number
  readonly label: string
  /** Every guard that refuses; empty when it goes to another state instead, as with a broken rule it may. */
  readonly refusedBy: readonly string[]
}

export interface Replay {
  /** Whether everything below is as it has to be. */
  readonly ok: boolean
  readonly site: string
  readonly property: string
  /** How many steps of the trace the broken kernel walks, through the very states of the trace. */
  readonly walked: number
  /** The state of the trace at which the property, evaluated in TypeScript, falls first; null if it never does. */
  readonly falls: number | null
  /** Where the intact kernel leaves the trace; null if it never does. */
  readonly departure: Departure | null
  /**
   * For a property of rest: what the intact kernel still takes where the broken one rests, with the guards by which that
   * one refuses; null if there is nothing, and for any other property.
   */
  readonly goesOn: Departure | null
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[]
}

/**
 * Walks a counterexample of TLC's on the kernel broken at `site`, which has to come through the same states to the same
 * fall at the end and not before, and on the intact kernel, which has to leave it: refused by the broken guard alone, or,
 * for a rule, refused or led elsewhere. Where the property is one of rest, the broken kernel has to rest at the end; the
 * intact one has to come there too, and to go on.
 */
export const replay = (
  { machines, properties }: Pick<Slice, "machines" | "properties">,
  site: string,
  property: string,
  trace: readonly Step[],
  ghosts: readonly string[] = [],
): Replay => {
  const steps = trace.map(({ action, state }) => ({ label: action ?? "", key: keyOfState(state, ghosts) }))
  const last = steps.length - 1
  const broken = walk(machines.walker(site), steps)
  const intact = walk(machines.walker(INTACT), steps)
  const judged = properties[property]
  const falls = judged === undefined ? null : fallsAlong(broken.states, judged)
  const end = steps.at(-1)
  const rest =
    judged?.over === "rest" && end !== undefined && broken.left === null && intact.left === null
      ? restOf(machines, site, judged, { at: last, key: end.key })
      : null

  const faults: string[] = []
  if (last < 0) faults.push("the trace is empty")
  if (judged === undefined) faults.push(`there is no property ${property}`)
  if (!judgements.fallsAtTheEnd(broken.left, falls, last))
    faults.push(
      broken.left === null
        ? `${property} falls ${falls === null ? "nowhere" : `at step ${falls}`}, not at step ${last}`
        : `the kernel broken at ${site} leaves the trace ${told(broken.left)}`,
    )
  faults.push(...(judged?.over === "rest" ? faultsAtRest(intact.left, rest) : faultsOnTheWay(site, intact.left)))
  return {
    ok: faults.length === 0,
    site,
    property,
    walked: broken.states.length - 1,
    falls,
    departure: intact.left,
    goesOn: rest?.goesOn ?? null,
    faults,
  }
}

const faultsOnTheWay = (site: string, departure: Departure | null): readonly string[] => {
  const { name, at } = partsOf(site)
  if (judgements.leavesByTheGuard(departure, name, at)) return []
  return [
    departure === null
      ? "the intact kernel walks the whole trace"
      : `the intact kernel leaves the trace ${told(departure)}, not refused by ${name} alone`,
  ]
}

/** Two kernels in one state, of which the broken one is to rest and the intact one is not. */
interface AtRest {
  /** The first fair command that the broken kernel takes there; null where it rests. */
  readonly restless: string | null
  readonly goesOn: Departure | null
}

const faultsAtRest = (departure: Departure | null, rest: AtRest | null): readonly string[] => [
  ...(judgements.comesToRest(departure)
    ? []
    : [`the intact kernel leaves the trace ${told(departure)}, before anything rests`]),
  ...(rest === null || judgements.rests(rest.restless)
    ? []
    : [`the broken kernel does not rest: it takes ${String(rest.restless)}`]),
  ...(rest === null || judgements.goesOn(rest.goesOn) ? [] : ["the intact kernel rests there too"]),
]

const restOf = (
  { labels, walker }: Slice["machines"],
  site: string,
  property: Resting,
  { at, key }: { readonly at: number; readonly key: string },
): AtRest => {
  const fair = labels.filter((label) => isFair(property, label))
  const takes = (machine: string) => (label: string) => walker(machine).answer(key, label).kind === "goes"
  const restless = fair.find(takes(site)) ?? null
  const label = fair.find((label) => takes(INTACT)(label) && !takes(site)(label))
  if (label === undefined) return { restless, goesOn: null }
  const answer = walker(site).answer(key, label)
  return { restless, goesOn: { step: at + 1, label, refusedBy: answer.kind === "refuses" ? answer.guards : [] } }
}

interface Walked {
  /** The states that were come to, as the kernel's projection has them. */
  readonly states: readonly State[]
  readonly left: Departure | null
}

const walk = (walker: Walker, steps: readonly { readonly label: string; readonly key: string }[]): Walked => {
  const states: State[] = []
  for (const [step, { label, key }] of steps.entries()) {
    const from = steps[step - 1]?.key
    if (from === undefined) {
      if (!walker.initial.includes(key)) return { states, left: { step, label, refusedBy: [] } }
    } else {
      const answer = walker.answer(from, label)
      if (answer.kind === "refuses") return { states, left: { step, label, refusedBy: answer.guards } }
      if (answer.kind === "outside" || answer.to !== key) return { states, left: { step, label, refusedBy: [] } }
    }
    states.push(walker.value(key))
  }
  return { states, left: null }
}

const told = (departure: Departure | null): string => {
  if (departure === null) return "nowhere"
  const { step, label, refusedBy } = departure
  return `at step ${step} (${label === "" ? "the start" : label}), ${refusedBy.length > 0 ? `refused by ${refusedBy.join(", ")}` : "to another state"}`
}
