import type { OpenAPIHono } from "@hono/zod-openapi"
import type { EntityOf } from "../../kernel/rooms.ts"
import type { OpenGate } from "../library/index.ts"
import { changed, found, keyOf, latest, signedOf } from "./answers.ts"
import type { Env } from "./auth.ts"
import { routes } from "./routes.ts"
import type { Grant } from "./schemas.ts"

const shown = ({ id, status, kept }: EntityOf<"break-glass">): Grant => ({ id, status, ...kept })

/** The doors of break-glass. */
export const grants = (app: OpenAPIHono<Env>, { breakGlass }: Pick<OpenGate, "breakGlass">): void => {
  app.openapi(routes.requestGrant, async (c) => {
    const { proof, statement, ...wanted } = c.req.valid("json")
    const given = { ...wanted, signed: signedOf({ proof, statement }), ...keyOf(c.req.valid("header")) }
    return c.json(changed(await breakGlass.request(c.var.caller.actor, given)), 200)
  })
  app.openapi(routes.listGrants, async (c) => {
    const all = await breakGlass.grants(c.var.caller.actor.tenant)
    return c.json({ grants: latest(all, c.req.valid("query")).map(shown) }, 200)
  })
  app.openapi(routes.showGrant, async (c) => {
    const grant = await breakGlass.grant(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ grant: shown(found<"break-glass">(grant)) }, 200)
  })
  app.openapi(routes.countersign, async (c) => {
    const { terms, ...signed } = c.req.valid("json")
    const { id: grant } = c.req.valid("param")
    const given = { grant, terms, signed: signedOf(signed), ...keyOf(c.req.valid("header")) }
    return c.json(changed(await breakGlass.countersign(c.var.caller.actor, given)), 200)
  })
  for (const end of ["deny", "revoke"] as const)
    app.openapi(routes[end], async (c) => {
      const given = { grant: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await breakGlass[end](c.var.caller.actor, given)), 200)
    })
}
