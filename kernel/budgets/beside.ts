import type { Besides } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { BudgetKept, Meter, ReservationId, ReservationKept, Running } from "./budgets.ts"
import { replaced, sum } from "./caps.ts"
import { isOverrun, serialAfter } from "./chart.ts"
import type { Budgets } from "./facts.ts"
import { type Rules, callDigest, dayOf } from "./rules.ts"

const budgetOf = ({ kept: { budget } }: { readonly kept: ReservationKept }) => budget

/** The meter after a reservation is charged with something else: a charge falls on the day of its admission. */
const corrected = ({ kept, rules, beside: { budget } }: Moved, after: ReservationKept): Meter => {
  const { meter } = budget.kept
  if (!rules.chargeFallsOnItsDay(meter, dayOf(kept.at))) return meter
  return { day: meter.day, ...replaced(meter, kept.charged, after.charged) }
}

interface Moved {
  readonly kept: ReservationKept
  readonly rules: Rules
  readonly beside: { readonly budget: { readonly kept: BudgetKept } }
}

/** What a budget has to know of a reservation as it is now: nothing, once it is settled, or ended without having started. */
const runningOf = (id: ReservationId, { until, releases, ends }: ReservationKept): readonly Running[] => {
  const [open, released] = [ends.length === 0, releases.length > 0]
  const isKnown = ends.some(({ how }) => how === "settled")
  return !isKnown && (open || released) ? [{ id, until, open, released }] : []
}

/** The same of all, with what became of one. */
const noted = (running: readonly Running[], id: ReservationId, after: ReservationKept): readonly Running[] => [
  ...running.filter((one) => one.id !== id),
  ...runningOf(id, after),
]

/** What is still to be known by now: what never started and whose lease is over neither runs nor is its outcome unknown. */
const toBeKnown = (running: readonly Running[], now: Instant): readonly Running[] =>
  running.filter(({ until, released }) => released || now < until)

const reserved: Besides<Budgets>["reserve"]["budget"] = {
  id: ({ command: { budget } }) => budget,
  follows: ({ command: { id, tool, digest, asked }, now, facts, rules, beside: { budget } }, after) => ({
    ...budget.kept,
    meter: { day: dayOf(now), ...sum(facts.today, asked) },
    calls: [
      ...rules.windowForgetsByAge(budget.kept.calls, { now, windowMs: facts.windowMs }),
      { at: now, call: callDigest({ tool, digest }) },
    ],
    running: noted(toBeKnown(budget.kept.running, now), id, after),
  }),
}

const released: Besides<Budgets>["release"]["budget"] = {
  id: budgetOf,
  follows: ({ command: { id }, beside: { budget } }, after) => ({
    ...budget.kept,
    running: noted(budget.kept.running, id, after),
  }),
}

const settled: Besides<Budgets>["settle"]["budget"] = {
  id: budgetOf,
  follows: (moment, after) => {
    const { kept, command, rules, beside } = moment
    const { frozen, running } = beside.budget.kept
    return {
      ...beside.budget.kept,
      meter: corrected(moment, after),
      frozen: rules.overrunFreezes(frozen, isOverrun(kept, command.amounts)),
      serial: serialAfter(moment),
      running: noted(running, command.id, after),
    }
  },
}

const unreserved: Besides<Budgets>["unreserve"]["budget"] = {
  id: budgetOf,
  follows: (moment, after) => ({
    ...moment.beside.budget.kept,
    meter: corrected(moment, after),
    running: noted(moment.beside.budget.kept.running, moment.command.id, after),
  }),
}

const lapsed: Besides<Budgets>["lapse"]["budget"] = {
  id: budgetOf,
  follows: (moment, after) => ({
    ...moment.beside.budget.kept,
    meter: corrected(moment, after),
    running: noted(moment.beside.budget.kept.running, moment.command.id, after),
  }),
}

/** The budget moves along with each of its reservations, in one step. */
export const beside: Besides<Budgets> = {
  reserve: { budget: reserved },
  release: { budget: released },
  settle: { budget: settled },
  unreserve: { budget: unreserved },
  lapse: { budget: lapsed },
}
