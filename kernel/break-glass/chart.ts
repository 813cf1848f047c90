import { type Actor, isSame, principalOf } from "../actors.ts"
import type { Chart } from "../machine.ts"
import { type Instant, later } from "../time.ts"
import { type Kept, type Settlement, statuses } from "./break-glass.ts"
import type { BreakGlass } from "./facts.ts"
import { termsDigest } from "./guards.ts"

const settled = (kept: Kept, settlement: Settlement): Kept => ({
  ...kept,
  settlements: [...kept.settlements, settlement],
})
const ended = (kept: Kept, how: "expired" | "revoked", by: Actor, at: Instant): Kept => ({
  ...kept,
  ended: { how, by, at, uses: kept.uses.count },
})

/** What follows each command. The status is one function of what is kept: the end first, then the last settlement. */
export const chart: Chart<BreakGlass> = {
  statuses,
  follows: {
    request: ({ command, now, facts: { tenant, requestMs } }) => {
      const { id, by, agent, reason, scope, durationMs, factor } = command
      const holder = principalOf(by)
      return {
        tenant,
        holder,
        agent,
        reason,
        scope,
        durationMs,
        factor,
        requestedAt: now,
        lapsesAt: later(now, requestMs),
        terms: termsDigest({ tenant, grant: id, holder, agent, reason, scope, durationMs }),
        settlements: [],
        activatedAt: null,
        expiresAt: null,
        uses: { count: 0, last: null },
        ended: null,
        selfCountersigned: false,
      }
    },
    countersign: ({ kept, command: { by, terms, signature }, now, facts: { lost, maxDurationMs }, rules }) => ({
      ...settled(kept, { how: "countersigned", by, terms, signature, lost, at: now }),
      activatedAt: kept.activatedAt ?? now,
      expiresAt: kept.expiresAt ?? rules.expiryRunsFromActivation(now, kept.durationMs, maxDurationMs),
      selfCountersigned: rules.selfCountersignIsMarked(isSame(by, kept.holder)),
    }),
    deny: ({ kept, command: { by }, now }) =>
      settled(kept, { how: "denied", by, terms: null, signature: null, lost: null, at: now }),
    lapse: ({ kept, command: { by }, now }) =>
      settled(kept, { how: "lapsed", by, terms: null, signature: null, lost: null, at: now }),
    use: ({ kept, command: { by, action }, now, facts: { lost } }) => ({
      ...kept,
      uses: { count: kept.uses.count + 1, last: { by, action, lost, at: now } },
    }),
    revoke: ({ kept, command: { by }, now }) => ended(kept, "revoked", by, now),
    expire: ({ kept, command: { by }, now, rules }) =>
      ended(kept, "expired", by, rules.endIsTheRealEnd(now, kept.expiresAt)),
  },
  derives: [
    { to: "expired", when: ({ ended }) => ended?.how === "expired" },
    { to: "revoked", when: ({ ended }) => ended?.how === "revoked" },
    { to: "active", when: ({ settlements }) => settlements.at(-1)?.how === "countersigned" },
    { to: "denied", when: ({ settlements }) => settlements.at(-1)?.how === "denied" },
    { to: "lapsed", when: ({ settlements }) => settlements.at(-1)?.how === "lapsed" },
    { to: "requested", when: () => true },
  ],
}
