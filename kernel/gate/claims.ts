import type { DecisionBody } from "../ledger/body.ts"
import type { Transition } from "../ledger/transition.ts"
import { listed } from "../table.ts"
import type { DomainName } from "../registry.ts"
import type { Instant } from "../time.ts"
import { apply, emptyStore, overlay } from "./entity-store.ts"
import type { Registers } from "./registers.ts"
import { type Said, because } from "./said.ts"
import type { Claim } from "./stages.ts"
import { reasonsOf, transit } from "./transit.ts"

/** What became of commands that follow one another. */
export type Made =
  | {
      readonly refused: null
      readonly transitions: readonly Transition[]
      /** What is so after them, which nobody else knows of yet. */
      readonly registers: Registers
    }
  | { readonly refused: readonly string[]; readonly transition: Transition }

/** A call of which a command is refused is denied, whatever else would have asked; nothing of it has happened, but that. */
export const deniedBy = (
  { refused, transition }: Exclude<Made, { readonly refused: null }>,
  asks: readonly string[],
): Said => ({ verdict: "deny", reasons: because(refused, asks), transitions: [transition] })

/** Gives commands, each after the one before and after `first`: all of them, or none but the one that is refused. */
export const makeAll = (
  registers: Registers,
  {
    first,
    claims,
    now,
  }: { readonly first: Transition | null; readonly claims: readonly Claim[]; readonly now: Instant },
): Made => {
  const transitions = [...listed(first)]
  if (first === null && claims.length === 0) return { refused: null, transitions, registers }
  const changed = emptyStore()
  const over: Registers = (domain) => {
    const { settings, entities } = registers(domain)
    return { settings, entities: overlay(entities, changed[domain]) }
  }
  for (const transition of transitions) apply(changed, transition)
  for (const { domain, command } of claims) {
    const transition = transit(over, domain, command, now)
    const { outcome } = transition
    if (!outcome.accepted) return { refused: reasonsOf(outcome), transition }
    apply(changed, transition)
    transitions.push(transition)
  }
  return { refused: null, transitions: toldOnce(transitions), registers: over }
}

/** An entity that several of them change is told as it is after the last: a record holds it once. */
const toldOnce = (transitions: readonly Transition[]): readonly Transition[] => {
  const told = new Set<string>()
  const once = <N extends DomainName>(transition: Transition<N>): Transition<N> => {
    const { outcome } = transition
    if (!outcome.accepted) return transition
    const after = outcome.after.filter(({ id }) => {
      const name = `${transition.domain} ${id}`
      return !told.has(name) && told.add(name)
    })
    return { ...transition, outcome: { ...outcome, after } }
  }
  return transitions
    .toReversed()
    .map((transition) => once(transition))
    .toReversed()
}

/**
 * Makes all claims: the call is allowed, and all of that has happened. Where one is refused the call is denied, what would have
 * been lifted still asks, and nothing of the others has happened.
 */
export const claimAll = (
  registers: Registers,
  claiming: Parameters<typeof makeAll>[1],
  allowed: Pick<DecisionBody, "lifted" | "under" | "deadline">,
): Said => {
  const made = makeAll(registers, claiming)
  return made.refused === null
    ? { verdict: "allow", transitions: made.transitions, ...allowed }
    : deniedBy(made, allowed.lifted)
}
