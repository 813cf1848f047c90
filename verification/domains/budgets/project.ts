import type { BudgetKept, Ended, Signature, Thaw, Widening } from "../../../kernel/budgets/budgets.ts"
import type { Principal } from "../../../kernel/actors.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { type Signable, statementOf } from "../../../kernel/budgets/guards.ts"
import type { Entity } from "../../../kernel/machine.ts"
import { ExplorationError } from "../../explore/errors.ts"
import type { Situation } from "../../explore/scenario.ts"
import { type ModelSignature, nameOfSignature } from "../signatures.ts"
import type { Interpretation } from "./interpretation.ts"
import {
  type ModelBudget,
  type ModelEnd,
  type ModelReservation,
  type ModelState,
  type ModelThaw,
  type ModelWidening,
  NO_NARROWING,
  NO_THAW,
  NO_WIDENING,
} from "./values.ts"

/** A register at a time, as the model's state. Throws ExplorationError for what the model can't say. */
export const projectionOf =
  (interpretation: Interpretation) =>
  ({ now, entities }: Situation<Budgets>): ModelState => ({
    now: interpretation.clock.tick(now),
    bud: Object.fromEntries(
      interpretation.budgets.map((name) => {
        const id = interpretation.budgetId(name)
        const entity = entities.get(id)
        return [name, entity === undefined ? { status: "absent" } : modelBudgetOf(interpretation, name, entity)]
      }),
    ),
    res: Object.fromEntries(
      interpretation.reservations.map((name) => {
        const entity = entities.get(interpretation.reservationId(name))
        return [name, entity === undefined ? { status: "absent" } : modelReservationOf(interpretation, entity)]
      }),
    ),
  })

const modelBudgetOf = (
  interpretation: Interpretation,
  name: string,
  { status, kept }: Entity<Budgets>,
): ModelBudget => {
  if (kept.entity !== "budget") throw new ExplorationError(`${name} is no budget`)
  const { nameOf } = interpretation
  const { widening, narrowed, thawed, meter } = kept
  return {
    status,
    owner: nameOf.actor(kept.owner),
    opener: nameOf.actor(kept.opener),
    openedAt: nameOf.tick(kept.openedAt),
    caps: nameOf.caps(kept.caps),
    widening: widening === null ? NO_WIDENING : wideningOf(interpretation, name, kept, widening),
    narrowed:
      narrowed === null
        ? NO_NARROWING
        : {
            by: nameOf.actor(narrowed.by),
            at: nameOf.tick(narrowed.at),
            serial: narrowed.serial,
            changed: narrowed.changed,
            before: nameOf.caps(narrowed.before),
          },
    thawed: thawed === null ? NO_THAW : thawOf(interpretation, name, kept, thawed),
    serial: kept.serial,
    frozen: kept.frozen,
    meter: { day: nameOf.day(meter.day), spend: meter.spend, affected: meter.affected },
    calls: kept.calls.map(({ at, call }) => ({ at: nameOf.tick(at), ...nameOf.call(call) })),
  }
}

/** What is wrong with a signature for a change, by the model's names. */
const signatureOf = (
  kept: BudgetKept,
  change: Signable,
  who: Principal,
  signature: Signature | null,
): ModelSignature => {
  const misstated = statementOf(kept, { ...change, serial: change.serial + 1 }, who)
  return nameOfSignature(signature, who, statementOf(kept, change, who), () => misstated)
}

const wideningOf = (
  interpretation: Interpretation,
  name: string,
  kept: BudgetKept,
  widening: Widening,
): ModelWidening => {
  const { nameOf, budgetId } = interpretation
  const { by, signature, countersigner, countersignature, caps, from, serial, at } = widening
  const change: Signable = { type: "widen", id: budgetId(name), ...widening }
  return {
    by: nameOf.actor(by),
    signature: signatureOf(kept, change, by, signature),
    caps: nameOf.caps(caps),
    from: nameOf.tick(from),
    serial,
    countersigner: nameOf.actor(countersigner),
    countersignature: signatureOf(kept, change, countersigner, countersignature),
    at: nameOf.tick(at),
  }
}

const thawOf = (interpretation: Interpretation, name: string, kept: BudgetKept, thaw: Thaw): ModelThaw => {
  const { nameOf, budgetId } = interpretation
  const { by, signature, countersigner, countersignature, serial, at, wasFrozen } = thaw
  const change: Signable = { type: "unfreeze", id: budgetId(name), ...thaw }
  return {
    by: nameOf.actor(by),
    signature: signatureOf(kept, change, by, signature),
    serial,
    countersigner: nameOf.actor(countersigner),
    countersignature: signatureOf(kept, change, countersigner, countersignature),
    at: nameOf.tick(at),
    wasFrozen,
  }
}

const endOf = ({ nameOf }: Interpretation, { how, amounts, by, at, serial }: Ended): ModelEnd => ({
  how,
  amounts,
  by: nameOf.actor(by),
  at: nameOf.tick(at),
  serial,
})

const modelReservationOf = (interpretation: Interpretation, { status, kept }: Entity<Budgets>): ModelReservation => {
  if (kept.entity !== "reservation") throw new ExplorationError("a budget goes by the id of a reservation")
  const { nameOf } = interpretation
  return {
    status,
    budget: nameOf.budget(kept.budget),
    form: nameOf.form(kept),
    by: nameOf.actor(kept.by),
    at: nameOf.tick(kept.at),
    until: nameOf.tick(kept.until),
    charged: kept.charged,
    releases: kept.releases.map(({ by, at }) => ({ by: nameOf.actor(by), at: nameOf.tick(at) })),
    ends: kept.ends.map((end) => endOf(interpretation, end)),
  }
}

/**
 * The situation that stands for all in which a budget has noted the same reservations in another order: each is looked up by its
 * id, or counted.
 */
export const represented =
  () =>
  ({ now, entities }: Situation<Budgets>): Situation<Budgets> => ({
    now,
    entities: new Map([...entities].map(([id, entity]) => [id, inOrder(entity)])),
  })

const inOrder = (entity: Entity<Budgets>): Entity<Budgets> => {
  const { status, kept } = entity
  if (kept.entity !== "budget" || kept.running.length < 2) return entity
  return { status, kept: { ...kept, running: kept.running.toSorted((a, b) => (a.id < b.id ? -1 : 1)) } }
}
