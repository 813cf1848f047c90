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
  cools: ({ kept: { activatedAt, ended, expiresAt }, settings: { cooldownMs } }) => {
    const end = ended?.at ?? expiresAt
    return activatedAt === null || end === null || cooldownMs === 0 ? null : later(end, cooldownMs)
  },
}
