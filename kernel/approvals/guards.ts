import { ADMIN, type Principal, principalOf } from "../actors.ts"
import type { Guards, Meeting } from "../machine.ts"
import type { Decision, DelegationStatement, Group, Kept, Seat, Statement, Vote } from "./approvals.ts"
import type { Approvals } from "./facts.ts"
import { type Rules, allStagesAreMet, demandsOf, sameSeat, standing } from "./rules.ts"
import { sameJson } from "../json.ts"

type Decide = Meeting<Approvals, "approve" | "reject">
type Delegate = Meeting<Approvals, "delegate">
type Consume = Meeting<Approvals, "consume">
type End = Meeting<Approvals, "cancel" | "supersede">

const open = { in: ["pending", "approved"] } as const
const live = { in: ["pending", "approved", "consumed"] } as const

const groupOf = ({ stages }: Kept, { stage, group }: Seat): Group | undefined =>
  stages[stage]?.groups.find(({ name }) => name === group)

/** Whether somebody may speak for a seat: it is there, and they are its member or its delegate. A made-up seat is nobody's. */
const holdsSeat = (kept: Kept, seat: Seat, who: Principal, rules: Rules): boolean => {
  const same = rules.identityIsIdAndTenant
  const seated = groupOf(kept, seat)?.seats.some((member) => same(member, seat.member)) ?? false
  const delegated = kept.delegations.some(
    (delegation) => sameSeat(delegation.seat, seat, rules) && same(delegation.to, who),
  )
  return seated && (same(seat.member, who) || delegated)
}

/** The statement that this decision has to be signed as. It names the COMMAND's plan; that this is the sealed one is a guard of its own. */
export const statementOf = (
  kept: Pick<Kept, "tenant" | "requester" | "policy" | "uses" | "expiresAt">,
  { id, by, seat, plan }: Pick<Decide["command"], "id" | "seat" | "plan"> & { readonly by: Principal },
  decision: Vote,
): Statement => ({
  type: "interlock/approval/v1",
  tenant: kept.tenant,
  request: id,
  requester: { actor: principalOf(kept.requester.actor), person: principalOf(kept.requester.person) },
  plan,
  policy: kept.policy,
  uses: kept.uses,
  seat,
  approver: principalOf(by),
  decision,
  expiresAt: kept.expiresAt,
})

/** The statement that this delegation has to be signed as. */
export const delegationStatementOf = (
  { tenant, plan, expiresAt }: Pick<Kept, "tenant" | "plan" | "expiresAt">,
  { id, by, seat, to }: Pick<Delegate["command"], "id" | "seat" | "to"> & { readonly by: Principal },
): DelegationStatement => ({
  type: "interlock/delegation/v1",
  tenant,
  request: id,
  plan,
  seat,
  delegator: principalOf(by),
  to: principalOf(to),
  expiresAt,
})

/** Whether somebody's own key signed exactly what is due. */
const isSignedAs = (
  signature: { readonly signer: Principal; readonly statement: object } | null,
  by: Principal,
  due: object,
  { identityIsIdAndTenant }: Rules,
): boolean => signature !== null && identityIsIdAndTenant(signature.signer, by) && sameJson(signature.statement, due)

/** Whether, after these decisions, the members in person can still fill every group. A delegate is a convenience that no request depends on. */
const reachable = (kept: Pick<Kept, "tenant" | "initiator" | "stages">, decisions: readonly Decision[], rules: Rules) =>
  rules.peopleCountOnceOverGroups(demandsOf({ ...kept, decisions }, rules))

/** The caller is the initiator in person, or the very requester: agent and person. */
const isOwner = ({ kept, command: { by }, rules: { identityIsIdAndTenant: same } }: End) =>
  same(by.actor, kept.initiator) || (same(by.actor, kept.requester.actor) && same(by.person, kept.requester.person))

const decide = {
  initiatorIsNotApprover: ({ kept, command, rules }: Decide) =>
    !rules.identityIsIdAndTenant(command.by, kept.initiator),
  approverIsHuman: ({ command }: Decide) => command.by.kind === "human",
  approverIsOfTenant: ({ kept, command }: Decide) => command.by.tenant === kept.tenant,
  approverHoldsSeat: ({ kept, command, rules }: Decide) => holdsSeat(kept, command.seat, command.by, rules),
  approverHasNotDecided: ({ kept, command, rules }: Decide) =>
    !kept.decisions.some(({ by }) => rules.identityIsIdAndTenant(by, command.by)),
  seatIsUnspent: ({ kept, command, rules }: Decide) =>
    !kept.decisions.some(({ seat }) => rules.identityIsIdAndTenant(seat.member, command.seat.member)),
  stageIsOpen: ({ kept, command: { seat } }: Decide) => kept.opened[seat.stage] !== null,
  decisionNamesSealedPlan: ({ kept, command }: Decide) => command.plan === kept.plan,
  decisionIsInTime: ({ kept, command: { seat }, now }: Decide) => {
    const stage = kept.stages[seat.stage]
    const opened = kept.opened[seat.stage] ?? null
    return stage === undefined || opened === null || now < opened + stage.slaMs
  },
  decisionIsSigned: ({ kept, command, rules }: Decide) => {
    const { type, by, signature } = command
    return isSignedAs(signature, by, statementOf(kept, command, type), rules)
  },
  requestIsUnexpired: ({ kept, now }: Decide) => now < kept.expiresAt,
  requestIsOpen: open,
}

