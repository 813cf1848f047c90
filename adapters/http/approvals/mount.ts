import type { OpenAPIHono } from "@hono/zod-openapi"
import type { Approvals } from "../../library/approvals/approvals.ts"
import {
  ApprovedCall,
  RequestEnding,
  RequestPage,
  SeatDecision,
  SeatDelegation,
} from "../../library/approvals/inputs.ts"
import type { Use } from "../../library/approvals/use.ts"
import { alreadyRead } from "../../library/read.ts"
import { accepted, asRead, callOf, changed, found, keyOf, pageOf, signedOf } from "../answers.ts"
import type { Env } from "../auth.ts"
import { ANSWER_MS, BODY_BYTES, type RouteLimit } from "../limits.ts"
import { presentedIn } from "../presented.ts"
import { routes } from "./routes.ts"
import { MAX_WAIT_MS } from "./schemas.ts"

/** A use carries a call; a wait takes its time, and the answer some more. */
export const limits: readonly RouteLimit[] = [
  { path: "/v1/approvals/:id/consume", bodyBytes: BODY_BYTES.calls, presents: true },
  { path: "/v1/approvals/:id/wait", answerMs: MAX_WAIT_MS + ANSWER_MS, waits: true },
]

/** @throws ProblemError for anything but acceptance */
const used = (use: Use) => {
  const { id, status, record, warnings, reservation, called, permit } = accepted(use)
  return { id, status, record, warnings, reservation, called, permit }
}

export const mount = (app: OpenAPIHono<Env>, { approvals }: { readonly approvals: Approvals }): void => {
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(RequestPage, pageOf(c.req.valid("query")))
    const { items, next } = await approvals.list(c.var.caller.actor.tenant, page)
    return c.json({ approvals: items.map(asRead), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const { tenant } = c.var.caller.actor
    const request = found<"approvals">(await approvals.get(tenant, c.req.valid("param").id))
    return c.json({ request: asRead(request), plan: await approvals.plan(tenant, request.kept.plan) }, 200)
  })
  app.openapi(routes.wait, async (c) => {
    const { tenant } = c.var.caller.actor
    const patience = { ...c.req.valid("query"), signal: c.req.raw.signal }
    const request = found<"approvals">(await approvals.wait(tenant, c.req.valid("param").id, patience))
    return c.json({ request: asRead(request) }, 200)
  })

  for (const verdict of ["approve", "reject"] as const)
    app.openapi(routes[verdict], async (c) => {
      const { seat, plan, proof, statement } = c.req.valid("json")
      const signed = signedOf({ proof, statement })
      const decision = { id: c.req.valid("param").id, seat, plan, signed, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await approvals[verdict](c.var.caller.actor, alreadyRead(SeatDecision, decision))), 200)
    })
  app.openapi(routes.delegate, async (c) => {
    const { seat, to, proof, statement } = c.req.valid("json")
    const signed = signedOf({ proof, statement })
    const delegation = { id: c.req.valid("param").id, seat, to, signed, ...keyOf(c.req.valid("header")) }
    return c.json(changed(await approvals.delegate(c.var.caller.actor, alreadyRead(SeatDelegation, delegation))), 200)
  })
  app.openapi(routes.withdraw, async (c) => {
    const ending = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    return c.json(changed(await approvals.withdraw(c.var.caller.actor, alreadyRead(RequestEnding, ending))), 200)
  })
  for (const end of ["cancel", "supersede"] as const)
    app.openapi(routes[end], async (c) => {
      const ending = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await approvals[end](c.var.caller, alreadyRead(RequestEnding, ending))), 200)
    })
  app.openapi(routes.consume, async (c) => {
    const call = {
      id: c.req.valid("param").id,
      ...callOf(c.req.valid("json")),
      credential: presentedIn(c),
      ...keyOf(c.req.valid("header")),
    }
    return c.json(used(await approvals.consume(c.var.caller, alreadyRead(ApprovedCall, call))), 200)
  })
}
