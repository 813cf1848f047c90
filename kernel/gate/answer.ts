import type { Digest } from "../digest.ts"
import { transitionsIn } from "../ledger/body.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { Transition } from "../ledger/transition.ts"
import { type DomainName, type Reference, type Shapes, modules } from "../registry.ts"
import { listed } from "../table.ts"
import { reasonsOf } from "./transit.ts"

/** What a caller is told. It is derived from the record, so that the same ask sent again gets the first answer. */
export type Answer = {
  /** The number of the record that holds this decision. */
  readonly record: number
  /** What is not as it should be in the policy that it was decided under. */
  readonly warnings: readonly string[]
} & (
  | {
      readonly type: "decision"
      readonly verdict: "allow" | "deny" | "step_up"
      /** Everything that failed: why it was denied, or why people are asked. */
      readonly reasons: readonly string[]
      /** Those of them by which a domain refused: the approval or grant that was named, or a claim. */
      readonly refusedBy: readonly string[]
      /** The sentences that failed, and that an approval or a grant overrode. */
      readonly lifted: readonly string[]
      readonly plan: Digest | null
      /** The approval or grant that the call named; null where it was allowed and needed none. */
      readonly under: Reference | null
      /** What waits for people. */
      readonly waits: Reference | null
      /** The entities that changed in it. */
      readonly changed: readonly Standing[]
      /** What was derived for what refused it, where whoever asks is told: what is left of what they may; null for none. */
      readonly left: object | null
    }
  | Accepted
  | { readonly type: "refused"; readonly guards: readonly string[] }
  | { readonly type: "unknown" }
)

/** How an entity stands after a command. */
export type Standing<N extends DomainName = DomainName> = {
  [M in N]: { readonly domain: M; readonly id: Shapes[M]["id"]; readonly status: Shapes[M]["status"] }
}[N]

/** The entity of a domain as it is after the command. */
export type Accepted<N extends DomainName = DomainName> = { readonly type: "accepted" } & Standing<N>

const standings = <N extends DomainName>({ domain, outcome }: Transition<N>): readonly Standing<N>[] =>
  outcome.accepted ? outcome.after.map(({ id, status }) => ({ domain, id, status })) : []

const leftIn = <N extends DomainName>({ domain, command, facts, outcome }: Transition<N>): object | null =>
  !outcome.accepted && modules[domain].told.some((type) => type === command.type) ? facts : null

export const answerOf = ({ seq, warnings, body }: LogRecord): Answer => {
  const common = { record: seq, warnings }
  switch (body.type) {
    case "decision": {
      const { verdict, reasons, lifted, plan, under, waits } = body
      const changed = transitionsIn(body).flatMap((transition): readonly Standing[] => standings(transition))
      const refusedBy = transitionsIn(body).flatMap(({ outcome }) => (outcome.accepted ? [] : reasonsOf(outcome)))
      const [left = null] = transitionsIn(body).flatMap((transition) => listed(leftIn(transition)))
      return { type: "decision", ...common, verdict, reasons, refusedBy, lifted, plan, under, waits, changed, left }
    }
    case "refusal":
      return { type: "refused", ...common, guards: body.reasons }
    // No ask is answered by it: it has no key.
    case "clock":
      return { type: "unknown", ...common }
    case "command": {
      const { outcome } = body.transition
      if (!outcome.accepted)
        return outcome.refusal === "unknown"
          ? { type: "unknown", ...common }
          : { type: "refused", ...common, guards: reasonsOf(outcome) }
      const [entity]: readonly Standing[] = standings(body.transition)
      return entity === undefined ? { type: "unknown", ...common } : { type: "accepted", ...common, ...entity }
    }
  }
}
