import type { RequestId, Status } from "../approvals/approvals.ts"
import type { Digest } from "../digest.ts"
import type { LogRecord } from "../ledger/record.ts"

/** What a caller is told. It is derived from the record, so that the same ask sent again gets the first answer. */
export type Answer = {
  /** The number of the record that holds this decision. */
  readonly record: number
} & (
  | {
      readonly type: "decision"
      readonly verdict: "allow" | "deny" | "step_up"
      /** The sentences that failed: why it was denied, or why people are asked. */
      readonly reasons: readonly string[]
      readonly plan: Digest | null
      /** The approval request that waits for people. */
      readonly request: RequestId | null
    }
  | { readonly type: "accepted"; readonly request: RequestId; readonly status: Status }
  | { readonly type: "refused"; readonly guards: readonly string[] }
  | { readonly type: "unknown" }
)

export const answerOf = ({ seq, body }: LogRecord): Answer => {
  const record = seq
  switch (body.type) {
    case "decision": {
      const { verdict, reasons, plan, request } = body
      return { type: "decision", record, verdict, reasons, plan, request }
    }
    case "refusal":
      return { type: "refused", record, guards: body.reasons }
    case "command": {
      const { outcome } = body
      if (!outcome.accepted)
        return outcome.refusal === "guards"
          ? { type: "refused", record, guards: outcome.guards }
          : { type: "unknown", record }
      const [entity] = outcome.after
      if (entity === undefined) return { type: "unknown", record }
      return { type: "accepted", record, request: entity.id, status: entity.status }
    }
  }
}
