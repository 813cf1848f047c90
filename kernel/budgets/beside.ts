import type { Besides } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { BudgetKept, ReservationId, ReservationKept, Running } from "./budgets.ts"
import { replaced, sum } from "./caps.ts"
import { isOverrun } from "./chart.ts"
import type { Budgets } from "./facts.ts"
import { type Rules, dayOf } from "./rules.ts"

const budgetOf = ({ kept: { budget } }: { readonly kept: ReservationKept }) => budget

/** The meter after a reservation is charged with something else: a charge falls on the day of its admission. */
const corrected = (
  { kept, rules, beside: { kept: budget } }: Moved,
  after: ReservationKept,
): Pick<BudgetKept, "meter"> => {
  const { meter } = budget
  if (!rules.chargeFallsOnItsDay(meter, dayOf(kept.at))) return { meter }
  return { meter: { day: meter.day, ...replaced(meter, kept.charged, after.charged) } }
}

interface Moved {
  readonly kept: ReservationKept
  readonly rules: Rules
  readonly beside: { readonly kept: BudgetKept }
}

const without = (running: readonly Running[], id: ReservationId): readonly Running[] =>
  running.filter((one) => one.id !== id)

/** What the budget still has to know of by now: what never started and whose lease is over is neither open nor unknown. */
const known = (running: readonly Running[], now: Instant): readonly Running[] =>
  running.filter(({ until, released }) => released || now < until)

/** The budget moves along with each of its reservations, in one step. */
export const beside: Besides<Budgets> = {
  reserve: {
    id: ({ command: { budget } }) => budget,
    follows: (
      { command: { id, tool, digest, asked }, now, facts: { today, windowMs }, rules, beside: { kept } },
      after,
    ) => ({
      ...kept,
      meter: { day: dayOf(now), ...sum(today, asked) },
      calls: [...rules.windowForgetsByAge(kept.calls, { now, windowMs }), { at: now, tool, digest }],
      running: [...known(kept.running, now), { id, until: after.until, released: false }],
    }),
  },
  release: {
    id: budgetOf,
    follows: ({ command: { id }, beside: { kept } }) => ({
      ...kept,
      running: kept.running.map((one) => (one.id === id ? { ...one, released: true } : one)),
    }),
  },
  settle: {
    id: budgetOf,
    follows: (moment, after) => {
      const { kept, command, rules, beside } = moment
      return {
        ...beside.kept,
        ...corrected(moment, after),
        frozen: rules.overrunFreezes(beside.kept.frozen, isOverrun(kept, command.amounts)),
        serial: after.ends.at(-1)?.serial ?? beside.kept.serial,
        running: without(beside.kept.running, command.id),
      }
    },
  },
  unreserve: {
    id: budgetOf,
    follows: (moment, after) => ({
      ...moment.beside.kept,
      ...corrected(moment, after),
      running: without(moment.beside.kept.running, moment.command.id),
    }),
  },
  lapse: {
    id: budgetOf,
    follows: (moment, after) => ({
      ...moment.beside.kept,
      ...corrected(moment, after),
      running: known(moment.beside.kept.running, moment.now),
    }),
  },
}
