import type { Instant } from "../time.ts"
import type { Running } from "./budgets.ts"

/** How many leases run by now, and of how many calls that started nobody has reported in their lease. */
export const runningBy = (running: readonly Running[], now: Instant) => ({
  open: running.filter(({ until, open }) => open && now < until).length,
  unknown: running.filter(({ until, released }) => released && now >= until).length,
})
