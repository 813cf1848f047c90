import { describe, expect, it } from "vitest"
import { Instance } from "../../../../verification/domains/calls/instance.ts"
import { type CallsProperty, propertiesOf, propertyNames } from "../../../../verification/domains/calls/properties.ts"
import {
  type ModelCall,
  type ModelDecision,
  type ModelEnd,
  type ModelPerform,
  type ModelRelease,
  type ModelResolution,
  type ModelSign,
  type ModelState,
  type ModelWait,
  NO_DECISION,
  NO_WAIT,
} from "../../../../verification/domains/calls/values.ts"
import { fallsAlong } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const constants = () => Instance.parse(instance()).constants
const properties = () => propertiesOf(constants())

const [WINDOW, REPORT, FRESH, WAIT] = [2, 3, 1, 2]

/** Of robo for hugo, to send at 0, unless it is said otherwise. */
const call = (changes: Partial<ModelCall> = {}): ModelCall => ({
  ...{ status: "received", caller: "roboForHugo", form: "send", at: 0, wait: NO_WAIT, decision: NO_DECISION },
  ...{ releases: [], performs: [], ends: [], cancels: [] },
  ...changes,
})
const waiting = (changes: Partial<ModelWait> = {}): ModelWait => {
  const { at = 0 } = changes
  return { on: "approval", by: "gate", at, until: at + WAIT, ...changes }
}
const admitted = (changes: Partial<ModelDecision> = {}): ModelDecision => ({
  how: "admitted",
  judged: { set: constants().Judgements["all"] ?? [] },
  answer: "none",
  at: 0,
  ...changes,
})
const against = (how: "refused" | "timedOut", at = 0): ModelDecision => ({ ...NO_DECISION, how, at })
const released = (changes: Partial<ModelRelease> = {}): ModelRelease => {
  const { at = 0 } = changes
  const until = at + WINDOW
  return { ...{ by: "gate", plan: "p1", mode: "live", at, until, reportBy: until + REPORT }, ...changes }
}
const performed = (changes: Partial<ModelPerform> = {}): ModelPerform => ({
  ...{ by: "runner", plan: "p1", mode: "live", at: 0 },
  ...changes,
})
const ended = (changes: Partial<ModelEnd> = {}): ModelEnd => ({
  ...{ how: "completed", by: "runner", nothingHappened: false, at: 0 },
  ...changes,
})
const failed = (changes: Partial<ModelEnd> = {}): ModelEnd =>
  ended({ how: "failed", nothingHappened: true, ...changes })
const OVERDUE = WINDOW + REPORT
const unknown = (changes: Partial<ModelEnd> = {}): ModelEnd =>
  ended({ how: "unknown", by: "sweeper", at: OVERDUE, ...changes })
const cancelled = (by = "robo", at = 0): ModelSign => ({ by, at })
const resolved = (changes: Partial<ModelResolution> = {}): ModelResolution => ({
  ...{ status: "resolved", outcome: "completed", by: "olga", callWas: "outcomeUnknown", at: OVERDUE },
  ...changes,
})

/** Admitted, and what came after. */
const run = (changes: Partial<ModelCall> = {}): ModelCall => call({ decision: admitted(), ...changes })
/** Released, and what came after. */
const going = (changes: Partial<ModelCall> = {}): ModelCall => run({ releases: [released()], ...changes })
const lost = (changes: Partial<ModelCall> = {}): ModelCall => going({ ends: [unknown()], ...changes })

const absent = { status: "absent" } as const
const state = (k1: ModelCall | null, res: ModelResolution | null = null, k2: ModelCall | null = null): ModelState => ({
  now: 0,
  call: { k1: k1 ?? absent, k2: k2 ?? absent },
  res: { k1: res ?? absent, k2: absent },
})

interface Neighbours {
  /** With the last state or step, and not before. */
  readonly falls: readonly ModelState[]
  /** The same but for what makes it fall; nothing else falls either. */
  readonly holds: readonly ModelState[]
}

/** One call, before and after. */
const either = (before: ModelCall | null, wrong: ModelCall, right: ModelCall): Neighbours => ({
  falls: [state(before), state(wrong)],
  holds: [state(before), state(right)],
})
/** The same thing happens to one call and to another one. */
const after = (wrong: ModelCall, right: ModelCall, happens: (before: ModelCall) => ModelCall): Neighbours => ({
  falls: [state(wrong), state(happens(wrong))],
  holds: [state(right), state(happens(right))],
})
const eitherAdmission = (wrong: Partial<ModelDecision>, right: Partial<ModelDecision> = {}, wait = NO_WAIT) =>
  either(call({ wait }), call({ wait, decision: admitted(wrong) }), call({ wait, decision: admitted(right) }))
