import { type Plan, planHash } from "../../kernel/gate/plan.ts"
import type { ApprovalRequest } from "../http/schemas.ts"
import type { Client } from "./client.ts"
import { CommandError, EXIT } from "./exit.ts"

/** A request, and the plan that it is about, as hashed on this machine; null where the plan is no longer kept. */
export interface Shown {
  readonly request: ApprovalRequest
  readonly plan: Plan | null
}

/** @throws CommandError where the plan isn't the one that people are asked about */
export const readShown = async (server: Pick<Client, "show">, id: string): Promise<Shown> => {
  const { request, plan } = await server.show(id)
  if (request.id !== id || (plan !== null && planHash(plan) !== request.plan))
    throw new CommandError(
      EXIT.refused,
      `the service shows another plan than the one that ${id} is about: decide nothing, and find out why`,
    )
  return { request, plan }
}
