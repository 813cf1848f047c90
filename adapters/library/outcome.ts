import type { RequestId, Status } from "../../kernel/approvals/approvals.ts"
import type { Digest } from "../../kernel/digest.ts"
import type { Answered, SignedPermit } from "../../kernel/gate/gate.ts"
import { sentenceOf } from "../../kernel/gate/sentences.ts"

/** A sentence that is not true of an ask: the name of its guard, and the sentence for a person. */
export interface Reason {
  readonly guard: string
  readonly sentence: string
}

/** What the gate says to a call. */
export interface Verdict {
  readonly verdict: "allow" | "deny" | "step_up"
  /** Why it is denied, or why people are asked. */
  readonly reasons: readonly Reason[]
  readonly plan: Digest | null
  /** The approval request that waits for people, where they are asked. */
  readonly request: RequestId | null
  /** Signed, for the executor, where it is allowed. */
  readonly permit: SignedPermit | null
  /** The number of the record of this decision in the tenant's log. */
  readonly record: number
}

interface Refused {
  readonly type: "refused"
  /** Every guard that failed. */
  readonly reasons: readonly Reason[]
  readonly record: number
}

/** No request of this id: a tenant's own ids and those of others look the same from outside. */
interface Unknown {
  readonly type: "unknown"
}

interface Accepted {
  readonly type: "accepted"
  readonly request: RequestId
  readonly status: Status
  readonly record: number
}

/** What became of a command. */
export type Outcome = Accepted | Refused | Unknown

/** What became of the use of an approval. */
export type Use = (Accepted & { readonly permit: SignedPermit }) | Refused | Unknown

/** What only the door knows of a failed guard, by its name: why a signature proved nothing, why arguments can't be read. */
export type Advice = Readonly<Record<string, string>>

const reasonsOf = (names: readonly string[], advice: Advice): readonly Reason[] =>
  names.map((guard) => {
    const more = Object.hasOwn(advice, guard) ? advice[guard] : undefined
    return { guard, sentence: more === undefined ? sentenceOf(guard) : `${sentenceOf(guard)} (${more})` }
  })

export const verdictOf = ({ answer, permit }: Answered, advice: Advice): Verdict => {
  const { record } = answer
  if (answer.type === "decision") {
    const { verdict, reasons, plan, request } = answer
    return { verdict, reasons: reasonsOf(reasons, advice), plan, request, permit, record }
  }
  // A call that couldn't even be recorded as a decision is recorded as a refusal, and denied.
  const reasons = answer.type === "refused" ? reasonsOf(answer.guards, advice) : []
  return { verdict: "deny", reasons, plan: null, request: null, permit: null, record }
}

export const outcomeOf = ({ answer }: Answered, advice: Advice): Outcome => {
  switch (answer.type) {
    case "accepted":
      return answer
    case "refused":
      return { type: "refused", reasons: reasonsOf(answer.guards, advice), record: answer.record }
    case "unknown":
      return { type: "unknown" }
    case "decision":
      throw new Error("a command is not answered with a decision on a call")
  }
}

export const useOf = (answered: Answered, advice: Advice): Use => {
  const outcome = outcomeOf(answered, advice)
  if (outcome.type !== "accepted") return outcome
  if (answered.permit === null) throw new Error("a use that was accepted comes with a permit")
  return { ...outcome, permit: answered.permit }
}
