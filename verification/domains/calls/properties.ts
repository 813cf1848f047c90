import type { Property } from "../../explore/properties.ts"
import type { Constants, Form } from "./instance.ts"
import {
  type ModelAbsent,
  type ModelCall,
  type ModelDecision,
  type ModelEnd,
  type ModelPerform,
  type ModelRelease,
  type ModelResolution,
  type ModelSign,
  type ModelState,
  NOTHING,
  NO_DECISION,
  NO_WAIT,
} from "./values.ts"

/**
 * The properties of calls a second time, over the model's values, from the words of the table alone: nothing here reads the
 * kernel. They speak of what happened (who asked, waited, decided, released, performed and reported, and when), never of a status
 * or of a guard's verdict. That a resolution keeps the status which its call had is what happened, too.
 */
export const propertyNames = [
  "OneCallPerKey",
  "NoWaitAfterDecision",
  "NoWaitIsProlonged",
  "WaitsAreBounded",
  "NoCallPastABrokenPolicy",
  "NoCallAgainstPolicy",
  "DestructiveNeedsPersonOrBreakGlass",
  "NoApprovalOverridesTaint",
  "NothingUnbudgeted",
  "NothingAnonymous",
  "DecidedOnce",
  "NoAdmissionUnanswered",
  "NoAdmissionAfterDeadline",
  "OnlyWaitsTimeOut",
  "NoEarlyTimeout",
  "NoFalseCancel",
  "CancelledOnce",
  "NoCrossTenantCancel",
  "OnlyTheirOwnersCancel",
  "CompleteMediation",
  "ReleasedOnce",
  "PlanRunIsPlanAdmitted",
  "DryCallNeverTurnsReal",
  "NoReleaseOnStaleFacts",
  "NoEffectWithoutRelease",
  "AtMostOnce",
  "NoOtherPlanRuns",
  "NoLateEffect",
  "DryRunHasNoEffect",
  "NoEffectAfterItsEnd",
  "NoCrossTenantPerform",
  "OnlyExecutorsPerform",
  "OutcomeIsSettledOnce",
  "NoCrossTenantReport",
  "NoForeignAnswer",
  "NoFalseFailure",
  "NoEarlyUnknown",
  "OnlyUnknownIsResolved",
  "OnlyHumansResolve",
  "NoCrossTenantResolve",
  "NoSelfResolve",
  "OnlyEligibleResolve",
] as const
export type CallsProperty = (typeof propertyNames)[number]

const isThere = <There extends ModelCall | ModelResolution>(thing: ModelAbsent | There): thing is There => "at" in thing

const callsIn = ({ call }: ModelState): readonly ModelCall[] => Object.values(call).filter(isThere<ModelCall>)

/** @throws where an instance or a state has no such name, which their readers have seen to */
const known = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const found = table[name]
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** The parts of a call that change after it was received. */
type Part = "wait" | "decision" | "releases" | "performs" | "ends" | "cancels"

const same = (some: object, others: object): boolean => JSON.stringify(some) === JSON.stringify(others)

const waits = ({ wait }: ModelCall): boolean => wait.on !== NO_WAIT.on
const isUndecided = ({ decision, cancels }: ModelCall): boolean =>
  decision.how === NO_DECISION.how && cancels.length === 0
const isDecided = ({ decision }: ModelCall, ...hows: readonly ModelDecision["how"][]): boolean =>
  hows.includes(decision.how)

const eachCall = (holds: (call: ModelCall) => boolean): Property<ModelState> => ({
  over: "state",
  holds: (state) => callsIn(state).every(holds),
})
const eachAdmitted = (holds: (call: ModelCall) => boolean): Property<ModelState> =>
  eachCall((call) => !isDecided(call, "admitted") || holds(call))
const eachRelease = (holds: (release: ModelRelease, call: ModelCall) => boolean): Property<ModelState> =>
  eachCall((call) => call.releases.every((release) => holds(release, call)))
const eachPerform = (holds: (perform: ModelPerform, call: ModelCall) => boolean): Property<ModelState> =>
  eachCall((call) => call.performs.every((perform) => holds(perform, call)))
