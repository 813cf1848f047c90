import type { Stages } from "../../../../kernel/approvals/approvals.ts"
import type { ApprovalsRegister, ApprovalsSite } from "../../../../kernel/approvals/index.ts"
import {
  ann,
  approve,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  dan,
  type Event,
  foreign,
  group,
  reject,
  seat,
  settings,
  SLA,
  stage,
  submit,
  supersede,
  tell,
} from "../../../fixtures/approvals.ts"

/** Events after what was told: refused by exactly one guard, or its neighbours that differ in what it asks alone. */
export interface Case {
  readonly told: ApprovalsRegister
  readonly event: Event
}
export interface Row {
  readonly refused: readonly Case[]
  readonly accepted: readonly Case[]
}

export const cases = (told: ApprovalsRegister, ...events: readonly Event[]): Case[] =>
  events.map((event) => ({ told, event }))

/** The people who may decide, and three seats that nobody ought to fill: the initiator's, an agent's and a foreigner's. */
export const seated = () => [ann(), bob(), carol(), dan(), bot(), foreign(bob())]
export const one = (quorum = 1, slaMs = SLA): Stages => [stage([group("ops", seated(), quorum)], "sequential", slaMs)]
export const LIFETIME = 500
export const forAnn = () => caller(bot(), ann())
export const told = (...events: readonly Event[]) =>
  tell(settings({ default: one() }), [0, submit("r1", forAnn())], ...events)
export const seatOf = (member: ReturnType<typeof ann>) => seat(0, "ops", member)

/** By site, as the kernel's tables name it. */
export type Rows = Readonly<Partial<Record<Exclude<ApprovalsSite, `${string}@rule`>, () => Row>>>

/** One request for each way to have ended before its time. */
export const closed = (): ApprovalsRegister[] => [
  told([1, reject("r1", dan(), seatOf(dan()))]),
  told([1, cancel("r1", forAnn())]),
  told([1, supersede("r1", forAnn())]),
  told([1, approve("r1", bob(), seatOf(bob()))], [2, consume("r1", forAnn())]),
]
