import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Command } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"

type Sweep = Extract<Command, { readonly type: "lapse" | "expire" }>

/** What a sweeper does about a grant, null for nothing. It tidies only: lapse and expiry are told by the clock. */
export const sweep = ({ id, status, kept }: Changed<BreakGlass>, by: Actor, now: Instant): Sweep | null => {
  if (status === "requested" && now >= kept.lapsesAt) return { type: "lapse", id, by }
  if (status === "active" && kept.expiresAt !== null && now >= kept.expiresAt) return { type: "expire", id, by }
  return null
}
