import type { RequestId } from "../../kernel/approvals/approvals.ts"
import { Left, ReservationId } from "../../kernel/budgets/budgets.ts"
import type { GrantId } from "../../kernel/break-glass/break-glass.ts"
import { CallId } from "../../kernel/calls/calls.ts"
import type { Digest } from "../../kernel/digest.ts"
import type { Accepted as AnswerAccepted, Standing } from "../../kernel/gate/answer.ts"
import type { Answered } from "../../kernel/gate/configuration.ts"
import type { SignedPermit } from "../../kernel/gate/sealing.ts"
import { sentenceOf } from "../../kernel/gate/sentences.ts"
import { type Handle, CallId as TracedId, handleOf } from "../../kernel/taint/taint.ts"
import { listed } from "../../kernel/table.ts"
import type { Instant } from "../../kernel/time.ts"
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
  /** The call, by which it is told that it starts and how it ended: where it is allowed, or waits for people; null where it is denied. */
  readonly call: CallId | null
  /** Until when people can answer, where they are asked; null elsewhere. */
  readonly deadline: Instant | null
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

/** The call that waits for people, and until when. */
export interface Awaited {
  readonly call: CallId | null
  readonly deadline: Instant | null
}

/** @param awaited of a call about which people are asked */
export const verdictOf = ({ answer, permit }: Answered, advice: Advice, awaited: Awaited): Verdict => {
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
      call: verdict === "step_up" ? awaited.call : callIn(answer.changed),
      deadline: verdict === "step_up" ? awaited.deadline : null,
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
    call: null,
    deadline: null,
    reservation: null,
    called: null,
    left: null,
    permit: null,
    record,
    warnings,
  }
}

/** What is read of the first of those that changed of which it can be; null where it can be of none. */
const firstOf = <Found>(changed: readonly Standing[], found: (standing: Standing) => Found | undefined): Found | null =>
  changed.flatMap((standing) => listed(found(standing) ?? null))[0] ?? null

/** The reservation that a decision has made, null for none. */
export const reservationIn = (changed: readonly Standing[]): ReservationId | null =>
  firstOf(changed, ({ domain, id }) => (domain === "budgets" ? ReservationId.safeParse(id).data : undefined))

/** The call that a decision lets run or has made wait, null for none: another one may have ended in its record. */
export const callIn = (changed: readonly Standing[]): CallId | null =>
  firstOf(changed, ({ domain, id, status }) =>
    domain === "calls" && (status === "released" || status === "waiting") ? CallId.safeParse(id).data : undefined,
  )

/** What a call is called in its conversation, null for one of none. */
export const calledIn = (changed: readonly Standing[]): Handle | null => {
  const traced = firstOf(changed, ({ domain, id }) => (domain === "taint" ? TracedId.safeParse(id).data : undefined))
  return traced === null ? null : handleOf(traced)
}

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
