import type { Lasting } from "../machine.ts"
import { later } from "../time.ts"
import type { BreakGlass } from "./facts.ts"

/** Until when a grant matters to the facts of other commands. */
export const lasts: Lasting<BreakGlass> = {
  /** While it waits to be settled, its holder has no other. */
  waits: ({ status, kept }) => (status === "requested" ? kept.lapsesAt : null),
  /** While it is active, its holder has no other, and it counts against the tenant's cap. */
  runs: ({ status, kept }) => (status === "active" ? kept.expiresAt : null),
  /** It counts towards the rate of its holder's requests. */
  counts: ({ kept, settings }) => later(kept.requestedAt, settings.requestRate.windowMs),
  /** Its holder has to wait from its end on, where the policy wants that. */
  cools: ({ kept: { ended, expiresAt }, settings: { cooldownMs } }) =>
    expiresAt === null || cooldownMs === 0 ? null : later(ended?.at ?? expiresAt, cooldownMs),
}
