import { type Caller, type Identity, type Principal, isSame } from "../actors.ts"
import type { Instant } from "../time.ts"
import type { Decision, Group, Kept, KeysHeld, Seat, Stages } from "./approvals.ts"

/**
 * The named derivations that facts, guards and chart call through this one table. A rule that needs another one is given
 * it, so that a table with one rule replaced is a value like any other.
 */
export interface Rules {
  /** Two names are one person when id AND tenant agree: two tenants may use one id. */
  readonly identityIsIdAndTenant: (a: Identity, b: Identity) => boolean
  /** An agent's request is initiated by the person behind it. */
  readonly initiatorIsPersonBehind: (requester: Caller) => Principal
  /** A stage is met when EVERY group of it is. */
  readonly stageNeedsEveryGroup: (groups: readonly Group[], met: (group: Group) => boolean) => boolean
  /** A sequential stage waits for ALL stages before it. */
  readonly sequentialWaitsForAllBefore: (stage: number, met: (stage: number) => boolean) => boolean
  /** A stage keeps the time at which it first opened. */
  readonly stageOpensOnce: (opened: Instant | null, opens: boolean, now: Instant) => Instant | null
  /** Over all groups, a person can fill one place. */
  readonly peopleCountOnceOverGroups: (demands: readonly Demand[]) => boolean
  /** One rejection ends a request. */
  readonly oneRejectionEnds: (decisions: readonly Decision[]) => boolean
  /** A request whose uses are spent is consumed. */
  readonly spentIsConsumed: (kept: Kept) => boolean
  /** A voice rests on the key of whoever gave it, and on whoever's they speak for a seat by: their own, or a delegator's. */
  readonly voiceRestsOnEveryKey: (own: boolean, seats: boolean) => boolean
  /** The rate of a person's approvals counts every request of the tenant. */
  readonly rateCountsEveryRequest: (every: readonly Kept[], own: Kept) => readonly Kept[]
}

/** How many more people a group needs, and who could still decide for it (as distinct keys). */
export interface Demand {
  readonly need: number
  readonly people: readonly string[]
}

export const rules: Rules = {
  identityIsIdAndTenant: isSame,
  initiatorIsPersonBehind: ({ person: { id, tenant, kind } }) => ({ id, tenant, kind }),
  stageNeedsEveryGroup: (groups, met) => groups.every(met),
  sequentialWaitsForAllBefore: (stage, met) => Array.from({ length: stage }, (_, before) => before).every(met),
  stageOpensOnce: (opened, opens, now) => opened ?? (opens ? now : null),
  peopleCountOnceOverGroups: (demands) => assignable(demands),
  oneRejectionEnds: (decisions) => decisions.some(({ verdict }) => verdict === "reject"),
  spentIsConsumed: ({ used, uses }) => used.length >= uses,
  voiceRestsOnEveryKey: (own, seats) => own && seats,
  rateCountsEveryRequest: (every) => every,
}

export const sameSeat = (a: Seat, b: Seat, { identityIsIdAndTenant }: Rules): boolean =>
  a.stage === b.stage && a.group === b.group && identityIsIdAndTenant(a.member, b.member)

/** The decisions whose signers still have their keys. */
export const standing = (
  { decisions, delegations }: Pick<Kept, "decisions" | "delegations">,
  held: KeysHeld,
  rules: Rules,
): readonly Decision[] => {
  const same = rules.identityIsIdAndTenant
  const has = (keys: readonly boolean[], index: number) => keys[index] === true
  return decisions.filter(({ by, seat }, index) => {
    const lent = delegations.some(
      (delegation, other) =>
        has(held.delegations, other) && sameSeat(delegation.seat, seat, rules) && same(delegation.to, by),
    )
    return rules.voiceRestsOnEveryKey(has(held.decisions, index), same(by, seat.member) || lent)
  })
}

/**
 * Whether every demand can be met with each person in one place: a maximum bipartite matching of places and people by
 * augmenting paths, which exists exactly when Hall's condition holds.
 */
const assignable = (demands: readonly Demand[]): boolean => {
  // A quorum is a number that a command may carry: none is laid out that its own people can't fill.
  if (demands.some(({ need, people }) => need > people.length)) return false
  const places = demands.flatMap(({ need, people }) => Array.from({ length: need }, () => people))
  const placeOf = new Map<string, number>()
  const seat = (place: number, tried: Set<string>): boolean => {
    for (const person of places[place] ?? []) {
      if (tried.has(person)) continue
      tried.add(person)
      const occupied = placeOf.get(person)
      if (occupied === undefined || seat(occupied, tried)) {
        placeOf.set(person, place)
        return true
      }
    }
    return false
  }
  return places.every((_, place) => seat(place, new Set()))
}

/** The groups of one request that still need people, from what was decided. */
export const demandsOf = (
  { tenant, initiator, stages, decisions }: Pick<Kept, "tenant" | "initiator" | "stages" | "decisions">,
  rules: Rules,
): readonly Demand[] => {
  const same = rules.identityIsIdAndTenant
  const free = (member: Principal) =>
    member.kind === "human" &&
    member.tenant === tenant &&
    !same(member, initiator) &&
    !decisions.some(({ by, seat }) => same(by, member) || same(seat.member, member))
  return stages.flatMap(({ groups }, stage) =>
    groups.map((group) => ({
      need: Math.max(0, group.quorum - approversOf(stage, group, decisions, rules)),
      people: group.seats.filter(free).map(({ id, tenant }) => `${tenant}/${id}`),
    })),
  )
}

/** How many distinct people have approved for a group of a stage. */
const approversOf = (stage: number, { name }: Group, decisions: readonly Decision[], rules: Rules): number => {
  const people: Principal[] = []
  for (const { verdict, seat, by } of decisions) {
    if (verdict !== "approve" || seat.stage !== stage || seat.group !== name) continue
    if (!people.some((person) => rules.identityIsIdAndTenant(person, by))) people.push(by)
  }
  return people.length
}

const stageIsMet = (stages: Stages, stage: number, decisions: readonly Decision[], rules: Rules): boolean =>
  rules.stageNeedsEveryGroup(
    stages[stage]?.groups ?? [],
    (group) => approversOf(stage, group, decisions, rules) >= group.quorum,
  )

/** Whether every stage has its quorums, counted in distinct people from what was decided. */
export const allStagesAreMet = ({ stages, decisions }: Pick<Kept, "stages" | "decisions">, rules: Rules): boolean =>
  stages.every((_, stage) => stageIsMet(stages, stage, decisions, rules))

/** When each stage opened, after the decisions so far. A parallel stage opens with the one before it. */
export const openings = (
  stages: Stages,
  decisions: readonly Decision[],
  opened: readonly (Instant | null)[],
  now: Instant,
  rules: Rules,
): readonly (Instant | null)[] => {
  const met = (stage: number) => stageIsMet(stages, stage, decisions, rules)
  const headOf = (stage: number): number =>
    stage === 0 || stages[stage]?.mode === "sequential" ? stage : headOf(stage - 1)
  return stages.map((_, stage) =>
    rules.stageOpensOnce(opened[stage] ?? null, rules.sequentialWaitsForAllBefore(headOf(stage), met), now),
  )
}
