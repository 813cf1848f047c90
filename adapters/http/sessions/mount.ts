import type { OpenAPIHono } from "@hono/zod-openapi"
import { CredentialId } from "../../../kernel/sessions/sessions.ts"
import { alreadyRead } from "../../library/read.ts"
import {
  CredentialDelegating,
  CredentialMinting,
  SessionEnding,
  SessionOpening,
  SessionPage,
  SessionTouch,
  SubjectDisabling,
  SubjectPage,
  SubjectScope,
} from "../../library/sessions/inputs.ts"
import type { Minted } from "../../library/sessions/credentials.ts"
import type { Sessions } from "../../library/sessions/sessions.ts"
import { accepted, asRead, changedAs, keyOf, pageOf, signedOf, there } from "../answers.ts"
import type { Env } from "../auth.ts"
import type { RouteLimit } from "../limits.ts"
import { mustPresent, provenBy } from "../presented.ts"
import { ProblemError } from "../problems.ts"
import { routes } from "./routes.ts"
import { sessions as sessionRoutes, subjects as subjectRoutes } from "./schemas.ts"

export const limits: readonly RouteLimit[] = [{ path: "/v1/credentials/delegate", presents: true }]

const sessionChanged = changedAs(sessionRoutes.params.shape.id, sessionRoutes.status)
const subjectChanged = changedAs(subjectRoutes.params.shape.id, subjectRoutes.status)

/** @throws ProblemError for anything but acceptance */
const minted = (outcome: Minted) => {
  const { id, status, record, warnings, credential } = accepted(outcome)
  return { id: CredentialId.parse(id), status, record, warnings, credential }
}

export const mount = (app: OpenAPIHono<Env>, { sessions }: { readonly sessions: Sessions }): void => {
  app.openapi(routes.open, async (c) => {
    const { agent, ...signed } = c.req.valid("json")
    const opening = { agent, signed: signedOf(signed), ...keyOf(c.req.valid("header")) }
    const outcome = await sessions.open(c.var.caller.actor, alreadyRead(SessionOpening, opening))
    // What isn't there is whoever asks: no list of ids would help them.
    if (outcome.type === "unknown") throw new ProblemError({ problem: "not-enrolled" })
    return c.json(sessionChanged(outcome), 200)
  })
  app.openapi(routes.list, async (c) => {
    const page = alreadyRead(SessionPage, pageOf(c.req.valid("query")))
    const { items, next } = await sessions.list(c.var.caller.actor, page)
    return c.json({ sessions: items.map(asRead), next }, 200)
  })
  app.openapi(routes.show, async (c) => {
    const session = await sessions.get(c.var.caller.actor, c.req.valid("param").id)
    return c.json({ session: asRead(there(session)) }, 200)
  })
  app.openapi(routes.touch, async (c) => {
    const touch = {
      id: c.req.valid("param").id,
      signed: signedOf(c.req.valid("json")),
      ...keyOf(c.req.valid("header")),
    }
    return c.json(sessionChanged(await sessions.touch(c.var.caller.actor, alreadyRead(SessionTouch, touch))), 200)
  })
  app.openapi(routes.end, async (c) => {
    const ending = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    return c.json(sessionChanged(await sessions.end(c.var.caller.actor, alreadyRead(SessionEnding, ending))), 200)
  })
  app.openapi(routes.mint, async (c) => {
    const minting = { ...c.req.valid("json"), provenBy: await provenBy(c), ...keyOf(c.req.valid("header")) }
    return c.json(minted(await sessions.mint(c.var.caller.actor, alreadyRead(CredentialMinting, minting))), 200)
  })
  app.openapi(routes.delegate, async (c) => {
    const credential = mustPresent(c)
    const delegating = { ...c.req.valid("json"), credential, ...keyOf(c.req.valid("header")) }
    return c.json(
      minted(await sessions.delegate(c.var.caller.actor, alreadyRead(CredentialDelegating, delegating))),
      200,
    )
  })
  app.openapi(routes.enrol, async (c) => {
    const subject = { ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(subjectChanged(await sessions.enrol(c.var.caller.actor, alreadyRead(SubjectScope, subject))), 200)
  })
  app.openapi(routes.subjects, async (c) => {
    const page = alreadyRead(SubjectPage, pageOf(c.req.valid("query")))
    const { items, next } = await sessions.subjects(c.var.caller.actor.tenant, page)
    return c.json({ subjects: items.map(asRead), next }, 200)
  })
  app.openapi(routes.subject, async (c) => {
    const subject = await sessions.subject(c.var.caller.actor.tenant, c.req.valid("param").id)
    return c.json({ subject: asRead(there(subject)) }, 200)
  })
  app.openapi(routes.disable, async (c) => {
    const disabling = { id: c.req.valid("param").id, ...keyOf(c.req.valid("header")) }
    return c.json(
      subjectChanged(await sessions.disable(c.var.caller.actor, alreadyRead(SubjectDisabling, disabling))),
      200,
    )
  })
  app.openapi(routes.enable, async (c) => {
    const subject = { id: c.req.valid("param").id, ...c.req.valid("json"), ...keyOf(c.req.valid("header")) }
    return c.json(subjectChanged(await sessions.enable(c.var.caller.actor, alreadyRead(SubjectScope, subject))), 200)
  })
}
