import type * as z from "zod"
import {
  ChangeAnswer,
  type DecisionBody,
  type DelegationBody,
  ListAnswer,
  ShowAnswer,
  UseAnswer,
} from "../../http/approvals/schemas.ts"
import type { CallBody } from "../../http/schemas.ts"
import type { Client } from "../client.ts"
import { type SessionOptions, callInSession } from "../in-session.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Approvals as a person or a program at a terminal uses them. */
export const approvalsAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const { pathOf, list } = resourceAt(server, "approvals")
  return {
    list: (wanted: Wanted) => list(ListAnswer, ({ approvals, next }) => ({ items: approvals, next }), wanted),
    show: (id: string) => call(ShowAnswer, pathOf(id)),
    vote: (id: string, verdict: "approve" | "reject", body: z.input<typeof DecisionBody>) =>
      call(ChangeAnswer, pathOf(id, verdict), body),
    delegate: (id: string, body: z.input<typeof DelegationBody>) => call(ChangeAnswer, pathOf(id, "delegate"), body),
    end: (id: string, how: "withdraw" | "cancel" | "supersede") => call(ChangeAnswer, pathOf(id, how), {}),
    consume: (id: string, body: CallBody, options: SessionOptions) =>
      callInSession(server, UseAnswer, pathOf(id, "consume"), body, options),
  }
}
export type ApprovalsClient = ReturnType<typeof approvalsAt>