const lacking = (fact: string) =>
  eitherAdmission({ judged: { set: admitted().judged.set.filter((other) => other !== fact) } })
const eitherCancel = (wrong: string, right: string) =>
  either(call(), call({ cancels: [cancelled(wrong)] }), call({ cancels: [cancelled(right)] }))
const eitherRelease = (wrong: Partial<ModelRelease>, right: Partial<ModelRelease> = {}) =>
  either(run(), run({ releases: [released(wrong)] }), run({ releases: [released(right)] }))
const eitherPerform = (wrong: Partial<ModelPerform>, right: Partial<ModelPerform> = {}) =>
  either(going(), going({ performs: [performed(wrong)] }), going({ performs: [performed(right)] }))
const eitherEnd = (wrong: ModelEnd, right: ModelEnd, before = going()) =>
  either(before, { ...before, ends: [wrong] }, { ...before, ends: [right] })
const eitherResolution = (wrong: Partial<ModelResolution>, right: Partial<ModelResolution> = {}): Neighbours => ({
  falls: [state(lost()), state(lost(), resolved(wrong))],
  holds: [state(lost()), state(lost(), resolved(right))],
})

const doneTo = (part: Partial<ModelCall>) => (before: ModelCall) => ({ ...before, ...part })

/** By property, a run in which nothing but its last state, or last step, is wrong, and the one beside it in which nothing is. */
const neighbours = (): Readonly<Record<CallsProperty, Neighbours>> => ({
  OneCallPerKey: {
    falls: [state(call()), state(call(), null, call({ form: "again" }))],
    holds: [state(call()), state(call(), null, call({ form: "other" }))],
  },
  NoWaitAfterDecision: after(run(), call(), doneTo({ wait: waiting() })),
  NoWaitIsProlonged: after(call({ wait: waiting() }), call(), doneTo({ wait: waiting({ at: 1 }) })),
  WaitsAreBounded: either(call(), call({ wait: waiting({ until: WAIT + 1 }) }), call({ wait: waiting() })),
  NoCallPastABrokenPolicy: lacking("policyWasEvaluated"),
  NoCallAgainstPolicy: lacking("policyAllowsTheCall"),
  DestructiveNeedsPersonOrBreakGlass: lacking("destructiveIsApproved"),
  NoApprovalOverridesTaint: lacking("taintIsClear"),
  NothingUnbudgeted: lacking("budgetIsReserved"),
  NothingAnonymous: lacking("credentialIsPresented"),
  DecidedOnce: after(call({ cancels: [cancelled()] }), call(), doneTo({ decision: admitted() })),
  NoAdmissionUnanswered: eitherAdmission({ answer: "review" }, { answer: "approval" }, waiting()),
  NoAdmissionAfterDeadline: eitherAdmission(
    { answer: "approval", at: WAIT },
    { answer: "approval", at: WAIT - 1 },
    waiting(),
  ),
  OnlyWaitsTimeOut: after(call(), call({ wait: waiting() }), doneTo({ decision: against("timedOut", WAIT) })),
  NoEarlyTimeout: either(
    call({ wait: waiting() }),
    call({ wait: waiting(), decision: against("timedOut", WAIT - 1) }),
    call({ wait: waiting(), decision: against("timedOut", WAIT) }),
  ),
  NoFalseCancel: after(going(), run(), doneTo({ cancels: [cancelled()] })),
  CancelledOnce: after(call({ decision: against("refused") }), run(), doneTo({ cancels: [cancelled()] })),
  NoCrossTenantCancel: eitherCancel("adamOfT2", "adam"),
  OnlyTheirOwnersCancel: eitherCancel("olga", "adam"),
  CompleteMediation: after(call(), run(), doneTo({ releases: [released()] })),
  ReleasedOnce: either(run(), run({ releases: [released(), released()] }), going()),
  PlanRunIsPlanAdmitted: eitherRelease({ plan: "p3" }),
  DryCallNeverTurnsReal: after(run({ form: "trial" }), run(), doneTo({ releases: [released()] })),
  NoReleaseOnStaleFacts: eitherRelease({ at: FRESH }, { at: FRESH - 1 }),
  NoEffectWithoutRelease: after(run(), going(), doneTo({ performs: [performed()] })),
  AtMostOnce: either(going(), going({ performs: [performed(), performed()] }), going({ performs: [performed()] })),
  NoOtherPlanRuns: eitherPerform({ plan: "p3" }),
  NoLateEffect: eitherPerform({ at: WINDOW }, { at: WINDOW - 1 }),
  DryRunHasNoEffect: eitherPerform({ mode: "dryRun" }),
  NoEffectAfterItsEnd: after(going({ ends: [ended()] }), going(), doneTo({ performs: [performed()] })),
  NoCrossTenantPerform: eitherPerform({ by: "runnerOfT2" }),
  OnlyExecutorsPerform: eitherPerform({ by: "helper" }),
  OutcomeIsSettledOnce: either(going(), going({ ends: [ended(), failed()] }), going({ ends: [ended()] })),
  NoCrossTenantReport: eitherEnd(ended({ by: "runnerOfT2" }), ended()),
  NoForeignAnswer: eitherEnd(ended({ by: "helper" }), ended({ by: "hugo" })),
  NoFalseFailure: eitherEnd(failed({ nothingHappened: false }), failed()),
  NoEarlyUnknown: eitherEnd(unknown({ at: OVERDUE - 1 }), unknown()),
  OnlyUnknownIsResolved: eitherResolution({ callWas: "performing" }),
  OnlyHumansResolve: eitherResolution({ by: "chief" }, { by: "adam" }),
  NoCrossTenantResolve: eitherResolution({ by: "adamOfT2" }, { by: "adam" }),
  NoSelfResolve: {
    falls: [state(lost({ caller: "adam" })), state(lost({ caller: "adam" }), resolved({ by: "adam" }))],
    holds: [state(lost({ caller: "adam" })), state(lost({ caller: "adam" }), resolved())],
  },
  OnlyEligibleResolve: eitherResolution({ by: "hugo" }),
})

