import type { Budgets } from "../../../../kernel/budgets/facts.ts"
import type { BudgetsRegister, BudgetsSite } from "../../../../kernel/budgets/index.ts"
import {
  type Call,
  type Event,
  LEASE,
  lapse,
  open,
  release,
  reserve,
  settings,
  settle,
  tell,
  unreserve,
} from "../../../fixtures/budgets.ts"
import type { Rows as SiteRows } from "../../../fixtures/sites.ts"

export { cases } from "../../../fixtures/sites.ts"
export type Rows = SiteRows<Budgets, BudgetsSite>

/** Root opens the budget of bot, for whom ann answers. */
export const told = (...events: readonly Event[]): BudgetsRegister => tell(settings(), [0, open("bot")], ...events)

/** The same, and bot has reserved one call at 0. */
export const reserved = (call: Call = {}, ...events: readonly Event[]): BudgetsRegister =>
  told([0, reserve("reservation_1", call)], ...events)
/** The same, and the call was released at 1. */
export const released = (call: Call = {}, ...events: readonly Event[]): BudgetsRegister =>
  reserved(call, [1, release("reservation_1")], ...events)

/** A reservation that ended, in each way, well before its lease is over but for the last. */
export const settled = (): BudgetsRegister => reserved({}, [2, settle("reservation_1")])
export const takenBack = (): BudgetsRegister => reserved({}, [2, unreserve("reservation_1")])
export const lapsed = (call: Call = {}): BudgetsRegister => reserved(call, [LEASE, lapse("reservation_1")])

/** A call of bot cost more than it was asked for, and the agent is frozen since 2. */
export const overrun = (...events: readonly Event[]): BudgetsRegister =>
  told(
    [0, reserve("reservation_1", { spend: 5 })],
    [0, reserve("reservation_2")],
    [1, release("reservation_1")],
    [2, settle("reservation_1", { spend: 6 })],
    ...events,
  )

export const every = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)
