import { gateOf, principalOf } from "../actors.ts"
import type { Course, Finding, Fresh } from "../domain.ts"
import type { Known } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import { later } from "../time.ts"
import { type CallKept, CallId, type Command, type Judged, type Mode } from "./calls.ts"
import type { Calls } from "./facts.ts"
import { isUndecided } from "./life.ts"

type Register = GateRegister<Calls>

/** Every deployment is live, as long as nothing says otherwise. */
const MODE: Mode = "live"

/** A call that waits for people. */
interface Waiting {
  readonly id: CallId
  readonly wait: NonNullable<CallKept["wait"]>
}

/** The call of this plan that waits for people. Only who asks people, or brings their answer, looks for one. */
const waitingFor = ({ hash }: Known, { entities }: Register): Waiting | null => {
  for (const { id, kept } of entities.values())
    if (kept.entity === "call" && kept.key === hash && kept.wait !== null && isUndecided(kept))
      return { id: CallId.parse(id), wait: kept.wait }
  return null
}

/** Whether it waits for this very answer, which can still come. */
const isWaitingOn = ({ wait }: Waiting, on: string | null, { now }: Known): boolean =>
  wait.on === on && now < wait.until

const judgedBy = (found: Finding): Judged => ({
  policyWasEvaluated: found.evaluated,
  policyAllowsTheCall: found.allowed,
  destructiveIsApproved: found.approved,
  taintIsClear: found.traced,
  budgetIsReserved: found.charged,
  credentialIsPresented: found.presented,
})

const receive = ({ caller, plan, hash }: Known, fresh: Fresh<Calls>, key: Known["hash"] | null) =>
  ({
    type: "receive",
    id: CallId.parse(fresh("receive")),
    by: caller.actor,
    person: principalOf(caller.person),
    tool: plan.tool,
    plan: hash,
    key,
    mode: MODE,
  }) as const satisfies Command

/** What is over, or waits for another answer than the one that is asked for now, waits no longer. */
const ended = ({ id, wait }: Waiting, { plan: { tenant }, now }: Known): Command =>
  now >= wait.until
    ? { type: "timeout", id, by: gateOf(tenant) }
    : { type: "refuse", id, by: gateOf(tenant), reasons: ["waitIsAnswered"] }

/** A call is received, decided and released in one record; one that waits for people is decided in a later one. */
export const course: Course<Calls> = {
  admits: (known, found, answer, register, fresh) => {
    const { hash, plan } = known
    const by = gateOf(plan.tenant)
    const letGo = (id: CallId): readonly Command[] => [
      { type: "admit", id, by, judged: judgedBy(found), answer },
      { type: "release", id, by, plan: hash, mode: MODE },
    ]
    const waiting = answer === null ? null : waitingFor(known, register)
    if (waiting !== null && isWaitingOn(waiting, answer, known)) return letGo(waiting.id)
    const received = receive(known, fresh, null)
    return [received, ...letGo(received.id)]
  },
  waits: (known, { on, until }, register, fresh) => {
    const { hash, now, plan } = known
    const waiting = waitingFor(known, register)
    if (waiting !== null && isWaitingOn(waiting, on, known)) return []
    const received = receive(known, fresh, hash)
    const longest = later(now, register.settings.waitMs)
    return [
      ...(waiting === null ? [] : [ended(waiting, known)]),
      received,
      {
        type: "wait",
        id: received.id,
        by: gateOf(plan.tenant),
        on,
        until: until < longest ? until : longest,
      },
    ]
  },
}
