import { ActorId } from "../../../kernel/actors.ts"
import { argument } from "../argument.ts"
import { careful } from "../careful.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { renderLine, renderPlan, renderRequest } from "../render.ts"
import { chooseSeat, seatName } from "../seats.ts"
import { readShown } from "../shown.ts"
import { say, sayJson } from "../terminal.ts"

/** `interlock list`: the requests of the caller's tenant, the latest first. */
export const list = async (options: ServerOptions & { readonly status?: string }): Promise<void> => {
  const { approvals } = await connect(options).list(options.status)
  if (options.json === true) sayJson({ approvals })
  else if (approvals.length === 0) say("no requests")
  else for (const request of approvals) say(renderLine(request))
}

/** `interlock show`: one request and its plan, hashed here. */
export const show = async (id: string, options: ServerOptions): Promise<void> => {
  const { request, plan } = await readShown(connect(options), id)
  if (options.json === true) {
    sayJson({ request, plan })
    return
  }
  say(renderRequest(request))
  say(plan === null ? "its plan is no longer kept" : renderPlan(plan))
}

/** `interlock delegate`: lends a seat. */
export const delegate = async (
  id: string,
  options: ServerOptions & { readonly to: string; readonly seat?: string },
): Promise<void> => {
  const server = connect(options)
  const [{ actor }, { request }] = await Promise.all([server.whoami(), server.show(id)])
  const seat = chooseSeat(request, actor, options.seat)
  const done = await server.delegate(id, { seat, to: argument(ActorId, options.to, "name an actor of your tenant") })
  if (options.json === true) {
    sayJson(done)
    return
  }
  say(`${options.to} may now speak for the seat ${seatName(seat)} of ${done.id} (record ${done.record})`)
  careful(done.warnings)
}

/** `interlock cancel` and `interlock supersede`: the request ends. */
export const end =
  (how: "cancel" | "supersede") =>
  async (id: string, options: ServerOptions): Promise<void> => {
    const done = await connect(options).end(id, how)
    if (options.json === true) {
      sayJson(done)
      return
    }
    say(`${done.id} is ${done.status} (record ${done.record})`)
    careful(done.warnings)
  }
