import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Taint } from "./facts.ts"
import { type Command, EndorsementId } from "./taint.ts"

/** What a sweeper does about an entity, null for nothing. It tidies only: what is over is told by the clock. */
export const sweep = (
  { id, status, kept }: Changed<Taint>,
  by: Actor,
  now: Instant,
): Extract<Command, { readonly type: "expire" }> | null =>
  kept.entity === "endorsement" && status === "granted" && now >= kept.expiresAt
    ? { type: "expire", id: EndorsementId.parse(id), by }
    : null
