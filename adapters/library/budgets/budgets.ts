import type { Actor, ActorId, TenantId } from "../../../kernel/actors.ts"
import type { BudgetId, Caps, Statement } from "../../../kernel/budgets/budgets.ts"
import { statementOf } from "../../../kernel/budgets/guards.ts"
import { module } from "../../../kernel/budgets/index.ts"
import type { Instant } from "../../../kernel/time.ts"
import { type Boundary, commanding } from "../boundary.ts"
import { entitiesOf } from "../entities.ts"
import { ActorUnknownError } from "../errors.ts"
import type { Cursor } from "../inputs.ts"
import type { Advice, Outcome } from "../outcome.ts"
import { type Given, read } from "../read.ts"
import { readSigned } from "../signed.ts"
import {
  BudgetNarrowing,
  BudgetOpening,
  BudgetPage,
  BudgetThaw,
  BudgetWidening,
  ReservationPage,
  ReservationReport,
} from "./inputs.ts"
import {
  type BudgetEntity,
  type ReservationEntity,
  asBudget,
  asReservation,
  budgetStatuses,
  budgetsIn,
  reservationStatuses,
  reservationsIn,
} from "./kinds.ts"

/** A part of a list, the latest first. `next` is where it goes on; null at the end. */
interface PageOf<Item> {
  readonly items: readonly Item[]
  readonly next: Cursor | null
}

/**
 * How much agents may do before somebody looks. A refusal by the rules is no error but a result. Every promise may be rejected as
 * those of the gate itself.
 */
export interface Budgets {
  /**
   * Opens an agent's budget, as an administrator, with the caps that the config has for new agents.
   * @throws ActorUnknownError where the tenant has no such agent, or no such person
   * @example
   * ```ts
   * const outcome = await gate.budgets.open(admin, { agent: "deployer", owner: "alice" })
   * console.log(outcome.type)
   * ```
   */
  readonly open: (actor: Actor, opening: Given<typeof BudgetOpening>) => Promise<Outcome<"budgets">>
  /**
   * Gives a budget other caps from a moment on. Two administrators sign for it: whoever brings it, and another one.
   * @param widening `from` is in milliseconds since the epoch; `serial` is one more than the budget's; both signatures are over the
   * bytes of `budgetChangeOf` of each
   * @throws ActorUnknownError where the tenant has no such countersigner
   * @example
   * ```ts
   * const budget = await gate.budgets.get(tenant, "deployer")
   * if (budget === null) throw new Error("there is no such budget")
   * const change = { what: "widening", id: budget.id, caps: { ...budget.kept.caps, spend: 20_000 }, from, serial: budget.kept.serial + 1 } as const
   * const [signed, countersigned] = [await sign(budgetChangeOf(admin, change)), await signOf(other, budgetChangeOf(other, change))]
   * const { id, caps, serial } = change
   * await gate.budgets.widen(admin, { id, caps, from, serial, signed, countersigner: other.id, countersigned })
   * ```
   */
  readonly widen: (actor: Actor, widening: Given<typeof BudgetWidening>) => Promise<Outcome<"budgets">>
  /**
   * Lowers a budget's caps at once, as one administrator. A widening that waits goes with it.
   * @example
   * ```ts
   * const budget = await gate.budgets.get(tenant, "deployer")
   * if (budget !== null) await gate.budgets.narrow(admin, { id: budget.id, caps: { ...budget.kept.caps, spend: 0 } })
   * ```
   */
  readonly narrow: (actor: Actor, narrowing: Given<typeof BudgetNarrowing>) => Promise<Outcome<"budgets">>
  /**
   * Lets an agent go on that an overrun has frozen. Two administrators sign for it, as for a widening.
   * @throws ActorUnknownError where the tenant has no such countersigner
   * @example
   * ```ts
   * const thaw = { what: "thaw", id: budget.id, serial: budget.kept.serial + 1 } as const
   * const [signed, countersigned] = [await sign(budgetChangeOf(admin, thaw)), await signOf(other, budgetChangeOf(other, thaw))]
   * await gate.budgets.unfreeze(admin, { id: thaw.id, serial: thaw.serial, signed, countersigner: other.id, countersigned })
   * ```
   */
  readonly unfreeze: (actor: Actor, thaw: Given<typeof BudgetThaw>) => Promise<Outcome<"budgets">>
  /**
   * Reports what a call really cost and touched, as a service whose role the config names among the `reporters`.
   * @param report `amounts.spend` is in the minor unit of the currency
   * @example
   * ```ts
   * const { reservation } = await gate.decide(caller, { tool: "payments.send", payload })
   * if (reservation !== null) await gate.budgets.report(executor, { id: reservation, amounts: { spend: 1_250, affected: 1 } })
   * ```
   */
  readonly report: (actor: Actor, report: Given<typeof ReservationReport>) => Promise<Outcome<"budgets">>
  /**
   * The budgets of a tenant, the latest opened first, page by page.
   * @param page `limit` is 1 to 500, 100 where nobody says; `cursor` is the `next` of the page before
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.budgets.list(tenant, { status: "frozen" })
   * console.log(items.map(({ id }) => id))
   * ```
   */
  readonly list: (tenant: TenantId, page?: Given<typeof BudgetPage>) => Promise<PageOf<BudgetEntity>>
  /**
   * An agent's budget, null where it has none.
   * @example
   * ```ts
   * const budget = await gate.budgets.get(tenant, "deployer")
   * console.log(budget?.kept.meter) // what was charged on the day of the last call
   * ```
   */
  readonly get: (tenant: TenantId, agent: string) => Promise<BudgetEntity | null>
  /**
   * The reservations of a tenant, one a call that was charged, the latest first, page by page.
   * @throws InputError for a cursor that no page gave
   * @example
   * ```ts
   * const { items } = await gate.budgets.reservations(tenant, { status: "lapsed" })
   * console.log(items.map(({ id, kept }) => `${id} of ${kept.budget}`))
   * ```
   */
  readonly reservations: (tenant: TenantId, page?: Given<typeof ReservationPage>) => Promise<PageOf<ReservationEntity>>
  /**
   * The reservation of one call, null where there is none of this id.
   * @example
   * ```ts
   * const reservation = await gate.budgets.reservation(tenant, "reservation_0123456789abcdef01234567")
   * console.log(reservation?.kept.charged)
   * ```
   */
  readonly reservation: (tenant: TenantId, id: string) => Promise<ReservationEntity | null>
}

