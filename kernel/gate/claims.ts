import type { DecisionBody } from "../ledger/body.ts"
import type { Transition } from "../ledger/transition.ts"
import { listed } from "../table.ts"
import type { Instant } from "../time.ts"
import { apply, emptyStore, overlay } from "./entity-store.ts"
import type { Registers } from "./registers.ts"
import { type Said, because } from "./said.ts"
import type { Claim } from "./stages.ts"
import { reasonsOf, transit } from "./transit.ts"

/** A call that nothing stands against but its claims. */
interface Claiming {
  /** What lifted it, null where nothing had to. */
  readonly first: Transition | null
  readonly claims: readonly Claim[]
  readonly now: Instant
}

/**
 * Makes all claims, each after the one before: the call is allowed, and all of that has happened. Where one is refused the
 * call is denied, what would have been lifted still asks, and nothing of the others has happened.
 */
export const claimAll = (
  registers: Registers,
  { first, claims, now }: Claiming,
  allowed: Pick<DecisionBody, "lifted" | "under" | "deadline">,
): Said => {
  const transitions = [...listed(first)]
  const changed = emptyStore()
  const over: Registers = (domain) => {
    const { settings, entities } = registers(domain)
    return { settings, entities: overlay(entities, changed[domain]) }
  }
  for (const transition of transitions) apply(changed, transition)
  for (const { domain, command } of claims) {
    const transition = transit(over, domain, command, now)
    const { outcome } = transition
    if (!outcome.accepted)
      return { verdict: "deny", reasons: because(reasonsOf(outcome), allowed.lifted), transitions: [transition] }
    apply(changed, transition)
    transitions.push(transition)
  }
  return { verdict: "allow", transitions, ...allowed }
}
