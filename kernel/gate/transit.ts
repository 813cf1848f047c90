import type { Refused, Transition } from "../ledger/transition.ts"
import { step } from "../machine.ts"
import { type CommandOf, type DomainName, modules } from "../registry.ts"
import type { Instant } from "../time.ts"
import type { Registers } from "./registers.ts"

/** One domain's step, as a record tells it. Nothing has happened yet. */
export const transit = <N extends DomainName>(
  registers: Registers,
  domain: N,
  command: CommandOf<N>,
  now: Instant,
): Transition<N> => {
  const result = step(modules[domain].machine, registers(domain), command, now)
  if (result.accepted) return { domain, command, facts: result.facts, outcome: { accepted: true, after: result.after } }
  const { refusal } = result
  return refusal === "guards"
    ? { domain, command, facts: result.facts, outcome: { accepted: false, refusal, guards: result.guards } }
    : { domain, command, facts: null, outcome: { accepted: false, refusal } }
}

/** Why it was refused, in the words of guards. */
export const reasonsOf = (outcome: Refused): readonly string[] =>
  outcome.refusal === "guards" ? outcome.guards : [outcome.refusal]
