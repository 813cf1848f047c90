import type { Property } from "../../explore/properties.ts"
import type { Constants, ModelStage } from "./instance.ts"
import { canBeFilled } from "./hall.ts"
import type { ModelAbsent, ModelDecision, ModelEnd, ModelRequest, ModelState } from "./values.ts"

/**
 * The properties of approvals a second time, over the model's values, from the words of the table alone: nothing here
 * reads the kernel. They speak of what happened (who decided, what ran, when), from history, never of a status or of a
 * guard's verdict. A person's name in the model is the whole identity, so people are compared by name.
 */
export const propertyNames = [
  "RequesterChoosesNoApprover",
  "EveryRequestCanBeMet",
  "UsesAreBounded",
  "LifetimeIsBounded",
  "OpenRequestsAreCapped",
  "NoSelfDecision",
  "OnlyHumansDecide",
  "NoCrossTenantDecision",
  "OnlySeatHoldersDecide",
  "OneDecisionPerPerson",
  "OneVoicePerMember",
  "StagesInOrder",
  "DecisionsBindThePlan",
  "NoDecisionAfterSla",
  "NoUnsignedDecision",
  "NoApprovalUnderAnotherPolicy",
  "ApprovalRateIsBounded",
  "EveryOpenRequestCanBeMet",
  "NoDecisionAfterExpiry",
  "NoDelegationAfterExpiry",
  "OnlySeatsAreDelegated",
  "NoDelegationByAgents",
  "NoDelegationFromOutside",
  "InitiatorChoosesNoApprover",
  "OneDelegatePerSeat",
  "NoDelegationToInitiator",
  "NoDelegationToAgents",
  "NoDelegationOutOfTenant",
  "NoDelegationChains",
  "OnlyThePolicysAreDelegates",
  "NoUnsignedDelegation",
  "EndedNeverChanges",
  "NoUseAfterEnd",
  "UsedOnlyWithQuorum",
  "UsedOnlyByStandingVoices",
  "NoUseAfterExpiry",
  "NeverUsedMoreThanSealed",
  "PlanRunIsPlanApproved",
  "PolicyRunIsPolicyApproved",
  "ApprovalIsNotTransferable",
  "OnlyOwnerOrAdminCancels",
  "OnlyOwnerSupersedes",
  "OnlyApproversWithdraw",
  "NoEarlyExpiry",
] as const
export type PropertyName = (typeof propertyNames)[number]

