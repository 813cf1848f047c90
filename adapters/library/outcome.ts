import type { RequestId } from "../../kernel/approvals/approvals.ts"
import { Left, ReservationId } from "../../kernel/budgets/budgets.ts"
import type { GrantId } from "../../kernel/break-glass/break-glass.ts"
import type { Digest } from "../../kernel/digest.ts"
import type { Accepted as AnswerAccepted, Standing } from "../../kernel/gate/answer.ts"
import type { Answered } from "../../kernel/gate/configuration.ts"
import type { SignedPermit } from "../../kernel/gate/sealing.ts"
import { sentenceOf } from "../../kernel/gate/sentences.ts"
import { CallId, type Handle, handleOf } from "../../kernel/taint/taint.ts"
import { listed } from "../../kernel/table.ts"
import type { DomainName, Shapes } from "../domain.ts"

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
  /** What would have asked people, and a grant overrode. */
  readonly lifted: readonly Reason[]
  readonly plan: Digest | null
  /** The approval request that waits for people, where they are asked. */
  readonly request: RequestId | null
  /** The grant that the call named; null where it was allowed and needed none. */
  readonly grant: GrantId | null
  /** The reservation of an agent's call that was allowed, under which it is reported; null where no budget is charged. */
  readonly reservation: ReservationId | null
  /** What the call is called in its conversation where it was allowed, under which its result is brought in; null elsewhere. */
  readonly called: Handle | null
  /** What is left of the agent's budget, where that refused; null elsewhere. */
  readonly left: Left | null
  /** Signed, for the executor, where it is allowed. */
  readonly permit: SignedPermit | null
  /** The number of the record of this decision in the tenant's log. */
  readonly record: number
  /** What is not as it should be in the policy in force. */
  readonly warnings: readonly Reason[]
}

export interface Refused {
  readonly type: "refused"
  /** Every guard that failed. */
  readonly reasons: readonly Reason[]
  /** What is left of the agent's budget, where that refused the use of an approval; null where something else did. */
  readonly left?: Left | null
  readonly record: number
  readonly warnings: readonly Reason[]
}

/** Nothing of this id: a tenant's own ids and those of others look the same from outside. */
export interface Unknown {
  readonly type: "unknown"
}

export interface Accepted<N extends DomainName> {
  readonly type: "accepted"
  readonly id: Shapes[N]["id"]
  readonly status: Shapes[N]["status"]
  readonly record: number
  readonly warnings: readonly Reason[]
}

/** What became of a command. */
export type Outcome<N extends DomainName> = Accepted<N> | Refused | Unknown

/** What only the door knows of a failed guard, by its name: why a signature proved nothing, why arguments can't be read. */
export type Advice = Readonly<Record<string, string>>

export const reasonsFor = (names: readonly string[], advice: Advice = {}): readonly Reason[] =>
  names.map((guard) => {
    const more = Object.hasOwn(advice, guard) ? advice[guard] : undefined
    return { guard, sentence: more === undefined ? sentenceOf(guard) : `${sentenceOf(guard)} (${more})` }
  })

export const verdictOf = ({ answer, permit }: Answered, advice: Advice): Verdict => {
  const { record } = answer
  const warnings = reasonsFor(answer.warnings)
  if (answer.type === "decision") {
    const { verdict, reasons, lifted, plan, under, waits } = answer
    return {
      verdict,
      reasons: reasonsFor(reasons, advice),
      lifted: reasonsFor(lifted),
      plan,
      request: waits?.domain === "approvals" ? waits.id : null,
      grant: under?.domain === "break-glass" ? under.id : null,
      reservation: reservationIn(answer.changed),
      called: calledIn(answer.changed),
      left: leftIn(answer.left),
      permit,
      record,
      warnings,
    }
  }
  // A call that couldn't even be recorded as a decision is recorded as a refusal, and denied.
  const reasons = answer.type === "refused" ? reasonsFor(answer.guards, advice) : []
  return {
    verdict: "deny",
    reasons,
    lifted: [],
    plan: null,
    request: null,
    grant: null,
    reservation: null,
    called: null,
    left: null,
    permit: null,
    record,
    warnings,
  }
}

/** The reservation that a decision has made, null for none. */
export const reservationIn = (changed: readonly Standing[]): ReservationId | null =>
  changed.flatMap(({ domain, id }) =>
    domain === "budgets" ? listed(ReservationId.safeParse(id).data ?? null) : [],
  )[0] ?? null

/** What a call is called in its conversation, null for one of none. */
export const calledIn = (changed: readonly Standing[]): Handle | null =>
  changed.flatMap(({ domain, id }) =>
    domain === "taint" ? listed(CallId.safeParse(id).data ?? null).map(handleOf) : [],
  )[0] ?? null

/** What a refusal tells of a budget. */
export const leftIn = (left: object | null): Left | null => (left === null ? null : Left.parse(left))

/** What became of a command that was given to a domain. */
export const outcomeIn = <N extends DomainName>(domain: N, { answer }: Answered, advice: Advice): Outcome<N> => {
  const { record } = answer
  const warnings = reasonsFor(answer.warnings)
  switch (answer.type) {
    case "accepted":
      if (!isOf(domain, answer)) throw new Error(`a command to ${domain} is not answered by ${answer.domain}`)
      return { type: "accepted", id: answer.id, status: answer.status, record, warnings }
    case "refused":
      return { type: "refused", reasons: reasonsFor(answer.guards, advice), record, warnings }
    case "unknown":
      return { type: "unknown" }
    case "decision":
      throw new Error("a command is not answered with a decision on a call")
  }
}

const isOf = <N extends DomainName>(domain: N, answer: AnswerAccepted): answer is AnswerAccepted<N> & AnswerAccepted =>
  answer.domain === domain
