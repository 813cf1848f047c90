import type { Principal } from "../../../kernel/actors.ts"
import type { Command, Decision, Kept, Seat, Settings } from "../../../kernel/approvals/approvals.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import type { ApprovalsRegister } from "../../../kernel/approvals/index.ts"
import { START, ask, expire, sweeper } from "../../fixtures/approvals.ts"
import type * as told from "../trail.ts"
import { canFill } from "./fill.ts"

/**
 * What no run may ever do, told from what happened: from the commands that were accepted and from what requests keep.
 * Nothing here looks at a status or a guard, or at a value that a rule derived (an initiator, an opening).
 */

type Trail = told.Trail<Approvals>
type Played = told.Played<Approvals>
type Submit = Extract<Command, { readonly type: "submit" }>

/** A request as it came to be, and what it keeps at the end of the trail. */
interface Story {
  readonly id: string
  readonly submit: Submit
  readonly settings: Settings
  readonly at: number
  readonly kept: Kept
}

type Who = Pick<Principal, "id" | "tenant">
const nameOf = ({ id, tenant }: Who) => `${tenant}/${id}`
const same = (a: Who, b: Who) => nameOf(a) === nameOf(b)
const sameSeat = (a: Seat, b: Seat) => a.stage === b.stage && a.group === b.group && same(a.member, b.member)
const as = (value: unknown) => JSON.stringify(value)

const accepted = (trail: Trail): Played[] => trail.filter(({ answer }) => answer.accepted)
const endOf = (trail: Trail): ApprovalsRegister | undefined => trail.at(-1)?.after

/** The requests as they stand in a register, the last of the trail unless told otherwise. */
const stories = (trail: Trail, register = endOf(trail)): Story[] =>
  accepted(trail).flatMap(({ command, before, now: at }) => {
    const kept = command.type === "submit" ? register?.entities.get(command.id)?.kept : undefined
    if (command.type !== "submit" || kept === undefined) return []
    return [{ id: command.id, submit: command, settings: before.settings, at, kept }]
  })

const personOf = ({ submit }: Story) => submit.by.person
const tenantOf = (story: Story) => personOf(story).tenant
const expiryOf = ({ submit, at }: Story) => at + submit.lifetimeMs

const everyDecision = (trail: Trail, holds: (decision: Decision, story: Story, index: number) => boolean) =>
  stories(trail).every((story) => story.kept.decisions.every((decision, index) => holds(decision, story, index)))
const everyDelegation = (
  trail: Trail,
  holds: (delegation: Kept["delegations"][number], story: Story, index: number) => boolean,
) =>
  stories(trail).every((story) => story.kept.delegations.every((delegation, index) => holds(delegation, story, index)))
const everyUse = (trail: Trail, holds: (use: Kept["used"][number], story: Story) => boolean) =>
  stories(trail).every((story) => story.kept.used.every((use) => holds(use, story)))
const everyEnd = (trail: Trail, how: string, holds: (end: NonNullable<Kept["end"]>, story: Story) => boolean) =>
  stories(trail).every((story) => story.kept.end?.how !== how || holds(story.kept.end, story))
/** Of every moment of the trail: the requests as they then stood. */
const always = (trail: Trail, holds: (then: readonly Story[], now: number) => boolean) =>
  trail.every(({ after, now }, index) => holds(stories(trail.slice(0, index + 1), after), now))
/** Of every accepted step: the request before and after it. */
const everyChange = (trail: Trail, holds: (before: Story, after: Kept) => boolean) =>
  trail.every(({ before, after }, index) =>
    stories(trail.slice(0, index), before).every((story) => {
      const kept = after.entities.get(story.id)?.kept
      return kept !== undefined && holds(story, kept)
    }),
  )

const rejected = ({ decisions }: Kept) => decisions.some(({ verdict }) => verdict === "reject")
const closed = ({ kept }: Story) => kept.end !== null || rejected(kept)
const ended = (story: Story) => closed(story) || story.kept.used.length >= story.submit.uses

const approversOf = ({ kept }: Story, decisions: number, stage: number, group: string) =>
  new Set(
    kept.decisions
      .slice(0, decisions)
      .filter(({ verdict, seat }) => verdict === "approve" && seat.stage === stage && seat.group === group)
      .map(({ by }) => nameOf(by)),
  )
const hasQuorums = (story: Story, decisions: number, stage: number) =>
  (story.submit.stages[stage]?.groups ?? []).every(
    ({ name, quorum }) => approversOf(story, decisions, stage, name).size >= quorum,
  )