/** The properties over an instance's constants. */
export const propertiesOf = (constants: Constants): Readonly<Record<PropertyName, Property<ModelState>>> => {
  const words = wordsOf(constants)
  const { Actors, Settings } = constants
  const { form, person, tenant, actor, expiresAt, seatOf, isSeated, isMet, headOf, demands, ended } = words

  /** True of every request by itself, in every state. */
  const always = (holds: (q: ModelRequest) => boolean): Property<ModelState> => ({
    over: "state",
    holds: ({ req }) => Object.values(req).every((q) => !isThere(q) || holds(q)),
  })
  /** True of every step of every request that was there before. */
  const everyStep = (
    holds: (before: ModelRequest, after: ModelRequest | ModelAbsent) => boolean,
  ): Property<ModelState> => ({
    over: "step",
    holds: (before, after) =>
      Object.entries(before.req).every(([id, q]) => !isThere(q) || holds(q, after.req[id] ?? { status: "absent" })),
  })
  const everyDecision = (holds: (decision: ModelDecision, q: ModelRequest, index: number) => boolean) =>
    always((q) => q.decisions.every((decision, index) => holds(decision, q, index)))
  const everyDelegation = (
    holds: (d: ModelRequest["delegations"][number], q: ModelRequest, index: number) => boolean,
  ) => always((q) => q.delegations.every((delegation, index) => holds(delegation, q, index)))
  const everyUse = (holds: (use: ModelRequest["uses"][number], q: ModelRequest) => boolean) =>
    always((q) => q.uses.every((use) => holds(use, q)))

  return {
    // Stages are the policy's, never the requester's.
    RequesterChoosesNoApprover: always((q) => same(form(q).stages, Settings.routes[form(q).route])),
    // There is something to meet, and members enough who may decide, each filling one place.
    EveryRequestCanBeMet: always(words.couldBeMet),
    UsesAreBounded: always((q) => form(q).uses >= 1 && form(q).uses <= Settings.maxUses),
    LifetimeIsBounded: always((q) => form(q).lifetime >= 1 && form(q).lifetime <= Settings.maxLifetime),
    // No initiator has more requests open and unexpired than the cap.
    OpenRequestsAreCapped: {
      over: "state",
      holds: ({ now, req }) => {
        const open = Object.values(req)
          .filter((q) => isThere(q))
          .filter((q) => !ended(q) && now < expiresAt(q))
        return open.every((q) => open.filter((other) => person(other) === person(q)).length <= Settings.maxOpen)
      },
    },
    // Nobody decides on what they asked for, be it through an agent.
    NoSelfDecision: everyDecision(({ by }, q) => by !== person(q)),
    OnlyHumansDecide: everyDecision(({ by }) => actor(by)?.kind === "human"),
    NoCrossTenantDecision: everyDecision(({ by }, q) => actor(by)?.tenant === tenant(q)),
    // Whoever decides is the seat's member, or was delegated the seat.
    OnlySeatHoldersDecide: everyDecision(({ by, seat, at }, q) => isSeated(q, seat) && holdsSeat(q, seat, by, at)),
    OneDecisionPerPerson: always((q) => areDistinct(q.decisions.map(({ by }) => by))),
    // A member is heard once, in person or through a delegate, whatever seats they have.
    OneVoicePerMember: always((q) => areDistinct(q.decisions.map(({ seat }) => seatOf(seat)?.member ?? seat))),
    // A stage is decided on only when every stage that it waits for was met by then.
    StagesInOrder: everyDecision(({ seat }, q, index) => {
      const stage = (seatOf(seat)?.stage ?? 0) - 1
      if (form(q).stages[stage] === undefined) return true
      return before(headOf(q, stage)).every((earlier) => isMet(q, earlier, q.decisions.slice(0, index)))
    }),
    DecisionsBindThePlan: everyDecision(({ plan }, q) => plan === form(q).plan),
    // In time from when the stage first opened, as the decisions tell it; a stage that never opened is StagesInOrder's.
    NoDecisionAfterSla: everyDecision(({ seat, at }, q, index) => {
      const stage = (seatOf(seat)?.stage ?? 0) - 1
      const sla = form(q).stages[stage]?.sla
      if (sla === undefined) return true
      const opened = words.openedAt(q, stage, q.decisions.slice(0, index))
      return opened === null || at < opened + sla
    }),
    NoUnsignedDecision: everyDecision(({ signature }) => signature === "good"),
    NoApprovalUnderAnotherPolicy: everyDecision(
      ({ verdict, policy }, q) => verdict === "reject" || policy === q.policy,
    ),
    // In no window has a person approved more often than the rate, over all requests.
    ApprovalRateIsBounded: {
      over: "state",
      holds: ({ req }) => {
        const approvals = Object.values(req)
          .filter((q) => isThere(q))
          .flatMap(({ decisions }) => decisions.filter(({ verdict }) => verdict === "approve"))
        return approvals.every(
          ({ by, at }) =>
            approvals.filter((other) => other.by === by && other.at <= at && other.at > at - Settings.rateWindow)
              .length <= Settings.rateMax,
        )
      },
    },
    // What could be met at first can be as long as it is open: those who have not decided can still fill what is missing.
    EveryOpenRequestCanBeMet: always((q) => ended(q) || !words.couldBeMet(q) || canBeFilled(demands(q, q.decisions))),
    NoDecisionAfterExpiry: everyDecision(({ at }, q) => at < expiresAt(q)),
    NoDelegationAfterExpiry: everyDelegation(({ at }, q) => at < expiresAt(q)),
    // Whoever delegates a seat is its member, or was delegated it before.
    OnlySeatsAreDelegated: everyDelegation(
      ({ seat, by }, q, index) =>
        isSeated(q, seat) &&
        (seatOf(seat)?.member === by ||
          q.delegations.slice(0, index).some((other) => isSameSeat(other.seat, seat) && other.to === by)),
    ),
    NoDelegationByAgents: everyDelegation(({ by }) => actor(by)?.kind === "human"),
    NoDelegationFromOutside: everyDelegation(({ by }, q) => actor(by)?.tenant === tenant(q)),
    InitiatorChoosesNoApprover: everyDelegation(({ by }, q) => by !== person(q)),
    OneDelegatePerSeat: everyDelegation(
      ({ seat, by }, q, index) =>
        !q.delegations.slice(0, index).some((other) => isSameSeat(other.seat, seat) && other.by === by),
    ),
    NoDelegationToInitiator: everyDelegation(({ to }, q) => to !== person(q)),
    NoDelegationToAgents: everyDelegation(({ to }) => actor(to)?.kind === "human"),
    NoDelegationOutOfTenant: everyDelegation(({ to }, q) => actor(to)?.tenant === tenant(q)),
    // Who was delegated a seat does not delegate it on.
    NoDelegationChains: everyDelegation(
      ({ seat, by }, q, index) =>
        !q.delegations.slice(0, index).some((other) => isSameSeat(other.seat, seat) && other.to === by),
    ),
    OnlyThePolicysAreDelegates: everyDelegation(({ to }) => Settings.delegates.includes(to)),
    NoUnsignedDelegation: everyDelegation(({ signature }) => signature === "good"),
    // After an end, a rejection or the last use nothing of the request changes.
    EndedNeverChanges: everyStep((q, after) => !ended(q) || same(q, after)),
    // Nothing runs after an end or a rejection. (After the last use: NeverUsedMoreThanSealed.)
    NoUseAfterEnd: everyStep(
      (q, after) =>
        !(isThere(after) && after.uses.length > q.uses.length) ||
        (q.end.how === "none" && q.decisions.every(({ verdict }) => verdict !== "reject")),
    ),
    UsedOnlyWithQuorum: always(
      (q) => q.uses.length === 0 || form(q).stages.every((_, stage) => isMet(q, stage, q.decisions)),
    ),
    // Those who had their keys then, and for whom somebody who had theirs delegated the seat, were enough by themselves.
    UsedOnlyByStandingVoices: everyUse(({ keysHeld }, q) => {
      const isLent = ({ by, seat }: ModelDecision) =>
        q.delegations.some(
          (other, index) => keysHeld.delegations[index] === true && isSameSeat(other.seat, seat) && other.to === by,
        )
      const standing = q.decisions.filter(
        (decision, index) =>
          keysHeld.decisions[index] === true && (seatOf(decision.seat)?.member === decision.by || isLent(decision)),
      )
      return form(q).stages.every((_, stage) => isMet(q, stage, standing))
    }),
    NoUseAfterExpiry: everyUse(({ at }, q) => at < expiresAt(q)),
    NeverUsedMoreThanSealed: always((q) => q.uses.length <= form(q).uses),
    PlanRunIsPlanApproved: everyUse(({ plan }, q) => plan === form(q).plan),
    PolicyRunIsPolicyApproved: everyUse(({ policy }, q) => policy === q.policy),
    // The very agent for the very person.
    ApprovalIsNotTransferable: everyUse(({ by }, q) => by === form(q).requester),
    OnlyOwnerOrAdminCancels: always(
      (q) =>
        q.end.how !== "cancelled" ||
        words.isOwner(q, q.end) ||
        (Actors[q.end.by]?.admin === true && actor(q.end.by)?.tenant === tenant(q)),
    ),
    OnlyOwnerSupersedes: always((q) => q.end.how !== "superseded" || words.isOwner(q, q.end)),
    OnlyApproversWithdraw: always(
      (q) =>
        q.end.how !== "withdrawn" || q.decisions.some(({ verdict, by }) => verdict === "approve" && by === q.end.by),
    ),
    NoEarlyExpiry: always((q) => q.end.how !== "expired" || q.end.at >= expiresAt(q)),
  }

  function isSameSeat(a: string, b: string): boolean {
    return same(seatOf(a), seatOf(b))
  }

  function holdsSeat(q: ModelRequest, seat: string, who: string, by: number): boolean {
    return (
      seatOf(seat)?.member === who ||
      q.delegations.some((delegated) => isSameSeat(delegated.seat, seat) && delegated.to === who && delegated.at <= by)
    )
  }
}

