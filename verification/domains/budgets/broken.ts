import { NOTHING, sum } from "../../../kernel/budgets/caps.ts"
import { type Rules, dayOf, rules } from "../../../kernel/budgets/rules.ts"
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
  windowForgetsByAge: (calls, window) =>
    rules.windowForgetsByAge(calls, window).filter(({ at }) => dayOf(at) === dayOf(window.now)),
  repeatsCountInTheWindow: (calls, call) => {
    const other = calls.findLastIndex((admitted) => admitted.call !== call)
    return calls.length - other - 1
  },
  narrowingCancelsWaiting: (waiting) => waiting,
}