/** Whether by then all stages before the one with which this one opens had their quorums. */
const mayBeOpen = (story: Story, decisions: number, stage: number): boolean => {
  let head = stage
  while (head > 0 && story.submit.stages[head]?.mode === "parallel") head -= 1
  return Array.from({ length: head }, (_, before) => before).every((before) => hasQuorums(story, decisions, before))
}
const momentOf = ({ kept, at }: Story, decisions: number) =>
  decisions === 0 ? at : (kept.decisions[decisions - 1]?.at ?? at)

const isSeat = ({ submit }: Story, seat: Seat) =>
  submit.stages[seat.stage]?.groups.some(
    ({ name, seats }) => name === seat.group && seats.some((member) => same(member, seat.member)),
  ) === true
const heldBy = (story: Story, seat: Seat, who: Who, lent: readonly Kept["delegations"][number][]) =>
  isSeat(story, seat) && (same(who, seat.member) || lent.some((one) => sameSeat(one.seat, seat) && same(one.to, who)))

/** Whether people can be found for every place that is still empty. */
const canBeMet = (story: Story, decisions: readonly Decision[]) => {
  const heard = new Set(decisions.flatMap(({ by, seat }) => [nameOf(by), nameOf(seat.member)]))
  const { stages } = story.submit
  const places = stages.flatMap(({ groups }, stage) =>
    groups.flatMap(({ name, seats, quorum }) => {
      const free = seats
        .filter(({ kind, tenant }) => kind === "human" && tenant === tenantOf(story))
        .map(nameOf)
        .filter((person) => person !== nameOf(personOf(story)) && !heard.has(person))
      const empty =
        quorum - approversOf({ ...story, kept: { ...story.kept, decisions } }, decisions.length, stage, name).size
      return Array.from({ length: Math.max(0, empty) }, () => new Set(free))
    }),
  )
  return canFill(places)
}
const asksSomebody = ({ submit: { stages } }: Story) =>
  stages.length > 0 && stages.every(({ groups }) => groups.length > 0 && groups.every(({ quorum }) => quorum >= 1))

const isOwner = (by: { readonly actor: Who; readonly person: Who }, story: Story) =>
  same(by.actor, personOf(story)) || (same(by.actor, story.submit.by.actor) && same(by.person, personOf(story)))
/** Of every accepted step that ended a request by such a command: who said it, and of which request. */
const everyEnding = (trail: Trail, type: "cancel" | "supersede", holds: (by: Submit["by"], story: Story) => boolean) =>
  stories(trail).every((story) =>
    accepted(trail).every(
      ({ command }) => command.type !== type || command.id !== story.id || holds(command.by, story),
    ),
  )

