import type { OpenAPIHono, z } from "@hono/zod-openapi"
import type { BudgetId } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../library/budgets/budgets.ts"
import {
  BudgetNarrowing,
  BudgetOpening,
  BudgetPage,
  BudgetThaw,
  BudgetWidening,
  ReservationPage,
  ReservationReport,
} from "../../library/budgets/inputs.ts"
import { alreadyRead } from "../../library/read.ts"
import { asRead, changedAs, keyOf, pageOf, signedOf, there } from "../answers.ts"
import type { Env } from "../auth.ts"
import type { RouteLimit } from "../limits.ts"
import { routes } from "./routes.ts"
import { type ThawBody, budgets as budgetRoutes, reservations as reservationRoutes } from "./schemas.ts"

export const limits: readonly RouteLimit[] = []

const budgetChanged = changedAs(budgetRoutes.params.shape.id, budgetRoutes.status)
const reservationChanged = changedAs(reservationRoutes.params.shape.id, reservationRoutes.status)

/** A change for which two people have signed, as the library takes it. */
const changeOf = (
  { id }: { readonly id: BudgetId },
  { serial, countersigner, countersigned, statement, proof }: z.output<typeof ThawBody>,
) => ({ id, serial, countersigner, countersigned: signedOf(countersigned), signed: signedOf({ statement, proof }) })

export const mount = (app: OpenAPIHono<Env>, { budgets }: { readonly budgets: Budgets }): void => {
  app.openapi(routes.open, async (c) => {
    const opening = { ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(budgetChanged(await budgets.open(c.var.caller.actor, alreadyRead(BudgetOpening, opening))), 200)
  })
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(BudgetPage, pageOf(c.req.valid("query")))
    const { items, next } = await budgets.list(c.var.caller.actor.tenant, page)
    return c.json({ budgets: items.map(asRead), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const budget = await budgets.get(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ budget: asRead(there(budget)) }, 200)
  })
  app.openapi(routes.widen, async (c) => {
    const { caps, from, ...change } = c.req.valid("json")
    const widening = { caps, from, ...changeOf(c.req.valid("param"), change), ...keyOf(c.req.valid("header")) }
    return c.json(budgetChanged(await budgets.widen(c.var.caller.actor, alreadyRead(BudgetWidening, widening))), 200)
  })
  app.openapi(routes.unfreeze, async (c) => {
    const thaw = { ...changeOf(c.req.valid("param"), c.req.valid("json")), ...keyOf(c.req.valid("header")) }
    return c.json(budgetChanged(await budgets.unfreeze(c.var.caller.actor, alreadyRead(BudgetThaw, thaw))), 200)
  })
  app.openapi(routes.narrow, async (c) => {
    const narrowing = { id: c.req.valid("param").id, ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(budgetChanged(await budgets.narrow(c.var.caller.actor, alreadyRead(BudgetNarrowing, narrowing))), 200)
  })
  app.openapi(routes.reservations, async (c) => {
    const page = alreadyRead(ReservationPage, pageOf(c.req.valid("query")))
    const { items, next } = await budgets.reservations(c.var.caller.actor.tenant, page)
    return c.json({ reservations: items.map(asRead), next }, 200)
  })
  app.openapi(routes.reservation, async (c) => {
    const reservation = await budgets.reservation(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ reservation: asRead(there(reservation)) }, 200)
  })
  app.openapi(routes.report, async (c) => {
    const report = { id: c.req.valid("param").id, amounts: c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(
      reservationChanged(await budgets.report(c.var.caller.actor, alreadyRead(ReservationReport, report))),
      200,
    )
  })
}
