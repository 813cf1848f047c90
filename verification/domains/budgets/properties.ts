import type { Property } from "../../explore/properties.ts"
import type { Constants, Form, ModelCaps } from "./instance.ts"
import {
  type ModelAbsent,
  type ModelAmounts,
  type ModelBudget,
  type ModelEnd,
  type ModelReservation,
  type ModelState,
  type ModelThaw,
  type ModelWidening,
  NO_NARROWING,
  NO_THAW,
  NO_WIDENING,
} from "./values.ts"

/**
 * The properties of budgets a second time, over the model's values, from the words of the table alone: nothing here reads the
 * kernel. They speak of what happened (what was asked, started, reported, widened and thawed, by whom and when), never of a
 * status or of a guard's verdict. A person's name in the model is the whole identity, so people are compared by name.
 */
export const propertyNames = [
  "OnlyAdminsOpen",
  "NoCrossTenantOpening",
  "BudgetIsNotTransferable",
  "OnlyAllowlistedTools",
  "OnlyAllowlistedToolsStart",
  "NoAdmissionAboveSpendCap",
  "NoAdmissionAboveAffectedCap",
  "BlastRadiusIsBounded",
  "DependencyDepthIsBounded",
  "RateIsBounded",
  "NoFourthIdenticalCall",
  "OpenReservationsAreBounded",
  "UnknownOutcomesAreBounded",
  "FrozenAgentReservesNothing",
  "FrozenAgentStartsNothing",
  "OnlyTheGateReleases",
  "OnlyTheGateSettles",
  "OnlyTheGateUnreserves",
  "NoReleaseAfterEnd",
  "UnreservedAtMostOnce",
  "LapsedAtMostOnce",
  "SettledAtMostOnce",
  "RunsOncePerReservation",
  "NoReleaseAfterLease",
  "NoEarlyLapse",
  "NothingRanForFree",
  "OnlyAdminsWiden",
  "OnlyHumansWiden",
  "NoCrossTenantWidening",
  "NoSelfWidening",
  "NoWideningUnsignedByTheWidener",
  "WideningHasTwoPeople",
  "NoRetroactiveWidening",
  "OnlyAdminsNarrow",
  "NoCrossTenantNarrowing",
  "NoWideningByNarrowing",
  "EveryNarrowingChanges",
  "EveryThawEndsAFreeze",
  "OnlyAdminsThaw",
  "OnlyHumansThaw",
  "NoCrossTenantThaw",
  "NoSelfThaw",
  "NoThawUnsignedByTheThawer",
  "ThawHasTwoPeople",
  "OnlyAdminsCountersignWidening",
  "OnlyAdminsCountersignThaw",
  "OnlyHumansCountersignWidening",
  "OnlyHumansCountersignThaw",
  "NoCrossTenantCountersignedWidening",
  "NoCrossTenantCountersignedThaw",
  "NoSelfCountersignedWidening",
  "NoSelfCountersignedThaw",
  "NoUnsignedWidening",
  "NoUnsignedThaw",
  "NoReplayedWidening",
  "NoReplayedThaw",
  "EverySettlementCounts",
  "NothingIsChargedTwice",
  "OverrunFreezes",
  "NoThawOfAnUnseenOverrun",
  "NoLapseForFree",
  "YesterdayIsNotCharged",
  "NoChargeIsLost",
  "NarrowingHolds",
] as const
export type BudgetsProperty = (typeof propertyNames)[number]

const isThere = <There extends object>(value: ModelAbsent | There): value is There =>
  "serial" in value || "ends" in value

const budgetsIn = ({ bud }: ModelState): readonly ModelBudget[] => Object.values(bud).filter(isThere<ModelBudget>)
const callsIn = ({ res }: ModelState): readonly ModelReservation[] =>
  Object.values(res).filter(isThere<ModelReservation>)

const sums = (amounts: readonly ModelAmounts[]): ModelAmounts => ({
  spend: amounts.reduce((sum, { spend }) => sum + spend, 0),
  affected: amounts.reduce((sum, { affected }) => sum + affected, 0),
})

