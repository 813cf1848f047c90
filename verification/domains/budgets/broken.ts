import { NOTHING, sum } from "../../../kernel/budgets/caps.ts"
import { type Rules, dayOf, isIdentical } from "../../../kernel/budgets/rules.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

/** The broken form of each rule, as models/budgets/Budgets.tla has it. */
export const broken: BrokenRules<Rules> = {
  settlementCountsInFull: (reported, asked) => ({
    spend: Math.min(reported.spend, asked.spend),
    affected: Math.min(reported.affected, asked.affected),
  }),
  lateSettlementReplacesLapse: (counted, lapsed) => (lapsed === null ? counted : sum(lapsed, counted)),
  overrunFreezes: (frozen) => frozen,
  overrunIsAChange: (serial) => serial,
  endedLeaseCharges: () => NOTHING,
  dayStartsAtZero: ({ spend, affected }) => ({ spend, affected }),
  chargeFallsOnItsDay: () => true,
  windowForgetsByAge: (calls, { now, windowMs }) =>
    calls.filter(({ at }) => at > now - windowMs && dayOf(at) === dayOf(now)),
  repeatsCountInTheWindow: (calls, call) => calls.length - 1 - calls.findLastIndex((one) => !isIdentical(one, call)),
  narrowingCancelsWaiting: (waiting) => waiting,
}
