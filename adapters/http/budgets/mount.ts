import type { OpenAPIHono, z } from "@hono/zod-openapi"
import type { BudgetId } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../library/budgets/budgets.ts"
import {
  BudgetNarrowing,
  BudgetOpening,
  BudgetPage,
  BudgetThaw,
  BudgetWidening,
  CallPage,
  CallReport,
} from "../../library/budgets/inputs.ts"
import { alreadyRead } from "../../library/read.ts"
import { asRead, changedAs, keyOf, pageOf, signedOf, there } from "../answers.ts"
import type { Env } from "../auth.ts"
import type { RouteLimit } from "../limits.ts"
import { routes } from "./routes.ts"
import { type ThawBody, budgets as budgetRoutes, calls as callRoutes } from "./schemas.ts"

export const limits: readonly RouteLimit[] = []

const budgetChanged = changedAs(budgetRoutes.params.shape.id, budgetRoutes.status)
const callChanged = changedAs(callRoutes.params.shape.id, callRoutes.status)

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
  app.openapi(routes.calls, async (c) => {
    const page = alreadyRead(CallPage, pageOf(c.req.valid("query")))
    const { items, next } = await budgets.calls(c.var.caller.actor.tenant, page)
    return c.json({ calls: items.map(asRead), next }, 200)
  })
  app.openapi(routes.call, async (c) => {
    const call = await budgets.call(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ call: asRead(there(call)) }, 200)
  })
  app.openapi(routes.report, async (c) => {
    const report = { id: c.req.valid("param").id, amounts: c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(callChanged(await budgets.report(c.var.caller.actor, alreadyRead(CallReport, report))), 200)
  })
}
