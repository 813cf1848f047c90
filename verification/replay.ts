import type { Slice } from "./domains/binding.ts"
import { INTACT } from "./explore/graph.ts"
import { partsOf } from "./explore/knock-out.ts"
import { keyOfState } from "./explore/machines.ts"
import { fallsAlong } from "./explore/properties.ts"
import type { Walker } from "./explore/walker.ts"
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
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[]
}

/**
 * Walks a counterexample of TLC's on the kernel broken at `site`, which has to come through the same states to the same
 * fall at the end and not before, and on the intact kernel, which has to leave it: refused by the broken guard alone, or,
 * for a rule, refused or led elsewhere.
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
  const departure = intact.left
  const judged = properties[property]
  const falls = judged === undefined ? null : fallsAlong(broken.states, judged)
  const { name, at } = partsOf(site)

  const faults: string[] = []
  if (last < 0) faults.push("the trace is empty")
  if (judged === undefined) faults.push(`there is no property ${property}`)
  if (broken.left !== null) faults.push(`the kernel broken at ${site} leaves the trace ${told(broken.left)}`)
  else if (falls !== last)
    faults.push(`${property} falls ${falls === null ? "nowhere" : `at step ${falls}`}, not at step ${last}`)
  if (departure === null) faults.push("the intact kernel walks the whole trace")
  else if (at !== "rule" && !(departure.refusedBy.length === 1 && departure.refusedBy[0] === name)) {
    faults.push(`the intact kernel leaves the trace ${told(departure)}, not refused by ${name} alone`)
  }
  return {
    ok: faults.length === 0,
    site,
    property,
    walked: broken.states.length - 1,
    falls,
    departure,
    faults,
  }
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

const told = ({ step, label, refusedBy }: Departure): string =>
  `at step ${step} (${label === "" ? "the start" : label}), ${refusedBy.length > 0 ? `refused by ${refusedBy.join(", ")}` : "to another state"}`
