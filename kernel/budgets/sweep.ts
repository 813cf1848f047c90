import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import { type Command, ReservationId } from "./budgets.ts"
import type { Budgets } from "./facts.ts"

type Lapse = Extract<Command, { readonly type: "lapse" }>

/** What a sweeper does about a reservation, null for nothing. It tidies only: that a lease is over is told by the clock. */
export const sweep = ({ id, status, kept }: Changed<Budgets>, by: Actor, now: Instant): Lapse | null => {
  if (kept.entity !== "reservation" || status !== "open" || now < kept.until) return null
  return { type: "lapse", id: ReservationId.parse(id), by }
}
