import type { RequestId } from "../approvals/approvals.ts"
import type { GrantId } from "../break-glass/break-glass.ts"
import type { Digest } from "../digest.ts"
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
export interface Accepted<R extends RoomName = RoomName> {
  readonly type: "accepted"
  readonly domain: R
  readonly id: Rooms[R]["id"]
  readonly status: Rooms[R]["status"]
}

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
      const { domain, outcome } = body
      if (!outcome.accepted)
        return outcome.refusal === "guards"
          ? { type: "refused", ...told, guards: outcome.guards }
          : { type: "unknown", ...told }
      const [entity] = outcome.after
      if (entity === undefined) return { type: "unknown", ...told }
      return { type: "accepted", ...told, domain, id: entity.id, status: entity.status }
    }
  }
}
