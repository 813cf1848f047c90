import { Deferred, Effect } from "effect"
import type { RequestId } from "../../../kernel/approvals/approvals.ts"
import type { Ask, Found } from "../../../kernel/gate/ask.ts"
import type { Answered } from "../../../kernel/gate/configuration.ts"
import type { Gate } from "../../../kernel/gate/gate.ts"
import { decodeRecord } from "../../../kernel/ledger/chain.ts"
import { bob } from "../../fixtures/approvals.ts"
import { type Request, acme, asks, decides, found } from "./fixture.ts"

/** What every story about an open gate needs. */

export type OpenGate = Gate["Service"]

/** What an inspector would never give: effects that no plan can hold. */
export const unsayable = (): Found => {
  const seen = found()
  if (seen === null || "unreadable" in seen) throw new Error("nothing was found")
  return { effects: { ...seen.effects, counts: { ...seen.effects.counts, noop: Number.NaN } } }
}

/** The request that an answer says is waited for. */
export const waitsIn = ({ answer }: Answered): RequestId => {
  if (answer.type !== "decision" || answer.waits?.domain !== "approvals")
    throw new Error(`no request in ${JSON.stringify(answer)}`)
  return answer.waits.id
}

export const requestOf = (gate: OpenGate, id: RequestId) =>
  Effect.map(gate.entity(acme(), "approvals", id), (request): Request => {
    if (request === null) throw new Error(`there is no request ${id}`)
    return request
  })

/** Opens a request for mail.send and has bob approve it. */
export const approvedBy = Effect.fnUntraced(function* (gate: OpenGate, ask: Ask = asks("mail.send")) {
  const id = waitsIn(yield* gate.ask(acme(), ask, null))
  yield* gate.ask(acme(), decides("approve", yield* requestOf(gate, id), bob()), null)
  return id
})

export const sizeOf = (gate: OpenGate) => Effect.map(gate.head(acme()), ({ size }) => size)

export const recordsOf = (gate: OpenGate) =>
  Effect.map(gate.records(acme(), 0, 1_000), (records) =>
    records.map(({ bytes }) => {
      const record = decodeRecord(bytes)
      if (record === null) throw new Error("not a record")
      return record
    }),
  )

export const verdictOf = ({ answer }: Answered) => (answer.type === "decision" ? answer.verdict : answer.type)
export const allAtOnce = <A, E, R>(effects: readonly Effect.Effect<A, E, R>[]) =>
  Effect.all(effects, { concurrency: "unbounded" })
export const latch = () => ({ open: Deferred.makeUnsafe<null>(), reached: Deferred.makeUnsafe<null>() })
