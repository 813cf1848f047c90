import type { RequestId } from "../approvals/approvals.ts"
import type { GrantId } from "../break-glass/break-glass.ts"
import type { Digest } from "../digest.ts"
import type { CommandBody } from "../ledger/body.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { RoomName, Rooms } from "../rooms.ts"

/** What a caller is told. It is derived from the record, so that the same ask sent again gets the first answer. */
export type Answer = {
  /** The number of the record that holds this decision. */
  readonly record: number
  /** What is not as it should be in the policy that it was decided under. */
  readonly warnings: readonly string[]
} & (
  | {
      readonly type: "decision"
      readonly verdict: "allow" | "deny" | "step_up"
      /** The sentences that failed: why it was denied, or why people are asked. */
      readonly reasons: readonly string[]
      readonly plan: Digest | null
      /** The approval request that waits for people. */
      readonly request: RequestId | null
      /** The grant under which the call was asked about. */
      readonly grant: GrantId | null
    }
  | Accepted
  | { readonly type: "refused"; readonly guards: readonly string[] }
  | { readonly type: "unknown" }
)

/** The entity of a room as it is after the command. */
export type Accepted<R extends RoomName = RoomName> = {
  [N in R]: {
    readonly type: "accepted"
    readonly domain: N
    readonly id: Rooms[N]["id"]
    readonly status: Rooms[N]["status"]
  }
}[R]

export const answerOf = ({ seq, warnings, body }: LogRecord): Answer => {
  const told = { record: seq, warnings }
  switch (body.type) {
    case "decision": {
      const { verdict, reasons, plan, request, grant } = body
      return { type: "decision", ...told, verdict, reasons, plan, request, grant }
    }
    case "refusal":
      return { type: "refused", ...told, guards: body.reasons }
    case "command": {
      const { outcome } = body
      if (!outcome.accepted)
        return outcome.refusal === "guards"
          ? { type: "refused", ...told, guards: outcome.guards }
          : { type: "unknown", ...told }
      return { ...(acceptedOf(body) ?? { type: "unknown" }), ...told }
    }
  }
}

const acceptedOf = (body: CommandBody): Accepted | null => {
  if (body.domain === "approvals") {
    const entity = first(body.outcome)
    return entity === undefined ? null : { type: "accepted", domain: body.domain, id: entity.id, status: entity.status }
  }
  const entity = first(body.outcome)
  return entity === undefined ? null : { type: "accepted", domain: body.domain, id: entity.id, status: entity.status }
}

const first = <Entity>(outcome: {
  readonly accepted: boolean
  readonly after?: readonly Entity[]
}): Entity | undefined => outcome.after?.[0]