/** Ways to fall that the neighbours don't show. */
const worse = (): readonly (readonly [CallsProperty, string, readonly ModelState[]])[] => [
  [
    "NoWaitAfterDecision",
    "it was taken back",
    [state(call({ cancels: [cancelled()] })), state(call({ cancels: [cancelled()], wait: waiting() }))],
  ],
  ["WaitsAreBounded", "it is over as it begins", [state(call()), state(call({ wait: waiting({ until: 0 }) }))]],
  [
    "DecidedOnce",
    "another decision comes after the first",
    [state(run()), state(call({ decision: against("refused") }))],
  ],
  ["DecidedOnce", "what was decided is judged again", [state(run()), state(call({ decision: admitted({ at: 1 }) }))]],
  [
    "OnlyWaitsTimeOut",
    "it was admitted in time",
    [state(run({ wait: waiting() })), state(call({ wait: waiting(), decision: against("timedOut", WAIT) }))],
  ],
  [
    "OnlyWaitsTimeOut",
    "it was taken back",
    [
      state(call({ wait: waiting(), cancels: [cancelled()] })),
      state(call({ wait: waiting(), cancels: [cancelled()], decision: against("timedOut", WAIT) })),
    ],
  ],
  ["NoAdmissionUnanswered", "nobody answered", [state(call({ wait: waiting() })), state(run({ wait: waiting() }))]],
  ...[
    ["a wait was over", call({ wait: waiting(), decision: against("timedOut", WAIT) })] as const,
    ["it was taken back before", call({ cancels: [cancelled()] })] as const,
    ["it has ended", run({ ends: [ended()] })] as const,
    ["it was a dry run's", run({ form: "trial" })] as const,
  ].map(
    ([how, before]) =>
      ["CancelledOnce", how, [state(before), state({ ...before, cancels: [...before.cancels, cancelled()] })]] as const,
  ),
  [
    "CompleteMediation",
    "it was refused",
    [
      state(call({ decision: against("refused") })),
      state(call({ decision: against("refused"), releases: [released()] })),
    ],
  ],
  [
    "CompleteMediation",
    "it was taken back",
    [state(run({ cancels: [cancelled()] })), state(going({ cancels: [cancelled()] }))],
  ],
  [
    "NoEffectWithoutRelease",
    "it was released later",
    [
      state(run({ releases: [released({ at: 1 })] })),
      state(run({ releases: [released({ at: 1 })], performs: [performed()] })),
    ],
  ],
  ["OutcomeIsSettledOnce", "it was never released", [state(run()), state(run({ ends: [ended()] }))]],
  [
    "NoForeignAnswer",
    "another one performs it",
    [
      state(going({ performs: [performed({ by: "robo" })] })),
      state(going({ performs: [performed({ by: "robo" })], ends: [ended()] })),
    ],
  ],
  [
    "NoFalseFailure",
    "the sweeper says so",
    [state(going()), state(going({ ends: [{ ...unknown(), how: "failed" }] }))],
  ],
  [
    "OnlyUnknownIsResolved",
    "it completed",
    [state(going({ ends: [ended()] })), state(going({ ends: [ended()] }), resolved())],
  ],
  ["OnlyUnknownIsResolved", "it was unknown later", [state(lost()), state(lost(), resolved({ at: OVERDUE - 1 }))]],
]

