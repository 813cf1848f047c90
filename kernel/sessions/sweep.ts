import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Sessions } from "./facts.ts"
import { isAwake } from "./rules.ts"
import { type Command, CredentialId, SessionId, type Settings } from "./sessions.ts"

type Sweep = Extract<Command, { readonly type: "expire" | "lapse" }>

/** What a sweeper does about an entity, null for nothing. It tidies only: what is over, and what is idle, is told by the clock. */
export const sweep = (
  { id, status, kept }: Changed<Sessions>,
  by: Actor,
  now: Instant,
  { idleMs }: Pick<Settings, "idleMs">,
): Sweep | null => {
  switch (kept.entity) {
    case "session":
      return status === "open" && (now >= kept.expiresAt || !isAwake(kept, { now, idleMs }))
        ? { type: "expire", id: SessionId.parse(id), by }
        : null
    case "credential":
      return status === "minted" && now >= kept.expiresAt ? { type: "lapse", id: CredentialId.parse(id), by } : null
    case "subject":
      return null
  }
}
