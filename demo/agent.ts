import { randomUUID } from "node:crypto"
import type * as z from "zod"
import { Problem } from "../adapters/http/problems.ts"
import { BudgetChangeAnswer, type ThawBody } from "../adapters/http/budgets/schemas.ts"
import { ChangeAnswer, ShowAnswer, UseAnswer, WaitAnswer } from "../adapters/http/approvals/schemas.ts"
import { HeadAnswer, RecordsAnswer, VerdictAnswer } from "../adapters/http/schemas.ts"
import type { Reason } from "../adapters/library/index.ts"
import { TOOL } from "./world.ts"

interface Refused {
  readonly ok: false
  readonly guards: readonly Reason[]
}
export type Answer<T> = { readonly ok: true; readonly value: T } | Refused

/** How often an agent waits at a time, in milliseconds. */
const WAIT_MS = 30_000

/** An agent that talks to the gate over HTTP with nothing but `fetch`, and counts its requests. */
export const httpAgent = (url: string, apiKey: string, counter: { requests: number }) => {
  const send = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body?: unknown,
  ): Promise<Answer<z.output<Schema>>> => {
    counter.requests += 1
    const headers = { authorization: `Bearer ${apiKey}` }
    const response = await (body === undefined
      ? fetch(`${url}${path}`, { headers })
      : fetch(`${url}${path}`, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json", "idempotency-key": randomUUID() },
          body: JSON.stringify(body),
        }))
    const json: unknown = await response.json()
    if (response.ok) return { ok: true, value: schema.parse(json) }
    const { status, title, guards } = Problem.parse(json)
    if (guards === undefined) throw new Error(`${path} answered ${status}: ${title}`)
    return { ok: false, guards }
  }
  const callOf = (tool: string, payload: Uint8Array) => ({
    tool,
    payload: { base64: Buffer.from(payload).toString("base64") },
  })
  const call = (plan: Uint8Array) => callOf(TOOL, plan)

  return {
    ask: (plan: Uint8Array) => send(VerdictAnswer, "/v1/decisions", call(plan)),
    /** Asks for a call of another tool. */
    askFor: (tool: string, payload: Uint8Array) => send(VerdictAnswer, "/v1/decisions", callOf(tool, payload)),
    /** Asks under a grant of emergency access. */
    askUnder: (grant: string, plan: Uint8Array) => send(VerdictAnswer, "/v1/decisions", { ...call(plan), grant }),
    show: (id: string) => send(ShowAnswer, `/v1/approvals/${id}`),
    /** Approves without a signature, since an agent has no key to sign with. */
    approve: (id: string, seat: unknown, plan: string) =>
      send(ChangeAnswer, `/v1/approvals/${id}/approve`, { seat, plan, proof: null, statement: null }),
    consume: (id: string, plan: Uint8Array) => send(UseAnswer, `/v1/approvals/${id}/consume`, call(plan)),
    /** Comes back once people have decided. */
    untilDecided: async (id: string): Promise<string> => {
      for (;;) {
        const answer = await send(WaitAnswer, `/v1/approvals/${id}/wait?status=pending&timeoutMs=${WAIT_MS}`)
        if (!answer.ok || answer.value.request.status !== "pending")
          return answer.ok ? answer.value.request.status : "refused"
      }
    },
    /** Lets an agent go on, in the name of two people, whoever they are. */
    unfreeze: (agent: string, thaw: z.input<typeof ThawBody>) =>
      send(BudgetChangeAnswer, `/v1/budgets/${agent}/unfreeze`, thaw),
    records: (from: number) => send(RecordsAnswer, `/v1/log/records?from=${from}&limit=256`),
    head: () => send(HeadAnswer, "/v1/log/head"),
  }
}
