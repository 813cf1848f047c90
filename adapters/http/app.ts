import { OpenAPIHono } from "@hono/zod-openapi"
import { bodyLimit } from "hono/body-limit"
import { except } from "hono/combine"
import { methodNotAllowed } from "hono/method-not-allowed"
import { requestId } from "hono/request-id"
import { secureHeaders } from "hono/secure-headers"
import { timeout } from "hono/timeout"
import type { EntityOf } from "../../kernel/rooms.ts"
import type { OpenGate } from "../library/index.ts"
import { changed, found, keyOf, latest, signedOf, used } from "./answers.ts"
import { type Env, authenticated, readsLog } from "./auth.ts"
import { documentOf } from "./document.ts"
import { grants } from "./grants.ts"
import { onError, onInvalid } from "./errors.ts"
import { ProblemError, problem } from "./problems.ts"
import { routes } from "./routes.ts"
import { type ApprovalRequest, BODY_BYTES, type CallBody, MAX_WAIT_MS } from "./schemas.ts"

/** How long an answer may take, in milliseconds; for whoever waits, on top of the wait. */
const ANSWER_MS = 30_000

/** The paths whose bodies carry a call, and the one that may take its time. */
const CALLS = ["/v1/decisions", "/v1/approvals/:id/consume"] as const
const WAIT = "/v1/approvals/:id/wait"

const shown = ({ id, status, kept }: EntityOf<"approvals">): ApprovalRequest => ({ id, status, ...kept })

const bytesOf = (payload: CallBody["payload"]): Uint8Array =>
  typeof payload === "string" ? new TextEncoder().encode(payload) : Buffer.from(payload.base64, "base64")

/** A call as it travels, as the library takes it. */
const callOf = ({ tool, payload, artifact }: CallBody) => ({
  tool,
  payload: bytesOf(payload),
  artifact: artifact ?? null,
})

const limited = (maxSize: number) => bodyLimit({ maxSize, onError: (c) => problem(c, "too-large") })

/**
 * The HTTP service over an open gate, as a plain `fetch` handler.
 * @param report gets a line for each failure that is the service's own, without anything of the request but its id
 */
export const createApp = (gate: OpenGate, report: (line: string) => void) => {
  const app = new OpenAPIHono<Env>({ defaultHook: onInvalid })
  app.onError(onError(report))
  app.notFound((c) => problem(c, "unknown"))

  app.use(requestId(), secureHeaders())
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
  app.use("/v1/*", authenticated(gate))
  app.use("/v1/*", except([...CALLS], limited(BODY_BYTES.others)))
  for (const path of CALLS) app.use(path, limited(BODY_BYTES.calls))
  app.use("/v1/*", except(WAIT, timeout(ANSWER_MS)))
  app.use(WAIT, timeout(MAX_WAIT_MS + ANSWER_MS))

  app.openapi(routes.health, (c) => c.json({ status: "ok" } as const, 200))
  app.openapi(routes.whoami, (c) => {
    const { actor, person } = c.var.caller
    return c.json({ tenant: actor.tenant, actor, person }, 200)
  })
  app.openapi(routes.keys, (c) => c.json({ keys: [gate.publicKey.jwk] }, 200))

  app.openapi(routes.decide, async (c) => {
    const { grant = null, ...call } = c.req.valid("json")
    const asked = { ...callOf(call), grant, ...keyOf(c.req.valid("header")) }
    return c.json(await gate.decide(c.var.caller, asked), 200)
  })
  app.openapi(routes.consume, async (c) => {
    const call = { ...callOf(c.req.valid("json")), ...keyOf(c.req.valid("header")) }
    return c.json(used(await gate.consume(c.var.caller, c.req.valid("param").id, call)), 200)
  })

  app.openapi(routes.list, async (c) => {
    const all = await gate.requests(c.var.caller.actor.tenant)
    return c.json({ approvals: latest(all, c.req.valid("query")).map(shown) }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const { tenant } = c.var.caller.actor
    const request = found<"approvals">(await gate.request(tenant, c.req.valid("param").id))
    return c.json({ request: shown(request), plan: await gate.plan(tenant, request.kept.plan) }, 200)
  })
  app.openapi(routes.wait, async (c) => {
    const { tenant } = c.var.caller.actor
    const request = found<"approvals">(await gate.waitFor(tenant, c.req.valid("param").id, c.req.valid("query")))
    return c.json({ request: shown(request) }, 200)
  })

  for (const verdict of ["approve", "reject"] as const)
    app.openapi(routes[verdict], async (c) => {
      const { seat, plan, proof, statement } = c.req.valid("json")
      const signed = signedOf({ proof, statement })
      const { id: request } = c.req.valid("param")
      const decision = { request, seat, plan, signed, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await gate[verdict](c.var.caller.actor, decision)), 200)
    })
  app.openapi(routes.delegate, async (c) => {
    const loan = { request: c.req.valid("param").id, ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(changed(await gate.delegate(c.var.caller.actor, loan)), 200)
  })
  for (const end of ["cancel", "supersede"] as const)
    app.openapi(routes[end], async (c) => {
      const ending = { request: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
      return c.json(changed(await gate[end](c.var.caller, ending)), 200)
    })

  grants(app, gate)

  app.openapi(routes.status, async (c) => c.json(await gate.status(c.var.caller.actor.tenant), 200))
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
