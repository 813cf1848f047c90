import type { OpenAPIHono } from "@hono/zod-openapi"
import type { BreakGlass } from "../../library/break-glass/break-glass.ts"
import { Countersigning, GrantEnding, GrantPage, GrantRequest } from "../../library/break-glass/inputs.ts"
import { alreadyRead } from "../../library/read.ts"
import { asRead, changed, found, keyOf, pageOf, signedOf } from "../answers.ts"
import type { Env } from "../auth.ts"
import type { RouteLimit } from "../limits.ts"
import { routes } from "./routes.ts"

export const limits: readonly RouteLimit[] = []

export const mount = (app: OpenAPIHono<Env>, { breakGlass }: { readonly breakGlass: BreakGlass }): void => {
  app.openapi(routes.request, async (c) => {
    const { proof, statement, ...wanted } = c.req.valid("json")
    const given = { ...wanted, signed: signedOf({ proof, statement }), ...keyOf(c.req.valid("header")) }
    return c.json(changed(await breakGlass.request(c.var.caller.actor, alreadyRead(GrantRequest, given))), 200)
  })
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(GrantPage, pageOf(c.req.valid("query")))
    const { items, next } = await breakGlass.list(c.var.caller.actor.tenant, page)
    return c.json({ grants: items.map(asRead), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const grant = await breakGlass.get(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ grant: asRead(found<"break-glass">(grant)) }, 200)
  })
  app.openapi(routes.countersign, async (c) => {
    const { terms, ...signed } = c.req.valid("json")
    const given = { id: c.req.valid("param").id, terms, signed: signedOf(signed), ...keyOf(c.req.valid("header")) }
    return c.json(changed(await breakGlass.countersign(c.var.caller.actor, alreadyRead(Countersigning, given))), 200)
  })
  for (const end of ["deny", "revoke"] as const)
    app.openapi(routes[end], async (c) => {
      const given = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await breakGlass[end](c.var.caller.actor, alreadyRead(GrantEnding, given))), 200)
    })
}