export const guards = {
  submit: {
    stagesAreThePolicys: ({ command, facts }) => facts.route !== null && sameJson(command.stages, facts.route),
    quorumsAreReachable: ({ command: { by, stages }, rules }) =>
      stages.length > 0 &&
      stages.every(({ groups }) => groups.length > 0 && groups.every(({ quorum }) => quorum >= 1)) &&
      reachable({ tenant: by.actor.tenant, initiator: rules.initiatorIsPersonBehind(by), stages }, [], rules),
    usesAreWithinBounds: ({ command: { uses }, facts }) => uses >= 1 && uses <= facts.maxUses,
    lifetimeIsWithinBounds: ({ command: { lifetimeMs }, facts }) =>
      lifetimeMs >= 1 && lifetimeMs <= facts.maxLifetimeMs,
    openRequestsAreBelowCap: ({ facts }) => facts.openRequests < facts.maxOpenRequests,
  },
  approve: {
    ...decide,
    decisionRateIsWithinLimit: ({ facts }) => facts.recentApprovals < facts.maxApprovals,
    quorumsStayReachable: ({ kept, command: { by, seat, plan, signature }, facts: { policy }, now, rules }) =>
      !reachable(kept, kept.decisions, rules) ||
      reachable(kept, [...kept.decisions, { verdict: "approve", by, seat, plan, policy, signature, at: now }], rules),
    policyIsUnchanged: ({ kept, facts }) => facts.policy === kept.policy,
  },
  reject: decide,
  delegate: {
    requestIsUnexpired: ({ kept, now }) => now < kept.expiresAt,
    delegatorHoldsSeat: ({ kept, command: { seat, by }, rules }) => holdsSeat(kept, seat, by, rules),
    delegatorIsHuman: ({ command }) => command.by.kind === "human",
    delegatorIsOfTenant: ({ kept, command }) => command.by.tenant === kept.tenant,
    delegatorIsNotInitiator: ({ kept, command, rules }) => !rules.identityIsIdAndTenant(command.by, kept.initiator),
    delegatorHasNotDelegated: ({ kept, command, rules }: Delegate) =>
      !kept.delegations.some(
        ({ seat, by }) => sameSeat(seat, command.seat, rules) && rules.identityIsIdAndTenant(by, command.by),
      ),
    delegateIsNotInitiator: ({ kept, command, rules }) => !rules.identityIsIdAndTenant(command.to, kept.initiator),
    delegateIsHuman: ({ command }) => command.to.kind === "human",
    delegateIsOfTenant: ({ kept, command }) => command.to.tenant === kept.tenant,
    delegationIsFirstHop: ({ kept, command, rules }: Delegate) =>
      !kept.delegations.some(
        ({ seat, to }) => sameSeat(seat, command.seat, rules) && rules.identityIsIdAndTenant(to, command.by),
      ),
    delegateIsThePolicys: ({ facts }) => facts.isDelegate,
    delegationIsSigned: ({ kept, command, rules }: Delegate) => {
      const { by, signature } = command
      return isSignedAs(signature, by, delegationStatementOf(kept, command), rules)
    },
    requestIsOpen: open,
  },
  withdraw: {
    requestIsOpen: open,
    withdrawerHasApproved: ({ kept: { decisions }, command, rules }) =>
      decisions.some(({ verdict, by }) => verdict === "approve" && rules.identityIsIdAndTenant(by, command.by)),
  },
  consume: {
    approvalIsLive: live,
    quorumIsMet: ({ kept, rules }: Consume) => allStagesAreMet(kept, rules),
    // Where there is no quorum at all, no key is missing from it.
    signersKeepTheirKeys: ({ kept, facts: { keysHeld }, rules }: Consume) =>
      !allStagesAreMet(kept, rules) || allStagesAreMet({ ...kept, decisions: standing(kept, keysHeld, rules) }, rules),
    approvalIsUnexpired: ({ kept, now }) => now < kept.expiresAt,
    approvalHasUsesLeft: ({ kept }) => kept.used.length < kept.uses,
    consumedPlanIsSealed: ({ kept, command }) => command.plan === kept.plan,
    policyIsUnchanged: ({ kept, facts }) => facts.policy === kept.policy,
    consumerIsRequester: ({ kept: { requester }, command: { by }, rules: { identityIsIdAndTenant: same } }) =>
      same(by.actor, requester.actor) && same(by.person, requester.person),
  },
  cancel: {
    requestIsOpen: open,
    cancellerIsInitiatorOrAdmin: (moment) => {
      const { actor } = moment.command.by
      return isOwner(moment) || (actor.tenant === moment.kept.tenant && actor.roles.includes(ADMIN))
    },
  },
  supersede: { requestIsOpen: open, supersederIsInitiator: isOwner },
  expire: { requestIsOpen: open, expiryIsDue: ({ kept, now }) => now >= kept.expiresAt },
} as const satisfies Guards<Approvals>
