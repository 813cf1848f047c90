import { statementOf } from "../../../kernel/approvals/guards.ts"
import { planHash } from "../../../kernel/plan.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { renderPlan } from "../render.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { confirm, tellBefore } from "../terminal.ts"
import { approvalsAt } from "./client.ts"
import { renderRequest } from "./render.ts"
import { readRequest, refuseElsewhere } from "./request-with-plan.ts"
import { chooseSeat, seatName } from "./seats.ts"

export interface Options extends ServerOptions {
  readonly seat?: string
  readonly identity?: string
  readonly yes?: boolean
}

/**
 * `interlock approve` and `interlock reject`: shows the plan, hashes what it shows, asks, signs, sends. What is signed
 * names the hash of what was shown here, never one that somebody claims.
 */
export const decide =
  (verdict: "approve" | "reject") =>
  async (id: string, options: Options): Promise<void> => {
    const server = connect(options)
    const approvals = approvalsAt(server)
    const [{ actor }, { request, plan }] = await Promise.all([server.whoami(), readRequest(approvals, id)])
    if (plan === null)
      throw new CommandError(EXIT.refused, `the plan of ${id} is no longer kept, and nobody decides what can't be read`)
    const hash = planHash(plan)
    refuseElsewhere(request, actor)
    const seat = chooseSeat(request, actor, options.seat)
    const statement = statementOf(request, { id: request.id, by: actor, seat, plan: hash }, verdict)

    tellBefore(options, [
      ...renderRequest(request),
      ...renderPlan(plan),
      `plan      sha256:${hash} (hashed here, and the request's own)`,
      ...renderStatement(statement),
    ])
    const question = `${verdict === "approve" ? "Approve" : "Reject"} this plan as ${actor.id}, for the seat ${seatName(seat)}?`
    if (options.yes !== true && !(await confirm(question))) throw new CommandError(EXIT.refused, "nothing was decided")

    const done = await approvals.vote(request.id, verdict, {
      seat,
      plan: hash,
      ...(await signed(statement, options.identity)),
    })
    const decided = verdict === "approve" ? "approved" : "rejected"
    sayDone(done, options, `${decided}; the request is ${done.status} (record ${done.record})`)
  }
