import * as z from "zod"
import type { Notices } from "../domain.ts"
import { Instant } from "../time.ts"
import { GrantId, Kept, statuses } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"

const { holder, agent, reason, scope, durationMs, terms, lapsesAt, expiresAt, selfCountersigned } = Kept.shape

const schema = z.strictObject({
  domain: z.literal("break-glass"),
  /** What the grant is from now on; of one that ended, how. */
  status: z.enum(statuses),
  grant: GrantId,
  holder,
  agent,
  reason,
  scope,
  durationMs,
  terms,
  lapsesAt,
  expiresAt,
  /** When the access really ended, which a late sweep doesn't change; null where it is not over, or never began. */
  endedAt: Instant.nullable(),
  /** How many calls were made under it by then. */
  uses: z.int().min(0),
  /** The holder countersigned. */
  selfCountersigned,
})
type About = Readonly<z.infer<typeof schema>>

/** Emergency access is news when it is asked for, when it opens and when it ends. A use is in the log, and is no news. */
export const notices = {
  schema,
  events: {
    request: "requested",
    countersign: "opened",
    deny: "ended",
    lapse: "ended",
    revoke: "ended",
    expire: "ended",
  },
  ownerOf: ({ kept }) => kept.holder,
  about: ({ id, status, kept }) => {
    const { holder, agent, reason, scope, durationMs, terms, lapsesAt, expiresAt, ended, uses, selfCountersigned } =
      kept
    return {
      domain: "break-glass",
      status,
      grant: id,
      holder,
      agent,
      reason,
      scope,
      durationMs,
      terms,
      lapsesAt,
      expiresAt,
      endedAt: ended?.at ?? null,
      uses: uses.count,
      selfCountersigned,
    }
  },
} as const satisfies Notices<BreakGlass, About> & { readonly schema: typeof schema }