/** What nothing says anything against. */
const good = (): Readonly<Record<string, readonly ModelState[]>> => ({
  "what has no key is nobody's second": [
    state(call({ form: "atOnce" })),
    state(call({ form: "atOnce" }), null, call({ form: "atOnce" })),
  ],
  "a key is free once its call is decided": [state(run()), state(run(), null, call({ form: "again" }))],
  "a key is free once its call is taken back": [
    state(call({ cancels: [cancelled()] })),
    state(call({ cancels: [cancelled()] }), null, call({ form: "again" })),
  ],
  "what waits is refused late": [
    state(call({ wait: waiting() })),
    state(call({ wait: waiting(), decision: against("refused", WAIT + 1) })),
  ],
  "the person for whom takes a call back": [state(run()), state(run({ cancels: [cancelled("hugo")] }))],
  "who administers takes a call back, also a machine": [state(run()), state(run({ cancels: [cancelled("chief")] }))],
  "a dry run's call is admitted": [state(call({ form: "trial" })), state(run({ form: "trial" }))],
  "a call is released while the deployment is in a dry run": [
    state(run()),
    state(run({ releases: [released({ mode: "dryRun" })] })),
  ],
  "whoever calls performs": [state(going()), state(going({ performs: [performed({ by: "robo" })] }))],
  "the person for whom performs": [state(going()), state(going({ performs: [performed({ by: "hugo" })] }))],
  "a report is taken late": [state(going()), state(going({ ends: [ended({ at: OVERDUE + 2 })] }))],
  "whoever calls reports what nobody performed": [state(going()), state(going({ ends: [failed({ by: "robo" })] }))],
  "an executor reports what nobody performed": [state(going()), state(going({ ends: [failed()] }))],
  "the person for whom resolves, with a role": [
    state(lost({ caller: "roboOfT2", form: "other" })),
    state(lost({ caller: "roboOfT2", form: "other" }), resolved({ by: "adam" })),
  ],
  "it is resolved as failed": [state(lost()), state(lost(), resolved({ outcome: "failed" }))],
})

const fallen = (states: readonly ModelState[]) =>
  propertyNames.filter((name) => fallsAlong(states, properties()[name]) !== null)

describe("properties of calls", () => {
  it("are forty-two, each by one name", () => {
    expect(propertyNames).toHaveLength(42)
    expect(Object.keys(properties())).toEqual(propertyNames)
    expect(new Set(propertyNames).size).toBe(propertyNames.length)
  })

  it.each(propertyNames)("%s falls with the last state, and not before", (name) => {
    expect(fallsAlong(neighbours()[name].falls, properties()[name])).toBe(1)
  })

  it.each(propertyNames)("%s holds beside it, and with it all others", (name) => {
    expect(fallen(neighbours()[name].holds)).toEqual([])
  })

  it.each(worse())("%s falls in another way: %s", (name, _, states) => {
    expect(fallsAlong(states, properties()[name])).toBe(1)
  })

  it.each(Object.entries(good()))("hold: %s", (_, states) => {
    expect(fallen(states)).toEqual([])
  })

  it("throw where a state has a resolution of a call that nobody made", () => {
    expect(() => fallsAlong([state(null, resolved())], properties().OnlyHumansResolve)).toThrow(/nobody made k1/)
  })

  it("throw where a state has a name that the instance has not", () => {
    const states = [state(call({ cancels: [cancelled("nobody")] }))]
    expect(() => fallsAlong(states, properties().NoCrossTenantCancel)).toThrow(/there is no nobody/)
  })
})
