import { ActorId, type Principal, isSame } from "../../../kernel/actors.ts"
import { delegationStatementOf } from "../../../kernel/approvals/guards.ts"
import { argument } from "../argument.ts"
import { connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { renderPlan } from "../render.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { confirm, tellBefore } from "../terminal.ts"
import { approvalsAt } from "./client.ts"
import type { Options } from "./decide.ts"
import { renderRequest } from "./render.ts"
import { readRequest, refuseElsewhere } from "./request-with-plan.ts"
import { chooseSeat, seatName } from "./seats.ts"

/** `interlock delegate`: shows what it is about, asks, signs, sends. Somebody else may speak for a seat from then on. */
export const delegate = async (id: string, options: Options & { readonly to: string }): Promise<void> => {
  const server = connect(options)
  const approvals = approvalsAt(server)
  const [{ actor }, { request, plan }] = await Promise.all([server.whoami(), readRequest(approvals, id)])
  const seat = chooseSeat(request, actor, options.seat)
  // Only a person of the tenant can be delegated a seat: that is what is signed, whoever goes by this id.
  const named = argument(ActorId, options.to, "name an actor of your tenant")
  const to: Principal = { id: named, tenant: actor.tenant, kind: "human" }
  if (isSame(to, actor)) throw new CommandError(EXIT.usage, "you hold that seat: name somebody else with --to")

  refuseElsewhere(request, actor)
  const statement = delegationStatementOf(request, { id: request.id, by: actor, seat, to })

  tellBefore(options, [
    ...renderRequest(request),
    ...(plan === null ? ["its plan is no longer kept"] : renderPlan(plan)),
    ...renderStatement(statement),
  ])
  const question = `Let ${to.id} speak for your seat ${seatName(seat)} of ${request.id}?`
  if (options.yes !== true && !(await confirm(question))) throw new CommandError(EXIT.refused, "nothing was delegated")

  const done = await approvals.delegate(request.id, { seat, to: to.id, ...(await signed(statement, options.identity)) })
  sayDone(done, options, `${to.id} may now speak for the seat ${seatName(seat)} of ${done.id} (record ${done.record})`)
}