export const budgetsOn = (boundary: Boundary): Budgets => {
  const { directory } = boundary
  const commanded = commanding(boundary, "budgets")
  const { list, get } = entitiesOf(boundary, "budgets")

  const actorOf = (tenant: TenantId, id: ActorId, kind: Actor["kind"] | null): Actor => {
    const actor = directory.actor(tenant, id)
    if (actor === undefined || (kind !== null && actor.kind !== kind)) throw new ActorUnknownError({ id })
    return actor
  }

  /** What both have signed: the record has what each did, so that both signatures can be checked again. */
  const bothSigned = (by: Actor, given: ReturnType<typeof read<typeof BudgetThaw>>) => {
    const { id, serial, signed, countersigner, countersigned } = given
    const own = readSigned(module.statements.change, signed, directory)
    const others = readSigned(module.statements.change, countersigned, directory)
    const advice: Advice = {
      ...(own.why === null ? {} : { widenerHasSigned: own.why, thawerHasSigned: own.why }),
      ...(others.why === null ? {} : { countersignatureIsSigned: others.why }),
    }
    return {
      change: {
        id,
        by,
        signature: own.signature,
        serial,
        countersigner: actorOf(by.tenant, countersigner, null),
        countersignature: others.signature,
      },
      proofs: { proof: own.proof, ...(others.proof === null ? {} : { countersigned: others.proof }) },
      advice,
    }
  }

  return {
    open: async (by, given) => {
      const { agent, owner, key } = read(BudgetOpening, given)
      actorOf(by.tenant, agent, "agent")
      actorOf(by.tenant, owner, "human")
      const command = { type: "open", id: agent, by, owner } as const
      return commanded(by, { type: "command", domain: "budgets", command, proof: null }, key)
    },
    widen: async (by, given) => {
      const { caps, from, ...signed } = read(BudgetWidening, given)
      const { change, proofs, advice } = bothSigned(by, signed)
      const command = { type: "widen", ...change, caps, from } as const
      return commanded(by, { type: "command", domain: "budgets", command, ...proofs }, signed.key, advice)
    },
    narrow: async (by, given) => {
      const { id, caps, key } = read(BudgetNarrowing, given)
      const command = { type: "narrow", id, by, caps } as const
      return commanded(by, { type: "command", domain: "budgets", command, proof: null }, key)
    },
    unfreeze: async (by, given) => {
      const signed = read(BudgetThaw, given)
      const { change, proofs, advice } = bothSigned(by, signed)
      const command = { type: "unfreeze", ...change } as const
      return commanded(by, { type: "command", domain: "budgets", command, ...proofs }, signed.key, advice)
    },
    report: async (by, given) => {
      const { id, amounts, key } = read(ReservationReport, given)
      const command = { type: "settle", id, by, amounts } as const
      return commanded(by, { type: "command", domain: "budgets", command, proof: null }, key)
    },
    list: async (tenant, page = {}) => {
      const { status, ...wanted } = read(BudgetPage, page)
      const { items, next } = await list(tenant, { ...wanted, status: status ?? budgetStatuses })
      return { items: budgetsIn(items), next }
    },
    get: async (tenant, agent) => {
      const found = await get(tenant, agent)
      return found === null ? null : asBudget(found)
    },
    reservations: async (tenant, page = {}) => {
      const { status, ...wanted } = read(ReservationPage, page)
      const { items, next } = await list(tenant, { ...wanted, status: status ?? reservationStatuses })
      return { items: reservationsIn(items), next }
    },
    reservation: async (tenant, id) => {
      const found = await get(tenant, id)
      return found === null ? null : asReservation(found)
    },
  }
}

/** A change of a budget for which two people sign. */
export type BudgetChange =
  | {
      readonly what: "widening"
      readonly id: BudgetId
      readonly caps: Caps
      readonly from: Instant
      readonly serial: number
    }
  | { readonly what: "thaw"; readonly id: BudgetId; readonly serial: number }

/**
 * What somebody has to sign for a change of a budget.
 * @example
 * ```ts
 * const statement = budgetChangeOf(admin, { what: "thaw", id: budget.id, serial: budget.kept.serial + 1 })
 * console.log(statement.type) // "interlock/budget-change/v1"
 * ```
 */
export const budgetChangeOf = (signer: Actor, change: BudgetChange): Statement =>
  statementOf(
    signer,
    change.what === "widening" ? { type: "widen", ...change } : { type: "unfreeze", ...change },
    signer,
  )