export const properties: Readonly<Record<string, (trail: Trail) => boolean>> = {
  RequesterChoosesNoApprover: (trail) =>
    stories(trail).every(({ submit, settings }) => as(submit.stages) === as(settings.routes[submit.route])),
  EveryRequestCanBeMet: (trail) => stories(trail).every((story) => asksSomebody(story) && canBeMet(story, [])),
  EveryOpenRequestCanBeMet: (trail) =>
    always(trail, (then) =>
      then.every((story) => ended(story) || !canBeMet(story, []) || canBeMet(story, story.kept.decisions)),
    ),
  UsesAreBounded: (trail) =>
    stories(trail).every(({ submit, settings }) => submit.uses >= 1 && submit.uses <= settings.maxUses),
  LifetimeIsBounded: (trail) =>
    stories(trail).every(
      ({ submit, settings }) => submit.lifetimeMs >= 1 && submit.lifetimeMs <= settings.maxLifetimeMs,
    ),
  OpenRequestsAreCapped: (trail) =>
    always(trail, (then, now) => {
      const waiting = then.filter((story) => !ended(story) && now < expiryOf(story))
      return waiting.every(
        (one) => waiting.filter((story) => same(personOf(story), personOf(one))).length <= one.settings.maxOpenRequests,
      )
    }),

  NoSelfDecision: (trail) => everyDecision(trail, ({ by }, story) => !same(by, personOf(story))),
  OnlyHumansDecide: (trail) => everyDecision(trail, ({ by }) => by.kind === "human"),
  NoCrossTenantDecision: (trail) => everyDecision(trail, ({ by }, story) => by.tenant === tenantOf(story)),
  OnlySeatHoldersDecide: (trail) =>
    everyDecision(trail, ({ seat, by, at }, story) =>
      heldBy(
        story,
        seat,
        by,
        story.kept.delegations.filter((lent) => lent.at <= at),
      ),
    ),
  OneDecisionPerPerson: (trail) =>
    stories(trail).every(
      ({ kept }) => new Set(kept.decisions.map(({ by }) => nameOf(by))).size === kept.decisions.length,
    ),
  OneVoicePerMember: (trail) =>
    stories(trail).every(
      ({ kept }) => new Set(kept.decisions.map(({ seat }) => nameOf(seat.member))).size === kept.decisions.length,
    ),

  StagesInOrder: (trail) =>
    everyDecision(
      trail,
      ({ seat }, story, index) => seat.stage >= story.submit.stages.length || mayBeOpen(story, index, seat.stage),
    ),
  NoDecisionAfterSla: (trail) =>
    everyDecision(trail, ({ seat, at }, story, index) => {
      const stage = story.submit.stages[seat.stage]
      if (stage === undefined) return true
      return Array.from({ length: index + 1 }, (_, n) => n)
        .filter((n) => mayBeOpen(story, n, seat.stage))
        .every((n) => at < momentOf(story, n) + stage.slaMs)
    }),
  NoDecisionAfterExpiry: (trail) => everyDecision(trail, ({ at }, story) => at < expiryOf(story)),
  DecisionsBindThePlan: (trail) => everyDecision(trail, ({ plan }, { submit }) => plan === submit.plan),
  NoUnsignedDecision: (trail) =>
    everyDecision(trail, ({ signature, by, verdict, plan, seat }, { id, submit, settings, kept }) => {
      if (signature === null || !same(signature.signer, by)) return false
      const { statement } = signature
      return (
        statement.request === id &&
        statement.tenant === submit.by.person.tenant &&
        same(statement.requester.actor, submit.by.actor) &&
        same(statement.requester.person, submit.by.person) &&
        statement.plan === plan &&
        statement.policy === settings.policy &&
        statement.uses === submit.uses &&
        sameSeat(statement.seat, seat) &&
        same(statement.approver, by) &&
        statement.decision === verdict &&
        statement.expiresAt === kept.expiresAt
      )
    }),
  NoApprovalUnderAnotherPolicy: (trail) =>
    stories(trail).every(({ id, settings }) =>
      accepted(trail).every(
        ({ command, before }) =>
          command.type !== "approve" || command.id !== id || before.settings.policy === settings.policy,
      ),
    ),
  ApprovalRateIsBounded: (trail) => {
    const approvals = stories(trail).flatMap(({ kept }) =>
      kept.decisions.filter(({ verdict }) => verdict === "approve"),
    )
    return everyDecision(trail, ({ verdict, by, at }, { settings: { decisionRate } }) => {
      const recent = approvals.filter((one) => same(one.by, by) && one.at > at - decisionRate.windowMs && one.at <= at)
      return verdict !== "approve" || recent.length <= decisionRate.max
    })
  },

  OnlySeatsAreDelegated: (trail) =>
    everyDelegation(trail, ({ seat, by }, story, index) =>
      heldBy(story, seat, by, story.kept.delegations.slice(0, index)),
    ),
  NoDelegationByAgents: (trail) => everyDelegation(trail, ({ by }) => by.kind === "human"),
  NoDelegationFromOutside: (trail) => everyDelegation(trail, ({ by }, story) => by.tenant === tenantOf(story)),
  InitiatorChoosesNoApprover: (trail) => everyDelegation(trail, ({ by }, story) => !same(by, personOf(story))),
  NoDelegationToInitiator: (trail) => everyDelegation(trail, ({ to }, story) => !same(to, personOf(story))),
  NoDelegationToAgents: (trail) => everyDelegation(trail, ({ to }) => to.kind === "human"),
  NoDelegationOutOfTenant: (trail) => everyDelegation(trail, ({ to }, story) => to.tenant === tenantOf(story)),
  OnlyThePolicysAreDelegates: (trail) =>
    accepted(trail).every(
      ({ command, before }) =>
        command.type !== "delegate" || before.settings.delegates.some((named) => same(named, command.to)),
    ),
  NoUnsignedDelegation: (trail) =>
    everyDelegation(trail, ({ signature, by, seat, to }, { id, submit, kept }) => {
      if (signature === null || !same(signature.signer, by)) return false
      const { statement } = signature
      return (
        statement.request === id &&
        statement.tenant === submit.by.person.tenant &&
        statement.plan === submit.plan &&
        sameSeat(statement.seat, seat) &&
        same(statement.delegator, by) &&
        same(statement.to, to) &&
        statement.expiresAt === kept.expiresAt
      )
    }),
  OneDelegatePerSeat: (trail) =>
    everyDelegation(trail, ({ seat, by }, { kept }, index) =>
      kept.delegations.slice(0, index).every((lent) => !same(lent.by, by) || !sameSeat(lent.seat, seat)),
    ),
  NoDelegationChains: (trail) =>
    everyDelegation(trail, ({ seat, by }, { kept }, index) =>
      kept.delegations.slice(0, index).every((lent) => !same(lent.to, by) || !sameSeat(lent.seat, seat)),
    ),
  NoDelegationAfterExpiry: (trail) => everyDelegation(trail, ({ at }, story) => at < expiryOf(story)),

  UsedOnlyWithQuorum: (trail) =>
    stories(trail).every(
      (story) =>
        story.kept.used.length === 0 ||
        story.submit.stages.every((_, stage) => hasQuorums(story, story.kept.decisions.length, stage)),
    ),
  UsedOnlyByStandingVoices: (trail) =>
    stories(trail).every(({ id, submit }) =>
      accepted(trail).every(({ command, before }) => {
        if (command.type !== "consume" || command.id !== id) return true
        const kept = before.entities.get(id)?.kept
        if (kept === undefined) return false
        const has = ({ signature }: Decision | Kept["delegations"][number]) => {
          const owner = signature === null ? undefined : before.settings.keyring[signature.key]
          return signature !== null && owner !== undefined && same(owner, signature.signer)
        }
        const lent = kept.delegations.filter(has)
        const standing = kept.decisions.filter(
          (one) =>
            has(one) &&
            (same(one.by, one.seat.member) ||
              lent.some(({ seat, to }) => sameSeat(seat, one.seat) && same(to, one.by))),
        )
        return submit.stages.every(({ groups }, stage) =>
          groups.every(({ name, quorum }) => {
            const voices = standing.filter(
              ({ verdict, seat }) => verdict === "approve" && seat.stage === stage && seat.group === name,
            )
            return new Set(voices.map(({ by }) => nameOf(by))).size >= quorum
          }),
        )
      }),
    ),
  NoUseAfterExpiry: (trail) => everyUse(trail, ({ at }, story) => at < expiryOf(story)),
  NeverUsedMoreThanSealed: (trail) => stories(trail).every(({ kept, submit }) => kept.used.length <= submit.uses),
  PlanRunIsPlanApproved: (trail) => everyUse(trail, ({ plan }, { submit }) => plan === submit.plan),
  PolicyRunIsPolicyApproved: (trail) =>
    stories(trail).every(({ id, settings }) =>
      accepted(trail).every(
        ({ command, before }) =>
          command.type !== "consume" || command.id !== id || before.settings.policy === settings.policy,
      ),
    ),
  ApprovalIsNotTransferable: (trail) =>
    everyUse(trail, ({ by }, { submit }) => same(by.actor, submit.by.actor) && same(by.person, submit.by.person)),
  NoUseAfterEnd: (trail) =>
    everyChange(trail, (before, after) => !closed(before) || as(after.used) === as(before.kept.used)),

  EndedNeverChanges: (trail) => everyChange(trail, (before, after) => !ended(before) || as(after) === as(before.kept)),
  OnlyOwnerOrAdminCancels: (trail) =>
    everyEnding(
      trail,
      "cancel",
      (by, story) =>
        isOwner(by, story) ||
        (by.actor.tenant === tenantOf(story) && by.actor.roles.some((role) => role.toString() === "admin")),
    ),
  OnlyApproversWithdraw: (trail) =>
    everyEnd(trail, "withdrawn", ({ by }, { kept }) =>
      kept.decisions.some((said) => said.verdict === "approve" && same(said.by, by)),
    ),
  OnlyOwnerSupersedes: (trail) => everyEnding(trail, "supersede", isOwner),
  NoEarlyExpiry: (trail) => everyEnd(trail, "expired", ({ at }, story) => at >= expiryOf(story)),
  /** Of liveness, what one trail can show: whatever happened, the sweeper can end what did not end when its time is over. */
  EveryRequestEnds: (trail) => {
    const register = endOf(trail)
    return stories(trail).every((story) => {
      const due = Math.max(expiryOf(story), trail.at(-1)?.now ?? 0)
      return (
        register === undefined || ended(story) || ask(register, [due - START, expire(story.id, sweeper())]).accepted
      )
    })
  },
}
