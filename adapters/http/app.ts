import { OpenAPIHono } from "@hono/zod-openapi"
import { methodNotAllowed } from "hono/method-not-allowed"
import { requestId } from "hono/request-id"
import type { Caps } from "../caps/caps.ts"
import { wrongKeys } from "../caps/wrong-keys.ts"
import { domainNames, domains } from "../domains.ts"
import { AskedCall } from "../library/inputs.ts"
import type { OpenGate } from "../library/open-gate.ts"
import { alreadyRead } from "../library/read.ts"
import { callOf, keyOf } from "./answers.ts"
import { type Env, authenticated, readsLog } from "./auth.ts"
import { type BodyReader, strictJson } from "./body.ts"
import { bounded, boundedBy } from "./bounded.ts"
import { capped } from "./capped.ts"
import { documentOf } from "./document.ts"
import { onError, onInvalid } from "./errors.ts"
import { BODY_BYTES, type RouteLimit } from "./limits.ts"
import { presentedIn } from "./presented.ts"
import { ProblemError, problem } from "./problems.ts"
import { routes } from "./routes.ts"
import { securityHeaders } from "./secured.ts"

const DECISIONS: RouteLimit = { path: "/v1/decisions", bodyBytes: BODY_BYTES.calls, asks: true, presents: true }

/**
 * The HTTP service over an open gate, as a plain `fetch` handler.
 * @param report gets a line for each failure that is the service's own, without anything of the request but its id, and for
 * whoever meets a cap
 * @param caps count how much of the service somebody takes
 */
export const createApp = async (
  gate: OpenGate,
  {
    report,
    caps,
    readBody,
  }: { readonly report: (line: string) => void; readonly caps: Caps; readonly readBody: BodyReader },
) => {
  const doors = await Promise.all(domainNames.map((domain) => domains[domain].http()))
  const limits = [DECISIONS, ...doors.flatMap(({ limits }) => limits)]
  const app = new OpenAPIHono<Env>({ defaultHook: onInvalid })
  app.onError(onError(report))
  app.notFound((c) => problem(c, "unknown"))

  app.use(requestId(), securityHeaders)
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header("Allow", methods.join(", "))
        return problem(c, "method-not-allowed")
      },
    }),
  )
  app.use("/v1/*", async (c, next) => {
    c.header("Cache-Control", "no-store")
    await next()
  })
  for (const limit of limits) app.use(limit.path, boundedBy(limit))
  app.use("/v1/*", authenticated(gate, wrongKeys(report)))
  app.use("/v1/*", capped(caps))
  app.use("/v1/*", bounded)
  app.use("/v1/*", strictJson(readBody))

  app.openapi(routes.health, (c) => c.json({ status: "ok" } as const, 200))
  app.openapi(routes.ready, async (c) => {
    await gate.ready()
    return c.json({ status: "ready" } as const, 200)
  })
  app.openapi(routes.whoami, (c) => {
    const { actor, person } = c.var.caller
    return c.json({ tenant: actor.tenant, actor, person }, 200)
  })
  app.openapi(routes.keys, (c) => c.json({ keys: [gate.publicKey.jwk] }, 200))

  app.openapi(routes.decide, async (c) => {
    const { grant = null, ...call } = c.req.valid("json")
    const asked = { ...callOf(call), grant, credential: presentedIn(c), ...keyOf(c.req.valid("header")) }
    return c.json(await gate.decide(c.var.caller, alreadyRead(AskedCall, asked)), 200)
  })

  for (const { mount } of doors) mount(app, gate)

  app.openapi(routes.status, async (c) => c.json(await gate.status(c.var.caller.actor.tenant), 200))
  app.openapi(routes.confirmClock, async (c) => c.json(await gate.clock.confirm(c.var.caller), 200))
  app.openapi(routes.head, async (c) => {
    const { size, hash } = await gate.log.head(c.var.caller.actor.tenant)
    return c.json({ size, hash }, 200)
  })
  app.openapi(routes.records, async (c) => {
    const { caller } = c.var
    if (!readsLog(caller)) throw new ProblemError({ problem: "forbidden" })
    const { from, limit } = c.req.valid("query")
    const sealed = await gate.log.records(caller.actor.tenant, from, limit)
    const records = sealed.map(({ bytes, hash, signature, signer }, index) => ({
      seq: from + index,
      bytes: new TextDecoder().decode(bytes),
      hash,
      signature: Buffer.from(signature).toString("base64"),
      signer,
    }))
    return c.json({ records }, 200)
  })

  const document = documentOf(app)
  app.get("/openapi.json", (c) => c.json(document))
  return app
}
