import type { Caller } from "../actors.ts"
import type { Chart, Meeting } from "../machine.ts"
import { type Kept, statuses } from "./approvals.ts"
import type { Approvals } from "./facts.ts"
import { type Instant, later } from "../time.ts"
import { allStagesAreMet, openings } from "./rules.ts"

const decided = (
  { kept, command, facts: { policy }, now, rules }: Meeting<Approvals, "approve" | "reject">,
  verdict: "approve" | "reject",
): Kept => {
  const { by, seat, plan, signature } = command
  const decisions = [...kept.decisions, { verdict, by, seat, plan, policy, signature, at: now }]
  return { ...kept, decisions, opened: openings(kept.stages, decisions, kept.opened, now, rules) }
}

const ended = (kept: Kept, how: NonNullable<Kept["end"]>["how"], { actor, person }: Caller, at: Instant): Kept => ({
  ...kept,
  end: { how, by: actor, person, at },
})

/** What follows each command. The status is one function of what is kept: the end first, then the quorum, then the uses. */
export const chart: Chart<Approvals> = {
  statuses,
  follows: {
    submit: ({ command, now, facts, rules }) => {
      const { by, plan, route, stages, uses, lifetimeMs } = command
      return {
        tenant: by.actor.tenant,
        requester: by,
        initiator: rules.initiatorIsPersonBehind(by),
        plan,
        policy: facts.policy,
        route,
        stages,
        uses,
        submittedAt: now,
        expiresAt: later(now, lifetimeMs),
        decisions: [],
        delegations: [],
        opened: openings(stages, [], [], now, rules),
        used: [],
        end: null,
      }
    },
    approve: (moment) => decided(moment, "approve"),
    reject: (moment) => decided(moment, "reject"),
    delegate: ({ kept, command: { seat, by, to, signature }, now }) => ({
      ...kept,
      delegations: [...kept.delegations, { seat, by, to, signature, at: now }],
    }),
    withdraw: ({ kept, command: { by }, now }) => ended(kept, "withdrawn", { actor: by, person: by }, now),
    consume: ({ kept, command: { by, plan }, facts: { policy, keysHeld }, now }) => ({
      ...kept,
      used: [...kept.used, { by, plan, policy, keysHeld, at: now }],
    }),
    cancel: ({ kept, command: { by }, now }) => ended(kept, "cancelled", by, now),
    supersede: ({ kept, command: { by }, now }) => ended(kept, "superseded", by, now),
    expire: ({ kept, command: { by }, now }) => ended(kept, "expired", { actor: by, person: by }, now),
  },
  derives: [
    { to: "expired", when: ({ end }) => end?.how === "expired" },
    { to: "withdrawn", when: ({ end }) => end?.how === "withdrawn" },
    { to: "cancelled", when: ({ end }) => end?.how === "cancelled" },
    { to: "superseded", when: ({ end }) => end?.how === "superseded" },
    { to: "rejected", when: ({ decisions }, rules) => rules.oneRejectionEnds(decisions) },
    { to: "pending", when: (kept, rules) => !allStagesAreMet(kept, rules) },
    { to: "consumed", when: (kept, rules) => rules.spentIsConsumed(kept) },
    { to: "approved", when: () => true },
  ],
}
