import { type CallOptions, callOf, sayWhatWasRead } from "../commands/calls.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import type { Wanted } from "../resource.ts"
import { say, sayJson, sayWhole, warn } from "../terminal.ts"
import { approvalsAt } from "./client.ts"
import { renderPlan } from "../render.ts"
import { renderLine, renderRequest } from "./render.ts"
import { readRequest } from "./request-with-plan.ts"

/** `interlock list`: the requests of the caller's tenant, the latest first. */
export const list = async (options: ServerOptions & Wanted): Promise<void> => {
  const approvals = await approvalsAt(connect(options)).list(options)
  if (options.json === true) sayJson({ approvals })
  else if (approvals.length === 0) say("no requests")
  else for (const request of approvals) say(renderLine(request))
}

/** `interlock show`: one request and its plan, hashed here. */
export const show = async (id: string, options: ServerOptions): Promise<void> => {
  const { request, plan } = await readRequest(approvalsAt(connect(options)), id)
  if (options.json === true) {
    sayJson({ request, plan })
    return
  }
  say(renderRequest(request))
  say(plan === null ? "its plan is no longer kept" : renderPlan(plan))
}

/** `interlock withdraw`, `interlock cancel` and `interlock supersede`: the request ends. */
export const end =
  (how: "withdraw" | "cancel" | "supersede") =>
  async (id: string, options: ServerOptions): Promise<void> => {
    sayDone(await approvalsAt(connect(options)).end(id, how), options)
  }

/** `interlock consume`: uses an approval for the very call that was approved, and prints the permit. */
export const consume = async (id: string, file: string, options: CallOptions): Promise<void> => {
  const answer = await approvalsAt(connect(options)).consume(id, callOf(file, options), options)
  sayDone(answer, options, answer.permit, sayWhole)
  // On standard error, since the permit alone is read from the other.
  if (answer.reservation !== null && options.json !== true)
    warn(`reservation ${answer.reservation}: report what the call really cost with \`interlock budget report\``)
  sayWhatWasRead(file, options)
}
