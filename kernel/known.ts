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

/** Where an argument of a call comes from, as the door has found it. */
export type Piece =
  /** A value that the conversation has. */
  | { readonly from: "value"; readonly value: string }
  /** Words that stand, whole, in a value that somebody has brought in. @param as the handle that they get as a value of their own */
  | { readonly from: "excerpt"; readonly value: string; readonly as: string; readonly digest: Digest }
  /** Words of whoever calls, in which something of these values was found. */
  | { readonly from: "words"; readonly inputs: readonly string[]; readonly as: string; readonly digest: Digest }

/** The conversation that a call is of, and what of it goes where. */
export interface Flow {
  readonly conversation: string
  /** What the call is called in it. */
  readonly call: string
  /** By JSON pointer (RFC 6901). */
  readonly arguments: Readonly<Record<string, Piece>>
  /** Who gets to see something by it. */
  readonly recipients: readonly string[]
  /** Who vouches, by argument, or for `control`. */
  readonly endorsements: Readonly<Record<string, string>>
}

/** What is known of a call once its plan stands; `own` is what the policy says of the tool to the domain that looks. */
export interface Known<Own = unknown> {
  readonly caller: Caller
  readonly plan: Plan
  /** What stands in the arguments where the policy looks for what the call costs, by JSON pointer. */
  readonly picked: Readonly<Record<string, unknown>>
  /** Null where nothing was presented with it. */
  readonly presented: Presented | null
  /** Null for a call that is of no conversation. */
  readonly flow: Flow | null
  /** How many agents' hands it has gone through, 1 where an agent makes it by itself. */
  readonly depth: number
  /** SHA-256 over the plan's RFC 8785 bytes. */
  readonly hash: Digest
  readonly tool: DeclaredTool
  readonly own: Own
  readonly now: Instant
}
