import type { Lasting } from "../machine.ts"
import { type Instant, later } from "../time.ts"
import type { Sessions } from "./facts.ts"

const sooner = (a: Instant, b: Instant): Instant => (a < b ? a : b)

/** Until when a session or a credential matters to other commands. Subjects stay: they never end. */
export const lasts: Lasting<Sessions> = {
  /** While it is live, it takes a place among its person's. */
  places: ({ status, kept, settings: { idleMs } }) =>
    kept.entity === "session" && status === "open" ? sooner(kept.expiresAt, later(kept.seen.at, idleMs)) : null,
  /** It has to say that it has ended to whoever still has a credential of it: the last was minted before, and lives so long. */
  refuses: ({ kept, settings: { credentialMs } }) =>
    kept.entity === "session" && kept.ended !== null ? later(kept.ended.at, credentialMs) : null,
  /** It can be handed on until it is over, or has to say that it was spent. */
  leads: ({ kept }) => (kept.entity === "credential" ? kept.expiresAt : null),
}
