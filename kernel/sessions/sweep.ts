import type { Actor } from "../actors.ts"
import type { Changed } from "../machine.ts"
import type { Instant } from "../time.ts"
import type { Sessions } from "./facts.ts"
import { type Command, CredentialId, SessionId } from "./sessions.ts"

type Sweep = Extract<Command, { readonly type: "expire" | "lapse" }>

/**
 * What a sweeper does about an entity, null for nothing. It tidies only: what is over is told by the clock. A session that is idle
 * is left until its end, which whoever tidies knows without the policy.
 */
export const sweep = ({ id, status, kept }: Changed<Sessions>, by: Actor, now: Instant): Sweep | null => {
  if (kept.entity === "subject" || now < kept.expiresAt) return null
  if (status === "open") return { type: "expire", id: SessionId.parse(id), by }
  return status === "minted" ? { type: "lapse", id: CredentialId.parse(id), by } : null
}
