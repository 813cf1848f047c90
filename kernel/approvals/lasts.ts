import type { Lasting } from "../machine.ts"
import { type Instant, later } from "../time.ts"
import { type Approvals, isOpen } from "./facts.ts"

/** Until when a request matters to the facts of other commands. */
export const lasts: Lasting<Approvals> = {
  /** While it is open, it counts against the initiator's cap. */
  waits: ({ status, kept }) => (isOpen(status) ? kept.expiresAt : null),
  /** Its approvals count towards the rates of those who gave them. */
  counts: ({ kept: { decisions }, settings }) =>
    decisions.reduce<Instant | null>(
      (until, { verdict, at }) => (verdict === "approve" ? later(at, settings.decisionRate.windowMs) : until),
      null,
    ),
}