const sizes = ["spend", "affected", "blast", "depth", "rate", "open", "unknown"] as const

const lastOf = (ends: readonly ModelEnd[], how: ModelEnd["how"]): ModelEnd | undefined =>
  ends.findLast((end) => end.how === how)

/** A call that comes into being in a step. */
interface Admission {
  readonly call: ModelReservation
  readonly form: Form
  readonly caps: ModelCaps
  /** The agent's calls before it. */
  readonly before: readonly ModelReservation[]
  readonly state: ModelState
}

/** @throws where an instance has no such name, which its reader has seen to */
const known = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const found = table[name]
  if (found === undefined) throw new Error(`the instance has no ${name}`)
  return found
}

export const propertiesOf = (constants: Constants): Readonly<Record<BudgetsProperty, Property<ModelState>>> => {
  const { Actors, Forms, CapsNamed, Settings } = constants
  const actor = (name: string) => known(Actors, name)
  const isAdmin = (name: string) => actor(name).roles.includes("admin")
  const isHuman = (name: string) => actor(name).kind === "human"
  const isOwn = (name: string) => actor(name).tenant === Settings.tenant
  const isGate = (name: string) =>
    actor(name).kind === "service" && isOwn(name) && actor(name).roles.some((role) => Settings.reporters.includes(role))
  const formOf = ({ form }: ModelReservation): Form => known(Forms, form)
  const dayOf = (at: number) => Math.floor(at / Settings.dayLength)

  const capsOf = ({ caps, widening }: ModelBudget, now: number): ModelCaps =>
    known(CapsNamed, widening.by !== "none" && now >= widening.from ? widening.caps : caps)
  const budgetOf = ({ bud }: ModelState, name: string): ModelBudget => {
    const budget = bud[name]
    if (budget === undefined || !isThere<ModelBudget>(budget)) throw new Error(`${name} has no budget`)
    return budget
  }

  const leaseEnd = ({ at }: ModelReservation) => at + Settings.lease
  const runs = (call: ModelReservation, now: number) => call.ends.length === 0 && now < leaseEnd(call)
  const isUnknown = (call: ModelReservation, now: number) =>
    call.releases.length > 0 && now >= leaseEnd(call) && lastOf(call.ends, "settled") === undefined

  /** What a call is known to have cost: what was reported last, nothing where it never started, else what was asked. */
  const costOf = (call: ModelReservation): ModelAmounts => {
    const reported = lastOf(call.ends, "settled")
    if (reported !== undefined) return reported.amounts
    return lastOf(call.ends, "unreserved") === undefined ? formOf(call) : { spend: 0, affected: 0 }
  }
  const exceeds = (reported: ModelAmounts, asked: ModelAmounts) =>
    reported.spend > asked.spend || reported.affected > asked.affected
  const overrunsOf = (state: ModelState, name: string): readonly ModelEnd[] =>
    callsIn(state)
      .filter(({ budget }) => budget === name)
      .flatMap((call) => call.ends.filter(({ how, amounts }) => how === "settled" && exceeds(amounts, formOf(call))))
  /** Overruns that no thaw came after. */
  const unlooked = (state: ModelState, name: string): readonly ModelEnd[] =>
    overrunsOf(state, name).filter(({ serial }) => serial >= budgetOf(state, name).thawed.serial)

  const eachBudget = (
    holds: (budget: ModelBudget, name: string, state: ModelState) => boolean,
  ): Property<ModelState> => ({
    over: "state",
    holds: (state) =>
      Object.entries(state.bud).every(([name, budget]) => !isThere<ModelBudget>(budget) || holds(budget, name, state)),
  })
  const eachCall = (holds: (call: ModelReservation, state: ModelState) => boolean): Property<ModelState> => ({
    over: "state",
    holds: (state) => callsIn(state).every((call) => holds(call, state)),
  })
  const eachEnd = (how: ModelEnd["how"], holds: (end: ModelEnd, call: ModelReservation) => boolean) =>
    eachCall((call) => call.ends.every((end) => end.how !== how || holds(end, call)))
  const eachAdmission = (holds: (admission: Admission) => boolean): Property<ModelState> => ({
    over: "step",
    holds: (before, after) =>
      Object.entries(after.res).every(([name, call]) => {
        const was = before.res[name]
        if (!isThere<ModelReservation>(call) || was === undefined || isThere<ModelReservation>(was)) return true
        return holds({
          call,
          form: formOf(call),
          caps: capsOf(budgetOf(before, call.budget), before.now),
          before: callsIn(before).filter(({ budget }) => budget === call.budget),
          state: before,
        })
      }),
  })
  const eachStart = (holds: (call: ModelReservation, state: ModelState) => boolean): Property<ModelState> => ({
    over: "step",
    holds: (before, after) =>
      Object.entries(before.res).every(([name, call]) => {
        const is = after.res[name]
        if (!isThere<ModelReservation>(call) || is === undefined || !isThere<ModelReservation>(is)) return true
        return is.releases.length === call.releases.length || holds(call, before)
      }),
  })
  const eachWidening = (holds: (widening: ModelWidening, budget: ModelBudget) => boolean) =>
    eachBudget((budget) => budget.widening.by === NO_WIDENING.by || holds(budget.widening, budget))
  const eachThaw = (holds: (thaw: ModelThaw, budget: ModelBudget, name: string, state: ModelState) => boolean) =>
    eachBudget((budget, name, state) => budget.thawed.by === NO_THAW.by || holds(budget.thawed, budget, name, state))
  const hasNarrowed = ({ narrowed }: ModelBudget) => narrowed.by !== NO_NARROWING.by
  /** What a budget became by a narrowing that nothing has followed yet. */
  const eachNarrowing = (holds: (after: ModelCaps, before: ModelCaps, budget: ModelBudget) => boolean) =>
    eachBudget(
      (budget) =>
        !hasNarrowed(budget) ||
        budget.serial !== budget.narrowed.serial ||
        holds(known(CapsNamed, budget.caps), known(CapsNamed, budget.narrowed.before), budget),
    )
  /** In the step in which somebody changes a budget: the number that was signed is the next one. */
  const namesTheNext = (of: (budget: ModelBudget) => ModelWidening | ModelThaw): Property<ModelState> => ({
    over: "step",
    holds: (before, after) =>
      Object.entries(before.bud).every(([name, was]) => {
        const is = after.bud[name]
        if (!isThere<ModelBudget>(was) || is === undefined || !isThere<ModelBudget>(is)) return true
        const change = of(is)
        return (
          change.by === "none" || JSON.stringify(change) === JSON.stringify(of(was)) || change.serial === was.serial + 1
        )
      }),
  })

  const chargedOn = (state: ModelState, name: string, day: number): ModelAmounts =>
    sums(callsIn(state).flatMap(({ budget, at, charged }) => (budget === name && dayOf(at) === day ? [charged] : [])))
  const today = ({ before, state }: Admission): readonly ModelReservation[] =>
    before.filter(({ at }) => dayOf(at) === dayOf(state.now))

  return {
    OnlyAdminsOpen: eachBudget(({ opener }) => isAdmin(opener)),
    NoCrossTenantOpening: eachBudget(({ opener }) => isOwn(opener)),
    BudgetIsNotTransferable: eachCall(({ by, budget }) => by === budget),
    OnlyAllowlistedTools: eachAdmission(({ form, caps }) => caps.tools.includes(form.tool)),
    OnlyAllowlistedToolsStart: eachStart((call, state) =>
      capsOf(budgetOf(state, call.budget), state.now).tools.includes(formOf(call).tool),
    ),
    NoAdmissionAboveSpendCap: eachAdmission(
      (admission) => sums(today(admission).map(costOf)).spend + admission.form.spend <= admission.caps.spend,
    ),
    NoAdmissionAboveAffectedCap: eachAdmission(
      (admission) => sums(today(admission).map(costOf)).affected + admission.form.affected <= admission.caps.affected,
    ),
    BlastRadiusIsBounded: eachAdmission(({ form, caps }) => form.affected <= caps.blast),
    DependencyDepthIsBounded: eachAdmission(({ form, caps }) => form.depth <= caps.depth),
    RateIsBounded: eachAdmission(
      ({ caps, before, state }) => before.filter(({ at }) => at > state.now - Settings.window).length < caps.rate,
    ),
    NoFourthIdenticalCall: eachCall(
      (call, state) =>
        callsIn(state).filter(
          (other) =>
            other.budget === call.budget &&
            formOf(other).tool === formOf(call).tool &&
            formOf(other).digest === formOf(call).digest &&
            other.at > call.at - Settings.window &&
            other.at <= call.at,
        ).length <= 3,
    ),
    OpenReservationsAreBounded: eachAdmission(
      ({ caps, before, state }) => before.filter((call) => runs(call, state.now)).length < caps.open,
    ),
    UnknownOutcomesAreBounded: eachAdmission(
      ({ caps, before, state }) => before.filter((call) => isUnknown(call, state.now)).length < caps.unknown,
    ),
    FrozenAgentReservesNothing: eachAdmission(({ call, state }) => unlooked(state, call.budget).length === 0),
    FrozenAgentStartsNothing: eachStart((call, state) => unlooked(state, call.budget).length === 0),
    OnlyTheGateReleases: eachCall(({ releases }) => releases.every(({ by }) => isGate(by))),
    OnlyTheGateSettles: eachEnd("settled", ({ by }) => isGate(by)),
    OnlyTheGateUnreserves: eachEnd("unreserved", ({ by }) => isGate(by)),
    NoReleaseAfterEnd: eachStart(({ ends }) => ends.length === 0),
    UnreservedAtMostOnce: eachEnd("unreserved", (end, { ends }) => ends.indexOf(end) === 0),
    LapsedAtMostOnce: eachEnd("lapsed", (end, { ends }) => ends.indexOf(end) === 0),
    SettledAtMostOnce: eachEnd("settled", (end, { ends }) =>
      ends.slice(0, ends.indexOf(end)).every(({ how }) => how === "lapsed"),
    ),
    RunsOncePerReservation: eachCall(({ releases }) => releases.length <= 1),
    NoReleaseAfterLease: eachCall((call) => call.releases.every(({ at }) => at < leaseEnd(call))),
    NoEarlyLapse: eachEnd("lapsed", ({ at }, call) => at >= leaseEnd(call)),
    NothingRanForFree: eachCall(
      ({ releases, ends }) => releases.length === 0 || lastOf(ends, "unreserved") === undefined,
    ),
    OnlyAdminsWiden: eachWidening(({ by }) => isAdmin(by)),
    OnlyHumansWiden: eachWidening(({ by }) => isHuman(by)),
    NoCrossTenantWidening: eachWidening(({ by }) => isOwn(by)),
    NoSelfWidening: eachWidening(({ by }, { owner }) => by !== owner),
    NoWideningUnsignedByTheWidener: eachWidening(({ signature }) => signature === "good"),
    WideningHasTwoPeople: eachWidening(({ by, countersigner }) => by !== countersigner),
    NoRetroactiveWidening: eachWidening(({ from, at }) => from >= at),
    OnlyAdminsNarrow: eachBudget((budget) => !hasNarrowed(budget) || isAdmin(budget.narrowed.by)),
    NoCrossTenantNarrowing: eachBudget((budget) => !hasNarrowed(budget) || isOwn(budget.narrowed.by)),
    NoWideningByNarrowing: eachNarrowing(
      (after, before) =>
        sizes.every((size) => after[size] <= before[size]) && after.tools.every((tool) => before.tools.includes(tool)),
    ),
    EveryNarrowingChanges: eachNarrowing(
      (after, before, { narrowed }) =>
        narrowed.changed.cancelled ||
        sizes.some((size) => after[size] < before[size]) ||
        before.tools.some((tool) => !after.tools.includes(tool)),
    ),
    EveryThawEndsAFreeze: eachThaw(
      ({ wasFrozen, serial }, _, name, state) =>
        wasFrozen && overrunsOf(state, name).some((overrun) => overrun.serial < serial),
    ),
    OnlyAdminsThaw: eachThaw(({ by }) => isAdmin(by)),
    OnlyHumansThaw: eachThaw(({ by }) => isHuman(by)),
    NoCrossTenantThaw: eachThaw(({ by }) => isOwn(by)),
    NoSelfThaw: eachThaw(({ by }, { owner }) => by !== owner),
    NoThawUnsignedByTheThawer: eachThaw(({ signature }) => signature === "good"),
    ThawHasTwoPeople: eachThaw(({ by, countersigner }) => by !== countersigner),
    OnlyAdminsCountersignWidening: eachWidening(({ countersigner }) => isAdmin(countersigner)),
    OnlyAdminsCountersignThaw: eachThaw(({ countersigner }) => isAdmin(countersigner)),
    OnlyHumansCountersignWidening: eachWidening(({ countersigner }) => isHuman(countersigner)),
    OnlyHumansCountersignThaw: eachThaw(({ countersigner }) => isHuman(countersigner)),
    NoCrossTenantCountersignedWidening: eachWidening(({ countersigner }) => isOwn(countersigner)),
    NoCrossTenantCountersignedThaw: eachThaw(({ countersigner }) => isOwn(countersigner)),
    NoSelfCountersignedWidening: eachWidening(({ countersigner }, { owner }) => countersigner !== owner),
    NoSelfCountersignedThaw: eachThaw(({ countersigner }, { owner }) => countersigner !== owner),
    NoUnsignedWidening: eachWidening(({ countersignature }) => countersignature === "good"),
    NoUnsignedThaw: eachThaw(({ countersignature }) => countersignature === "good"),
    NoReplayedWidening: namesTheNext(({ widening }) => widening),
    NoReplayedThaw: namesTheNext(({ thawed }) => thawed),
    EverySettlementCounts: eachCall(({ ends, charged }) => {
      const reported = lastOf(ends, "settled")?.amounts
      return reported === undefined || (charged.spend >= reported.spend && charged.affected >= reported.affected)
    }),
    NothingIsChargedTwice: eachCall(({ ends, charged }) => {
      const reported = lastOf(ends, "settled")?.amounts
      return reported === undefined || (charged.spend <= reported.spend && charged.affected <= reported.affected)
    }),
    OverrunFreezes: eachBudget(({ frozen }, name, state) => frozen || unlooked(state, name).length === 0),
    // What was signed was seen at the number before. An overrun that shares it with another change came after that one.
    NoThawOfAnUnseenOverrun: eachThaw(({ serial }, { widening, narrowed }, name, state) => {
      const seen = serial - 1
      const overruns = overrunsOf(state, name).filter((overrun) => overrun.serial === seen)
      const others = [widening.serial, narrowed.serial, serial].filter((other) => other === seen)
      return overruns.length === 0 || (seen > 0 && overruns.length === 1 && others.length === 0)
    }),
    NoLapseForFree: eachCall((call) => {
      const { charged, ends } = call
      const { spend, affected } = formOf(call)
      return ends.at(-1)?.how !== "lapsed" || (charged.spend >= spend && charged.affected >= affected)
    }),
    YesterdayIsNotCharged: eachBudget(({ meter }, name, state) => {
      const { spend, affected } = chargedOn(state, name, meter.day)
      return meter.spend <= spend && meter.affected <= affected
    }),
    NoChargeIsLost: eachBudget(({ meter }, name, state) => {
      const { spend, affected } = chargedOn(state, name, meter.day)
      return meter.spend >= spend && meter.affected >= affected
    }),
    NarrowingHolds: {
      over: "state",
      holds: (state) =>
        budgetsIn(state).every(
          (budget) =>
            !hasNarrowed(budget) ||
            budget.widening.by === NO_WIDENING.by ||
            state.now < budget.widening.from ||
            budget.widening.serial > budget.narrowed.serial,
        ),
    },
  }
}