const eachCancel = (holds: (cancel: ModelSign, call: ModelCall) => boolean): Property<ModelState> =>
  eachCall((call) => call.cancels.every((cancel) => holds(cancel, call)))
const eachEnd = (holds: (end: ModelEnd, call: ModelCall) => boolean): Property<ModelState> =>
  eachCall((call) => call.ends.every((end) => holds(end, call)))
/** What somebody told of how a call ended: more than that nobody had. */
const eachReport = (holds: (end: ModelEnd, call: ModelCall) => boolean): Property<ModelState> =>
  eachEnd((end, call) => end.how === "unknown" || holds(end, call))

/** A part of a call that becomes another one in a step, told with what the call was before and is after it. */
const eachChange = (part: Part, holds: (before: ModelCall, after: ModelCall) => boolean): Property<ModelState> => ({
  over: "step",
  holds: (before, after) =>
    Object.entries(before.call).every(([name, call]) => {
      const then = known(after.call, name)
      if (!isThere<ModelCall>(call) || !isThere<ModelCall>(then)) return true
      return same(call[part], then[part]) || holds(call, then)
    }),
})

const eachResolution = (holds: (resolution: ModelResolution, call: ModelCall) => boolean): Property<ModelState> => ({
  over: "state",
  holds: (state) =>
    Object.entries(state.res).every(([name, resolution]) => {
      if (!isThere<ModelResolution>(resolution)) return true
      const call = known(state.call, name)
      if (!isThere<ModelCall>(call)) throw new Error(`nobody made ${name}`)
      return holds(resolution, call)
    }),
})

const isTrueOfTheAdmitted = (fact: string): Property<ModelState> =>
  eachAdmitted(({ decision: { judged } }) => judged.set.includes(fact))

