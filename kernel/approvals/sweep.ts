import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Command } from "./approvals.ts"
import { type Approvals, isOpen } from "./facts.ts"

type Sweep = Extract<Command, { readonly type: "expire" }>

/** What a sweeper does about a request, null for nothing. It tidies only: expiry is told by the clock. */
export const sweep = ({ id, status, kept }: Changed<Approvals>, by: Actor, now: Instant): Sweep | null =>
  isOpen(status) && now >= kept.expiresAt ? { type: "expire", id, by } : null