/** The words in which the properties are said. Stages count from 0 here. */
const wordsOf = ({ Actors, Callers, Forms, Seats }: Constants) => {
  const form = (q: ModelRequest) => named(Forms, q.form)
  const requester = (q: ModelRequest) => named(Callers, form(q).requester)
  const person = (q: ModelRequest): string => requester(q).person
  const actor = (name: string) => Actors[name]
  const tenant = (q: ModelRequest): string => named(Actors, person(q)).tenant
  const seatOf = (seat: string) => Seats[seat]
  const groupsOf = (q: ModelRequest, stage: number): ModelStage["groups"] => form(q).stages[stage]?.groups ?? []

  const isSeated = (q: ModelRequest, seat: string): boolean => {
    const found = seatOf(seat)
    if (found === undefined) return false
    return groupsOf(q, found.stage - 1).some(({ name, seats }) => name === found.group && seats.includes(found.member))
  }
  const approvers = (stage: number, group: string, decisions: readonly ModelDecision[]): ReadonlySet<string> =>
    new Set(
      decisions
        .filter(
          ({ verdict, seat }) =>
            verdict === "approve" && seatOf(seat)?.stage === stage + 1 && seatOf(seat)?.group === group,
        )
        .map(({ by }) => by),
    )
  const isMet = (q: ModelRequest, stage: number, decisions: readonly ModelDecision[]): boolean =>
    groupsOf(q, stage).every(({ name, quorum }) => approvers(stage, name, decisions).size >= quorum)
  /** The stage with which a stage opens: the last sequential one up to it. */
  const headOf = (q: ModelRequest, stage: number): number =>
    stage === 0 || form(q).stages[stage]?.mode === "sequential" ? stage : headOf(q, stage - 1)
  const opens = (q: ModelRequest, stage: number, decisions: readonly ModelDecision[]): boolean =>
    before(headOf(q, stage)).every((earlier) => isMet(q, earlier, decisions))
  /** When a stage first opened, told from the decisions up to now; null while it has not. */
  const openedAt = (q: ModelRequest, stage: number, decisions: readonly ModelDecision[]): number | null => {
    if (opens(q, stage, [])) return q.submittedAt
    return decisions.find((_, index) => opens(q, stage, decisions.slice(0, index + 1)))?.at ?? null
  }
  /** What each group still needs, and the members who may still decide for it. */
  const demands = (q: ModelRequest, decisions: readonly ModelDecision[]) => {
    const spent = new Set(decisions.flatMap(({ by, seat }) => [by, seatOf(seat)?.member ?? by]))
    const mayDecide = (member: string) =>
      actor(member)?.kind === "human" &&
      actor(member)?.tenant === tenant(q) &&
      member !== person(q) &&
      !spent.has(member)
    return form(q).stages.flatMap(({ groups }, stage) =>
      groups.map(({ name, seats, quorum }) => ({
        need: Math.max(0, quorum - approvers(stage, name, decisions).size),
        people: seats.filter(mayDecide),
      })),
    )
  }
  const couldBeMet = (q: ModelRequest): boolean => {
    const { stages } = form(q)
    const asks = stages.every(({ groups }) => groups.length > 0 && groups.every(({ quorum }) => quorum >= 1))
    return stages.length > 0 && asks && canBeFilled(demands(q, []))
  }
  /** Ended by what happened: an end, a rejection, or the last use. */
  const ended = (q: ModelRequest): boolean =>
    q.end.how !== "none" || q.decisions.some(({ verdict }) => verdict === "reject") || q.uses.length >= form(q).uses
  const isOwner = (q: ModelRequest, end: ModelEnd): boolean =>
    end.by === person(q) || (end.by === requester(q).actor && end.person === person(q))
  return {
    form,
    person,
    tenant,
    actor,
    seatOf,
    isSeated,
    isMet,
    headOf,
    openedAt,
    demands,
    couldBeMet,
    ended,
    isOwner,
    expiresAt: (q: ModelRequest) => q.submittedAt + form(q).lifetime,
  }
}

const isThere = (q: ModelRequest | ModelAbsent): q is ModelRequest => q.status !== "absent"
const before = (stage: number): readonly number[] => Array.from({ length: stage }, (_, index) => index)
const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length

const named = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const found = table[name]
  if (found === undefined) throw new RangeError(`the instance has no ${name}`)
  return found
}

/** Equal as JSON whose objects are written in one order, as the constants and the projection of one instance are. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
