import type { Digest } from "../digest.ts"
import type { Instant } from "../time.ts"
import type { Policy } from "./policy.ts"
import type { Registers } from "./registers.ts"

/** One tenant, as its log has it. */
export interface GateState {
  readonly policy: Policy
  readonly registers: Registers
}

/** The place in the log at which something is decided: ids and times follow from it, so that the same log gives the same. */
export interface Place {
  readonly now: Instant
  /** What the clock says, which may be a little less: a permit is for those who have a clock, and not the log. */
  readonly clock: Instant
  /** The number of the record that will hold the decision. */
  readonly seq: number
  /** The hash of the record before it. */
  readonly previous: Digest
}
