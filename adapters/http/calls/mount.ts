import type { OpenAPIHono, z } from "@hono/zod-openapi"
import type { Calls } from "../../library/calls/calls.ts"
import {
  CallCancelling,
  CallCompletion,
  CallFailure,
  CallPage,
  CallPerforming,
  CallResolving,
} from "../../library/calls/inputs.ts"
import type { CallEntity } from "../../library/calls/kinds.ts"
import { alreadyRead } from "../../library/read.ts"
import { accepted, asRead, bytesOf, changedAs, keyOf, pageOf, there } from "../answers.ts"
import type { Env } from "../auth.ts"
import { BODY_BYTES, type RouteLimit } from "../limits.ts"
import { routes } from "./routes.ts"
import { type OutcomeBody, ResolutionChangeAnswer, calls as callRoutes } from "./schemas.ts"

/** What came out of a call is hashed here, and may be as long as what went in. */
export const limits: readonly RouteLimit[] = [{ path: "/v1/calls/:id/outcome", bodyBytes: BODY_BYTES.calls }]

const callChanged = changedAs(callRoutes.params.shape.id, callRoutes.status)
const resolved = changedAs(ResolutionChangeAnswer.shape.id, ResolutionChangeAnswer.shape.status)

const shown = ({ resolution, ...call }: CallEntity) => ({
  ...asRead(call),
  resolution: resolution === null ? null : asRead(resolution),
})

/** What a call really cost, as the library takes it. */
const amountsOf = ({ spend, affected }: Pick<z.output<typeof OutcomeBody>, "spend" | "affected">) =>
  spend === undefined || affected === undefined ? null : { spend, affected }

export const mount = (app: OpenAPIHono<Env>, { calls }: { readonly calls: Calls }): void => {
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(CallPage, pageOf(c.req.valid("query")))
    const { items, next } = await calls.list(c.var.caller.actor.tenant, page)
    return c.json({ calls: items.map(shown), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const call = await calls.get(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ call: shown(there(call)) }, 200)
  })
  app.openapi(routes.report, async (c) => {
    const { actor } = c.var.caller
    const body = c.req.valid("json")
    const common = { id: c.req.valid("param").id, amounts: amountsOf(body), ...keyOf(c.req.valid("header")) }
    const reported =
      body.outcome === "completed"
        ? calls.complete(
            actor,
            alreadyRead(CallCompletion, {
              ...common,
              output: body.output === undefined ? null : bytesOf(body.output),
            }),
          )
        : calls.fail(actor, alreadyRead(CallFailure, { ...common, nothingHappened: body.nothingHappened }))
    const outcome = accepted(await reported)
    return c.json({ ...callChanged(outcome), settled: outcome.settled }, 200)
  })
  app.openapi(routes.cancel, async (c) => {
    const cancelling = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    return c.json(callChanged(await calls.cancel(c.var.caller.actor, alreadyRead(CallCancelling, cancelling))), 200)
  })
  app.openapi(routes.resolve, async (c) => {
    const { outcome } = c.req.valid("json")
    const resolving = { call: c.req.valid("param").id, outcome, ...keyOf(c.req.valid("header")) }
    return c.json(resolved(await calls.resolve(c.var.caller.actor, alreadyRead(CallResolving, resolving))), 200)
  })
  app.openapi(routes.redeem, async (c) => {
    const performing = { ...c.req.valid("json"), payload: null }
    const outcome = accepted(await calls.perform(c.var.caller.actor, alreadyRead(CallPerforming, performing)))
    return c.json({ ...callChanged(outcome), permit: outcome.permit }, 200)
  })
}
