import type { Caller } from "./actors.ts"
import type { Digest } from "./digest.ts"
import type { Plan } from "./plan.ts"
import type { Instant } from "./time.ts"
import type { DeclaredTool } from "./tool.ts"

/** A credential that comes with a call, as the door has proven it: which one, and in the run of which session. */
export interface Presented {
  readonly credential: string
  readonly run: string
}

/** What is known of a call once its plan stands; `own` is what the policy says of the tool to the domain that looks. */
export interface Known<Own = unknown> {
  readonly caller: Caller
  readonly plan: Plan
  /** What stands in the arguments where the policy looks for what the call costs, by JSON pointer. */
  readonly picked: Readonly<Record<string, unknown>>
  /** Null where nothing was presented with it. */
  readonly presented: Presented | null
  /** How many agents' hands it has gone through, 1 where an agent makes it by itself. */
  readonly depth: number
  /** SHA-256 over the plan's RFC 8785 bytes. */
  readonly hash: Digest
  readonly tool: DeclaredTool
  readonly own: Own
  readonly now: Instant
}
