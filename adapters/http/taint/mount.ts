import type { OpenAPIHono } from "@hono/zod-openapi"
import { alreadyRead } from "../../library/read.ts"
import type { Bringing } from "../../library/taint/bringing.ts"
import {
  ConversationOpening,
  ConversationPage,
  ConversationSpawning,
  EndorsementEnding,
  EndorsementPage,
  EndorsementPreviewing,
  ResourceReading,
  ResultBringing,
  ValueIngesting,
  ValueWriting,
} from "../../library/taint/inputs.ts"
import type { Taint } from "../../library/taint/taint.ts"
import { accepted, asRead, bytesOf, changedAs, keyOf, pageOf, signedOf, there } from "../answers.ts"
import type { Env } from "../auth.ts"
import { BODY_BYTES, type RouteLimit } from "../limits.ts"
import { routes } from "./routes.ts"
import { conversations, endorsements } from "./schemas.ts"

/** What is brought in is content, which a text may spell out at length. */
const bringing = { bodyBytes: BODY_BYTES.calls, asks: true } as const

export const limits: readonly RouteLimit[] = [
  { path: "/v1/conversations", asks: true },
  { path: "/v1/conversations/:id/spawn", asks: true },
  { path: "/v1/conversations/:id/values", ...bringing },
  { path: "/v1/conversations/:id/results", ...bringing },
  { path: "/v1/conversations/:id/reads", ...bringing },
  { path: "/v1/conversations/:id/writes", asks: true },
  { path: "/v1/endorsements", bodyBytes: BODY_BYTES.calls },
  { path: "/v1/endorsements/preview", bodyBytes: BODY_BYTES.calls },
]

const conversationChanged = changedAs(conversations.params.shape.id, conversations.status)
const endorsementChanged = changedAs(endorsements.params.shape.id, endorsements.status)

/** @throws ProblemError for anything but acceptance */
const brought = (outcome: Bringing) => {
  const { value, shown, framed, record, warnings } = accepted(outcome)
  const guards = shown?.type === "refused" ? shown.reasons : []
  return { value, shown: framed !== null, guards, framed, record, warnings }
}

/** What is brought in, as the library takes it: shown where nothing is said. */
const showing = ({ show = true }: { readonly show?: boolean | undefined }) => ({ show })

export const mount = (app: OpenAPIHono<Env>, { taint }: { readonly taint: Taint }): void => {
  app.openapi(routes.open, async (c) => {
    const { initiator = null, audience, mode = null } = c.req.valid("json")
    const opening = { initiator, audience, mode, ...keyOf(c.req.valid("header")) }
    const outcome = await taint.open(c.var.caller.actor, alreadyRead(ConversationOpening, opening))
    return c.json(conversationChanged(outcome), 200)
  })
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(ConversationPage, pageOf(c.req.valid("query")))
    const { items, next } = await taint.list(c.var.caller, page)
    return c.json({ conversations: items.map(asRead), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const conversation = await taint.get(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ conversation: asRead(there(conversation)) }, 200)
  })
  app.openapi(routes.spawn, async (c) => {
    const spawning = { parent: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    const outcome = await taint.spawn(c.var.caller, alreadyRead(ConversationSpawning, spawning))
    return c.json(conversationChanged(outcome), 200)
  })
  app.openapi(routes.ingest, async (c) => {
    const { source, readers = null, content, ...rest } = c.req.valid("json")
    const conversation = c.req.valid("param").id
    const given = { conversation, source, readers, content, ...showing(rest), ...keyOf(c.req.valid("header")) }
    return c.json(brought(await taint.ingest(c.var.caller, alreadyRead(ValueIngesting, given))), 200)
  })
  app.openapi(routes.result, async (c) => {
    const { call, content, ...rest } = c.req.valid("json")
    const conversation = c.req.valid("param").id
    const given = { conversation, call, content, ...showing(rest), ...keyOf(c.req.valid("header")) }
    return c.json(brought(await taint.result(c.var.caller, alreadyRead(ResultBringing, given))), 200)
  })
  app.openapi(routes.write, async (c) => {
    const conversation = c.req.valid("param").id
    const writing = { conversation, ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(conversationChanged(await taint.write(c.var.caller, alreadyRead(ValueWriting, writing))), 200)
  })
  app.openapi(routes.read, async (c) => {
    const { resource, content, ...rest } = c.req.valid("json")
    const conversation = c.req.valid("param").id
    const given = { conversation, resource, content, ...showing(rest), ...keyOf(c.req.valid("header")) }
    return c.json(brought(await taint.read(c.var.caller, alreadyRead(ResourceReading, given))), 200)
  })
  app.openapi(routes.explain, async (c) => {
    // What is asked about is the library's to say: one of the two.
    const asked = { conversation: c.req.valid("param").id, ...c.req.valid("query") }
    return c.json(there(await taint.explain(c.var.caller.actor.tenant, asked)), 200)
  })
  app.openapi(routes.preview, async (c) => {
    const { payload, ...about } = c.req.valid("json")
    const asked = alreadyRead(EndorsementPreviewing, { ...about, payload: bytesOf(payload) })
    return c.json(there(await taint.preview(c.var.caller.actor, asked)), 200)
  })
  app.openapi(routes.endorse, async (c) => {
    const { id, conversation, tool, payload, values = null, slot, ...signed } = c.req.valid("json")
    const about = { id, conversation, tool, slot, values, payload: payload === undefined ? null : bytesOf(payload) }
    const given = { ...about, signed: signedOf(signed), ...keyOf(c.req.valid("header")) }
    return c.json(endorsementChanged(await taint.endorse(c.var.caller.actor, given)), 200)
  })
  app.openapi(routes.endorsements, async (c) => {
    const page = alreadyRead(EndorsementPage, pageOf(c.req.valid("query")))
    const { items, next } = await taint.endorsements(c.var.caller.actor.tenant, page)
    return c.json({ endorsements: items.map(asRead), next }, 200)
  })
  app.openapi(routes.endorsement, async (c) => {
    const endorsement = await taint.endorsement(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ endorsement: asRead(there(endorsement)) }, 200)
  })
  app.openapi(routes.withdraw, async (c) => {
    const ending = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    const outcome = await taint.withdraw(c.var.caller.actor, alreadyRead(EndorsementEnding, ending))
    return c.json(endorsementChanged(outcome), 200)
  })
}
