import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import { CallId, type Command } from "./calls.ts"
import type { Calls } from "./facts.ts"

type Sweep = Extract<Command, { readonly type: "timeout" | "recover" }>

/** What a sweeper does about a call, null for nothing. It tidies only: that a time is over is told by the clock. */
export const sweep = ({ id, status, kept }: Changed<Calls>, by: Actor, now: Instant): Sweep | null => {
  if (kept.entity !== "call") return null
  const isOver = status === "waiting" && kept.wait !== null && now >= kept.wait.until
  if (isOver) return { type: "timeout", id: CallId.parse(id), by }
  const isRunning = status === "released" || status === "performing"
  const isOverdue = isRunning && kept.releases.every(({ reportBy }) => now >= reportBy)
  return isOverdue ? { type: "recover", id: CallId.parse(id), by } : null
}
