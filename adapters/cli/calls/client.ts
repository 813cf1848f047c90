import type * as z from "zod"
import {
  CallAnswer,
  CallChangeAnswer,
  CallOutcomeAnswer,
  CallsAnswer,
  type OutcomeBody,
  RedeemAnswer,
  ResolutionChangeAnswer,
  type ResolveBody,
} from "../../http/calls/schemas.ts"
import type { Client } from "../client.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Calls as a person or an executor at a terminal uses them. */
export const callsAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const { pathOf, list } = resourceAt(server, "calls")
  return {
    list: (wanted: Wanted) => list(CallsAnswer, ({ calls, next }) => ({ items: calls, next }), wanted),
    show: (id: string) => call(CallAnswer, pathOf(id)),
    report: (id: string, body: z.input<typeof OutcomeBody>) => call(CallOutcomeAnswer, pathOf(id, "outcome"), body),
    cancel: (id: string) => call(CallChangeAnswer, pathOf(id, "cancel"), {}),
    resolve: (id: string, body: z.input<typeof ResolveBody>) =>
      call(ResolutionChangeAnswer, pathOf(id, "resolution"), body),
    redeem: (permit: string) => call(RedeemAnswer, "v1/permits/redeem", { permit }),
  }
}
