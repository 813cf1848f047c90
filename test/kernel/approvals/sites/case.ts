import type { Stages } from "../../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../../kernel/approvals/facts.ts"
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
  daemon,
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
  withdraw,
} from "../../../fixtures/approvals.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"

export { cases } from "../../../fixtures/sites.ts"
/** By site, as the kernel's tables name it. */
export type Rows = SiteRows<Approvals, ApprovalsSite>

/**
 * The people who may decide, and seats that nobody ought to fill: the initiator's, an agent's, a service's and those of
 * namesakes in another tenant, the initiator's among them.
 */
export const seated = () => [ann(), bob(), carol(), dan(), bot(), daemon(), foreign(bob()), foreign(ann())]
export const one = (quorum = 1, slaMs = SLA): Stages => [stage([group("ops", seated(), quorum)], "sequential", slaMs)]
export const LIFETIME = 500
export const forAnn = () => caller(bot(), ann())
export const told = (...events: readonly Event[]) =>
  tell(settings({ default: one() }), [0, submit("r1", forAnn())], ...events)
export const seatOf = (member: ReturnType<typeof ann>) => seat(0, "ops", member)

/** One request for each way to have ended before its time. */
export const closed = (): ApprovalsRegister[] => [
  told([1, reject("r1", dan(), seatOf(dan()))]),
  told([1, cancel("r1", forAnn())]),
  told([1, supersede("r1", forAnn())]),
  told([1, approve("r1", dan(), seatOf(dan()))], [2, withdraw("r1", dan())]),
  told([1, approve("r1", bob(), seatOf(bob()))], [2, consume("r1", forAnn())]),
]

/** The same story under an amended policy. */
export const underOther = (register: ApprovalsRegister): ApprovalsRegister => ({
  ...register,
  settings: settings({ default: one() }, {}, "amended"),
})
