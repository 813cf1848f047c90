import { type ActorId, type TenantId, principalOf } from "../actors.ts"
import type { Chart, Meeting } from "../machine.ts"
import { later } from "../time.ts"
import { type Amounts, type BudgetKept, type ReservationKept, statuses } from "./budgets.ts"
import { NOTHING, capsInForce, changedBy, stillWaiting } from "./caps.ts"
import type { Budgets } from "./facts.ts"
import { dayOf } from "./rules.ts"

type Settle = Meeting<Budgets, "settle">
type Ending = Meeting<Budgets, "settle" | "unreserve" | "lapse">

/** The person of the tenant who answers for the agent. */
const ownerOf = (tenant: TenantId, id: ActorId): BudgetKept["owner"] => ({ id, tenant, kind: "human" })

/** Whether a call really cost or touched more than was asked for it. */
export const isOverrun = ({ asked }: Pick<ReservationKept, "asked">, reported: Amounts): boolean =>
  reported.spend > asked.spend || reported.affected > asked.affected

/** The budget's serial after a settlement. */
export const serialAfter = ({ kept, command: { amounts }, rules, beside: { budget } }: Settle): number =>
  isOverrun(kept, amounts) ? rules.overrunIsAChange(budget.kept.serial) : budget.kept.serial

/** What a settlement charges. What had lapsed was charged by the lapse. */
const chargeOf = ({ kept, command: { amounts }, rules }: Settle): Amounts =>
  rules.lateSettlementReplacesLapse(
    rules.settlementCountsInFull(amounts, kept.asked),
    kept.ends.some(({ how }) => how === "lapsed") ? kept.charged : null,
  )

const ended = (
  { kept, command: { by }, now }: Ending,
  how: "settled" | "unreserved" | "lapsed",
  charged: Amounts,
  { amounts, serial }: { readonly amounts: Amounts; readonly serial: number },
): ReservationKept => ({
  ...kept,
  charged,
  ends: [...kept.ends, { how, amounts, by: principalOf(by), at: now, serial }],
})

/** An end that nobody has reported: what it is charged with is what stands there, and the budget changes in nothing else. */
const given = (
  moment: Meeting<Budgets, "unreserve" | "lapse">,
  how: "unreserved" | "lapsed",
  charged: Amounts,
): ReservationKept => ended(moment, how, charged, { amounts: charged, serial: moment.beside.budget.kept.serial })

/** What two people signed for, as they said it. */
const signedOf = ({
  by,
  signature,
  serial,
  countersigner,
  countersignature,
}: Meeting<Budgets, "widen" | "unfreeze">["command"]) => ({
  by: principalOf(by),
  signature,
  serial,
  countersigner: principalOf(countersigner),
  countersignature,
})

/** What follows each command. Each status is a function of what is kept. */
export const chart: Chart<Budgets> = {
  statuses,
  follows: {
    open: ({ command: { by, owner }, now, facts: { tenant, newCaps } }) => ({
      entity: "budget",
      tenant,
      owner: ownerOf(tenant, owner),
      opener: principalOf(by),
      openedAt: now,
      caps: newCaps,
      widening: null,
      narrowed: null,
      thawed: null,
      serial: 0,
      frozen: false,
      meter: { day: dayOf(now), ...NOTHING },
      calls: [],
      running: [],
    }),
    reserve: ({ command: { budget, by, tool, digest, asked, depth }, now, facts: { leaseMs } }) => ({
      entity: "reservation",
      budget,
      by: principalOf(by),
      tool,
      digest,
      asked,
      depth,
      at: now,
      until: later(now, leaseMs),
      charged: asked,
      releases: [],
      ends: [],
    }),
    release: ({ kept, command: { by }, now }) => ({
      ...kept,
      releases: [...kept.releases, { by: principalOf(by), at: now }],
    }),
    settle: (moment) =>
      ended(moment, "settled", chargeOf(moment), { amounts: moment.command.amounts, serial: serialAfter(moment) }),
    unreserve: (moment) => given(moment, "unreserved", NOTHING),
    lapse: (moment) => given(moment, "lapsed", moment.rules.endedLeaseCharges(moment.kept.asked)),
    widen: ({ kept, command, now }) => ({
      ...kept,
      caps: capsInForce(kept, now),
      widening: { ...signedOf(command), caps: command.caps, from: command.from, at: now },
      serial: kept.serial + 1,
    }),
    narrow: ({ kept, command: { by, caps }, now, rules }) => ({
      ...kept,
      caps,
      widening: rules.narrowingCancelsWaiting(stillWaiting(kept.widening, now)),
      narrowed: {
        by: principalOf(by),
        at: now,
        serial: kept.serial + 1,
        before: capsInForce(kept, now),
        changed: changedBy(kept, caps, now),
      },
      serial: kept.serial + 1,
    }),
    unfreeze: ({ kept, command, now }) => ({
      ...kept,
      frozen: false,
      thawed: { ...signedOf(command), at: now, wasFrozen: kept.frozen },
      serial: kept.serial + 1,
    }),
  },
  derives: [
    { to: "frozen", when: (kept) => kept.entity === "budget" && kept.frozen },
    { to: "active", when: (kept) => kept.entity === "budget" },
    { to: "settled", when: (kept) => isEnded(kept, "settled") },
    { to: "unreserved", when: (kept) => isEnded(kept, "unreserved") },
    { to: "lapsed", when: (kept) => isEnded(kept, "lapsed") },
    { to: "open", when: () => true },
  ],
}

const isEnded = (kept: BudgetKept | ReservationKept, how: string): boolean =>
  kept.entity === "reservation" && kept.ends.at(-1)?.how === how