export const propertiesOf = (constants: Constants): Readonly<Record<CallsProperty, Property<ModelState>>> => {
  const { Actors, Callers, Forms, Settings } = constants
  const actor = (name: string) => known(Actors, name)
  const isOwn = ({ by }: ModelSign): boolean => actor(by).tenant === Settings.tenant
  const isService = (name: string): boolean => actor(name).kind === "service"
  const hasRole = (name: string, ...roles: readonly string[]): boolean =>
    actor(name).roles.some((role) => roles.includes(role))
  const formOf = ({ form }: ModelCall): Form => known(Forms, form)
  const callerOf = ({ caller }: ModelCall) => known(Callers, caller)
  /** Whether somebody is who called, or the person for whom. */
  const isCaller = (call: ModelCall, name: string): boolean => {
    const { actor, person } = callerOf(call)
    return name === actor || name === person
  }
  const windowEnd = ({ at }: ModelRelease): number => at + Settings.window
  const reportEnd = (release: ModelRelease): number => windowEnd(release) + Settings.report
  const isRehearsed = (call: ModelCall): boolean => isDecided(call, "admitted") && formOf(call).mode === "dryRun"
  return {
    OneCallPerKey: {
      over: "state",
      holds: (state) => {
        const keys = callsIn(state)
          .filter(isUndecided)
          .map((call) => formOf(call).key)
          .filter((key) => key !== NOTHING)
        return new Set(keys).size === keys.length
      },
    },
    NoWaitAfterDecision: eachChange("wait", isUndecided),
    NoWaitIsProlonged: eachChange("wait", (before) => !waits(before)),
    WaitsAreBounded: eachCall(
      (call) => !waits(call) || (call.wait.at < call.wait.until && call.wait.until <= call.wait.at + Settings.wait),
    ),
    NoCallPastABrokenPolicy: isTrueOfTheAdmitted("policyWasEvaluated"),
    NoCallAgainstPolicy: isTrueOfTheAdmitted("policyAllowsTheCall"),
    DestructiveNeedsPersonOrBreakGlass: isTrueOfTheAdmitted("destructiveIsApproved"),
    NoApprovalOverridesTaint: isTrueOfTheAdmitted("taintIsClear"),
    NothingUnbudgeted: isTrueOfTheAdmitted("budgetIsReserved"),
    NothingAnonymous: isTrueOfTheAdmitted("credentialIsPresented"),
    DecidedOnce: eachChange("decision", isUndecided),
    NoAdmissionUnanswered: eachAdmitted((call) => !waits(call) || call.decision.answer === call.wait.on),
    NoAdmissionAfterDeadline: eachAdmitted((call) => !waits(call) || call.decision.at < call.wait.until),
    OnlyWaitsTimeOut: eachChange(
      "decision",
      (before, after) => !isDecided(after, "timedOut") || (waits(before) && isUndecided(before)),
    ),
    NoEarlyTimeout: eachCall(({ decision, wait }) => decision.how !== "timedOut" || decision.at >= wait.until),
    NoFalseCancel: eachChange("cancels", ({ releases }) => releases.length === 0),
    CancelledOnce: eachChange(
      "cancels",
      (before) =>
        !isDecided(before, "refused", "timedOut") &&
        before.cancels.length === 0 &&
        before.ends.length === 0 &&
        !isRehearsed(before),
    ),
    NoCrossTenantCancel: eachCancel(isOwn),
    OnlyTheirOwnersCancel: eachCancel(({ by }, call) => isCaller(call, by) || hasRole(by, "admin")),
    CompleteMediation: eachChange("releases", (before) => isDecided(before, "admitted") && before.cancels.length === 0),
    ReleasedOnce: eachCall(({ releases }) => releases.length <= 1),
    PlanRunIsPlanAdmitted: eachRelease(({ plan }, call) => plan === formOf(call).plan),
    DryCallNeverTurnsReal: eachRelease((_, call) => formOf(call).mode === "live"),
    NoReleaseOnStaleFacts: eachRelease(
      ({ at }, call) => !isDecided(call, "admitted") || at < call.decision.at + Settings.fresh,
    ),
    NoEffectWithoutRelease: eachPerform(({ at }, { releases }) => releases.some((release) => release.at <= at)),
    AtMostOnce: eachCall(({ performs }) => performs.length <= 1),
    NoOtherPlanRuns: eachPerform(
      ({ plan }, { releases }) => releases.length === 0 || releases.some((release) => release.plan === plan),
    ),
    NoLateEffect: eachPerform(
      ({ at }, { releases }) => releases.length === 0 || releases.some((release) => at < windowEnd(release)),
    ),
    DryRunHasNoEffect: eachPerform(({ mode }) => mode === "live"),
    NoEffectAfterItsEnd: eachChange("performs", ({ ends }) => ends.length === 0),
    NoCrossTenantPerform: eachPerform(isOwn),
    OnlyExecutorsPerform: eachPerform(({ by }, call) => isCaller(call, by) || isService(by)),
    OutcomeIsSettledOnce: eachCall(
      ({ ends, releases }) => ends.length <= 1 && (ends.length === 0 || releases.length > 0),
    ),
    NoCrossTenantReport: eachReport(isOwn),
    NoForeignAnswer: eachReport(({ by }, call) =>
      call.performs.length > 0
        ? call.performs.some((perform) => perform.by === by)
        : isCaller(call, by) || isService(by),
    ),
    NoFalseFailure: eachEnd(({ how, nothingHappened }) => how !== "failed" || nothingHappened),
    NoEarlyUnknown: eachEnd(
      ({ how, at }, { releases }) => how !== "unknown" || releases.every((release) => at >= reportEnd(release)),
    ),
    OnlyUnknownIsResolved: eachResolution(
      ({ callWas, at }, { ends }) =>
        callWas === "outcomeUnknown" && ends.some((end) => end.how === "unknown" && end.at <= at),
    ),
    OnlyHumansResolve: eachResolution(({ by }) => actor(by).kind === "human"),
    NoCrossTenantResolve: eachResolution(isOwn),
    NoSelfResolve: eachResolution(({ by }, call) => by !== callerOf(call).actor),
    OnlyEligibleResolve: eachResolution(({ by }) => hasRole(by, "admin", "operator")),
  }
}
