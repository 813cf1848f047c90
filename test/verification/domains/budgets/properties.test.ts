import { describe, expect, it } from "vitest"
import { Instance } from "../../../../verification/domains/budgets/instance.ts"
import { propertiesOf, propertyNames } from "../../../../verification/domains/budgets/properties.ts"
import type { BudgetsProperty } from "../../../../verification/domains/budgets/properties.ts"
import {
  type ModelAmounts,
  type ModelBudget,
  type ModelEnd,
  type ModelNarrowing,
  type ModelReservation,
  type ModelState,
  type ModelThaw,
  type ModelWidening,
  NO_NARROWING,
  NO_THAW,
  NO_WIDENING,
} from "../../../../verification/domains/budgets/values.ts"
import { fallsAlong } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const constants = () => Instance.parse(instance()).constants
const properties = () => propertiesOf(constants())

const NOTHING: ModelAmounts = { spend: 0, affected: 0 }
/** What the form `look` asks for. */
const ASKED: ModelAmounts = { spend: 2, affected: 1 }
const MORE: ModelAmounts = { spend: 3, affected: 1 }
const UNTIL = 2
const DAY = 3

const settled = (amounts = ASKED, changes: Partial<ModelEnd> = {}): ModelEnd => ({
  how: "settled",
  amounts,
  by: "gate",
  at: 0,
  serial: 0,
  ...changes,
})
const unreserved = (by = "gate"): ModelEnd => settled(NOTHING, { how: "unreserved", by })
const lapsed = (changes: Partial<ModelEnd> = {}): ModelEnd =>
  settled(ASKED, { how: "lapsed", by: "sweeper", at: UNTIL, ...changes })
const released = (by = "gate", at = 0) => [{ by, at }]

/** A call, charged with what its form asks for. */
const call = (changes: Partial<ModelReservation> = {}): ModelReservation => {
  const { form = "look", at = 0 } = changes
  const { spend = 0, affected = 0 } = constants().Forms[form] ?? {}
  return {
    ...{ status: "open", budget: "robo", form, by: "robo", at, until: at + UNTIL },
    charged: { spend, affected },
    releases: [],
    ends: [],
    ...changes,
  }
}
/** A call that came to what was asked for it. */
const done = (changes: Partial<ModelReservation> = {}): ModelReservation => {
  const { charged, at } = call(changes)
  return call({ ends: [settled(charged, { at })], ...changes })
}
const reported = (amounts: ModelAmounts, changes: Partial<ModelEnd> = {}): ModelReservation =>
  call({ charged: amounts, ends: [settled(amounts, changes)] })
/** A call that came to more, which was the change of that number. */
const overrun = (serial = 1): ModelReservation => reported(MORE, { serial })

const widening = (changes: Partial<ModelWidening> = {}): ModelWidening => ({
  ...{ by: "adam", signature: "good", caps: "wide", from: 0, serial: 1 },
  ...{ countersigner: "anna", countersignature: "good", at: 0 },
  ...changes,
})
const narrowing = (changes: Partial<ModelNarrowing> = {}): ModelNarrowing => ({
  ...{ by: "adam", at: 0, serial: 1, changed: { fell: true, cancelled: false }, before: "usual" },
  ...changes,
})
const thaw = (changes: Partial<ModelThaw> = {}): ModelThaw => ({
  ...{ by: "adam", signature: "good", serial: 2, countersigner: "anna", countersignature: "good" },
  ...{ at: 0, wasFrozen: true },
  ...changes,
})

const budget = (changes: Partial<ModelBudget> = {}): ModelBudget => ({
  ...{ status: "active", owner: "olga", opener: "adam", openedAt: 0, caps: "usual" },
  ...{ widening: NO_WIDENING, narrowed: NO_NARROWING, thawed: NO_THAW, serial: 0, frozen: false },
  meter: { day: 0, ...NOTHING },
  calls: [],
  ...changes,
})
const widened = (changes: Partial<ModelWidening> = {}): Partial<ModelBudget> => ({
  widening: widening(changes),
  serial: 1,
})
const narrowed = (changes: Partial<ModelNarrowing> = {}, caps = "less"): Partial<ModelBudget> => ({
  caps,
  narrowed: narrowing(changes),
  serial: 1,
})
const frozen = (serial = 1): Partial<ModelBudget> => ({ status: "frozen", frozen: true, serial })
const thawed = (changes: Partial<ModelThaw> = {}): Partial<ModelBudget> => ({ thawed: thaw(changes), serial: 2 })

type Calls = Readonly<Record<string, ModelReservation>>
const absent = { status: "absent" } as const

/** The meter of the day of the last call. */
const meterOf = (calls: Calls, name: string): ModelBudget["meter"] => {
  const own = Object.values(calls).filter((one) => one.budget === name)
  const dayOf = (at: number) => Math.floor(at / DAY)
  const day = Math.max(0, ...own.map(({ at }) => dayOf(at)))
  const charged = own.filter(({ at }) => dayOf(at) === day).map(({ charged }) => charged)
  return {
    day,
    spend: charged.reduce((sum, { spend }) => sum + spend, 0),
    affected: charged.reduce((sum, { affected }) => sum + affected, 0),
  }
}

const reservations = ["r1", "r2", "r3", "r4", "r5"]
/** The meter shows what the calls are charged with, unless it is said otherwise. */
const state = (robo: Partial<ModelBudget> | null = {}, calls: Calls = {}, now = 0): ModelState => ({
  now,
  bud: {
    robo: robo === null ? absent : budget({ meter: meterOf(calls, "robo"), ...robo }),
    bot: budget({ meter: meterOf(calls, "bot") }),
  },
  res: Object.fromEntries(reservations.map((name) => [name, calls[name] ?? absent])),
})

interface Neighbours {
  /** With the last state or step, and not before. */
  readonly falls: readonly ModelState[]
  /** The same but for what makes it fall; nothing else falls either. */
  readonly holds: readonly ModelState[]
}

/** Something that one person or another does to a budget, or it is one thing or another. */
const eitherBudget = <T>(
  before: ModelState,
  of: (value: T) => Partial<ModelBudget>,
  wrong: T,
  right: T,
  calls: Calls = {},
): Neighbours => ({ falls: [before, state(of(wrong), calls)], holds: [before, state(of(right), calls)] })

const eitherWidening = (wrong: Partial<ModelWidening>, right: Partial<ModelWidening> = {}) =>
  eitherBudget(state(), widened, wrong, right)
const eitherThaw = (wrong: Partial<ModelThaw>, right: Partial<ModelThaw> = {}) =>
  eitherBudget(state(frozen(), { r1: overrun() }), thawed, wrong, right, { r1: overrun() })

/** One call, before and after. */
const eitherCall = (
  before: ModelReservation | null,
  wrong: ModelReservation,
  right: ModelReservation,
  now = 0,
  robo: Partial<ModelBudget> = {},
): Neighbours => {
  const start = state({}, before === null ? {} : { r1: before }, now)
  return { falls: [start, state(robo, { r1: wrong }, now)], holds: [start, state(robo, { r1: right }, now)] }
}

/** One more call, after the same or after other ones. */
const eitherAdmission = (calls: Calls, wrong: Calls, right: Calls, now = 0): Neighbours => ({
  falls: [state({}, calls, now), state({}, { ...calls, ...wrong }, now)],
  holds: [state({}, calls, now), state({}, { ...calls, ...right }, now)],
})
const after = (wrong: Calls, right: Calls, one: Calls, now = 0): Neighbours => ({
  falls: [state({}, wrong, now), state({}, { ...wrong, ...one }, now)],
  holds: [state({}, right, now), state({}, { ...right, ...one }, now)],
})

/** By property, a run in which nothing but its last state, or last step, is wrong, and the one beside it in which nothing is. */
const neighbours = (): Readonly<Record<BudgetsProperty, Neighbours>> => ({
  OnlyAdminsOpen: eitherBudget(state(null), (opener: string) => ({ opener }), "hugo", "adam"),
  NoCrossTenantOpening: eitherBudget(state(null), (opener: string) => ({ opener }), "adamOfT2", "adam"),
  BudgetIsNotTransferable: eitherCall(null, call({ by: "bot" }), call()),
  OnlyAllowlistedTools: eitherCall(null, call({ form: "mail" }), call({ form: "peek" })),
  OnlyAllowlistedToolsStart: {
    falls: [state({}, { r1: call({ form: "mail" }) }), state({}, { r1: call({ form: "mail", releases: released() }) })],
    holds: [
      state({ caps: "posting" }, { r1: call({ form: "mail" }) }),
      state({ caps: "posting" }, { r1: call({ form: "mail", releases: released() }) }),
    ],
  },
  NoAdmissionAboveSpendCap: eitherAdmission(
    { r1: done(), r2: done() },
    { r3: call({ form: "buy" }) },
    { r3: call({ form: "look" }) },
  ),
  NoAdmissionAboveAffectedCap: eitherAdmission(
    { r1: done({ form: "spread" }), r2: done() },
    { r3: call({ form: "spread" }) },
    { r3: call() },
  ),
  BlastRadiusIsBounded: eitherCall(null, call({ form: "bulk" }), call({ form: "spread" })),
  DependencyDepthIsBounded: eitherCall(null, call({ form: "deep" }), call({ form: "nested" })),
  // Midnight was at 3; a window is of 4.
  RateIsBounded: after(
    {
      r1: done({ at: 1 }),
      r2: done({ at: 1 }),
      r3: done({ form: "other", at: 2 }),
      r4: done({ form: "other", at: 4 }),
    },
    {
      r1: done({ at: 0 }),
      r2: done({ at: 1 }),
      r3: done({ form: "other", at: 2 }),
      r4: done({ form: "other", at: 4 }),
    },
    { r5: call({ form: "spread", at: 4 }) },
    4,
  ),
  NoFourthIdenticalCall: eitherAdmission(
    { r1: done({ form: "peek" }), r2: done(), r3: done({ form: "peek" }) },
    { r4: call({ form: "peek" }) },
    { r4: call({ form: "other" }) },
  ),
  OpenReservationsAreBounded: after(
    { r1: call(), r2: call({ form: "other", at: 1 }) },
    { r1: call(), r2: done({ form: "other", at: 1 }) },
    { r3: call({ form: "other", at: 1 }) },
    1,
  ),
  UnknownOutcomesAreBounded: after(
    { r1: call({ releases: released() }) },
    { r1: done({ releases: released() }) },
    { r2: call({ at: 2 }) },
    2,
  ),
  FrozenAgentReservesNothing: {
    falls: [state(frozen(), { r1: overrun() }), state(frozen(), { r1: overrun(), r2: call() })],
    holds: [state(thawed(), { r1: overrun() }), state(thawed(), { r1: overrun(), r2: call() })],
  },
  FrozenAgentStartsNothing: {
    falls: [
      state(frozen(), { r1: overrun(), r2: call() }),
      state(frozen(), { r1: overrun(), r2: call({ releases: released() }) }),
    ],
    holds: [
      state(thawed(), { r1: overrun(), r2: call() }),
      state(thawed(), { r1: overrun(), r2: call({ releases: released() }) }),
    ],
  },
  OnlyTheGateReleases: eitherCall(call(), call({ releases: released("robo") }), call({ releases: released() })),
  OnlyTheGateSettles: eitherCall(call(), call({ ends: [settled(ASKED, { by: "robo" })] }), done()),
  OnlyTheGateUnreserves: eitherCall(
    call(),
    call({ charged: NOTHING, ends: [unreserved("robo")] }),
    call({ charged: NOTHING, ends: [unreserved()] }),
  ),
  NoReleaseAfterEnd: {
    falls: [state({}, { r1: done() }), state({}, { r1: done({ releases: released() }) })],
    holds: [state({}, { r1: call() }), state({}, { r1: call({ releases: released() }) })],
  },
  UnreservedAtMostOnce: eitherCall(
    call(),
    call({ charged: NOTHING, ends: [unreserved(), unreserved()] }),
    call({ charged: NOTHING, ends: [unreserved()] }),
  ),
  LapsedAtMostOnce: eitherCall(call(), call({ ends: [lapsed(), lapsed()] }), call({ ends: [lapsed()] }), UNTIL),
  SettledAtMostOnce: eitherCall(
    call(),
    call({ ends: [settled(), settled()] }),
    call({ ends: [lapsed(), settled(ASKED, { at: UNTIL })] }),
    UNTIL,
  ),
  RunsOncePerReservation: eitherCall(
    call(),
    call({ releases: [...released(), ...released()] }),
    call({ releases: released() }),
  ),
  NoReleaseAfterLease: {
    falls: [state({}, { r1: call() }, 2), state({}, { r1: call({ releases: released("gate", 2) }) }, 2)],
    holds: [state({}, { r1: call() }, 1), state({}, { r1: call({ releases: released("gate", 1) }) }, 1)],
  },
  NoEarlyLapse: {
    falls: [state({}, { r1: call() }, 1), state({}, { r1: call({ ends: [lapsed({ at: 1 })] }) }, 1)],
    holds: [state({}, { r1: call() }, 2), state({}, { r1: call({ ends: [lapsed({ at: 2 })] }) }, 2)],
  },
  NothingRanForFree: {
    falls: [
      state({}, { r1: call({ releases: released() }) }),
      state({}, { r1: call({ releases: released(), charged: NOTHING, ends: [unreserved()] }) }),
    ],
    holds: [state({}, { r1: call() }), state({}, { r1: call({ charged: NOTHING, ends: [unreserved()] }) })],
  },
  OnlyAdminsWiden: eitherWidening({ by: "hugo" }),
  OnlyHumansWiden: eitherWidening({ by: "chief" }),
  NoCrossTenantWidening: eitherWidening({ by: "adamOfT2" }),
  NoSelfWidening: eitherWidening({ by: "olga" }),
  NoWideningUnsignedByTheWidener: eitherWidening({ signature: "none" }),
  WideningHasTwoPeople: eitherWidening({ countersigner: "adam" }),
  NoRetroactiveWidening: {
    falls: [state({}, {}, 1), state(widened({ from: 0, at: 1 }), {}, 1)],
    holds: [state({}, {}, 1), state(widened({ from: 1, at: 1 }), {}, 1)],
  },
  OnlyAdminsNarrow: eitherBudget(state(), narrowed, { by: "hugo" }, {}),
  NoCrossTenantNarrowing: eitherBudget(state(), narrowed, { by: "adamOfT2" }, {}),
  NoWideningByNarrowing: eitherBudget(state(), (caps: string) => narrowed({}, caps), "wide", "less"),
  EveryNarrowingChanges: eitherBudget(state(), (caps: string) => narrowed({}, caps), "usual", "less"),
  EveryThawEndsAFreeze: eitherThaw({ wasFrozen: false }),
  OnlyAdminsThaw: eitherThaw({ by: "hugo" }),
  OnlyHumansThaw: eitherThaw({ by: "chief" }),
  NoCrossTenantThaw: eitherThaw({ by: "adamOfT2" }),
  NoSelfThaw: eitherThaw({ by: "olga" }),
  NoThawUnsignedByTheThawer: eitherThaw({ signature: "none" }),
  ThawHasTwoPeople: eitherThaw({ countersigner: "adam" }),
  OnlyAdminsCountersignWidening: eitherWidening({ countersigner: "hugo" }),
  OnlyAdminsCountersignThaw: eitherThaw({ countersigner: "hugo" }),
  OnlyHumansCountersignWidening: eitherWidening({ countersigner: "clerk" }),
  OnlyHumansCountersignThaw: eitherThaw({ countersigner: "clerk" }),
  NoCrossTenantCountersignedWidening: eitherWidening({ countersigner: "adamOfT2" }),
  NoCrossTenantCountersignedThaw: eitherThaw({ countersigner: "adamOfT2" }),
  NoSelfCountersignedWidening: eitherWidening({ countersigner: "olga" }),
  NoSelfCountersignedThaw: eitherThaw({ countersigner: "olga" }),
  NoUnsignedWidening: eitherWidening({ countersignature: "none" }),
  NoUnsignedThaw: eitherThaw({ countersignature: "none" }),
  NoReplayedWidening: {
    falls: [state({ serial: 1 }), state({ ...widened({ serial: 1 }), serial: 2 })],
    holds: [state({ serial: 1 }), state({ ...widened({ serial: 2 }), serial: 2 })],
  },
  NoReplayedThaw: {
    falls: [state(frozen(2), { r1: overrun() }), state({ ...thawed({ serial: 2 }), serial: 3 }, { r1: overrun() })],
    holds: [state(frozen(2), { r1: overrun() }), state({ ...thawed({ serial: 3 }), serial: 3 }, { r1: overrun() })],
  },
  EverySettlementCounts: eitherCall(call(), { ...overrun(), charged: ASKED }, overrun(), 0, frozen()),
  NothingIsChargedTwice: eitherCall(call(), { ...done(), charged: { spend: 4, affected: 1 } }, done()),
  OverrunFreezes: {
    falls: [state({}, { r1: call() }), state({ serial: 1 }, { r1: overrun() })],
    holds: [state({}, { r1: call() }), state(frozen(), { r1: overrun() })],
  },
  NoThawOfAnUnseenOverrun: {
    falls: [
      state(frozen(), { r1: overrun(1), r2: overrun(1) }),
      state(thawed({ serial: 2 }), { r1: overrun(1), r2: overrun(1) }),
    ],
    holds: [
      state(frozen(2), { r1: overrun(1), r2: overrun(2) }),
      state({ ...thawed({ serial: 3 }), serial: 3 }, { r1: overrun(1), r2: overrun(2) }),
    ],
  },
  NoLapseForFree: eitherCall(
    call(),
    call({ charged: { spend: 1, affected: 1 }, ends: [lapsed()] }),
    call({ ends: [lapsed()] }),
    UNTIL,
  ),
  YesterdayIsNotCharged: {
    falls: [state({}, { r1: call() }), state({ meter: { day: 0, spend: 3, affected: 1 } }, { r1: call() })],
    holds: [state({}, { r1: call() }), state({ meter: { day: 0, ...ASKED } }, { r1: call() })],
  },
  NoChargeIsLost: {
    falls: [state({}, { r1: call() }), state({ meter: { day: 0, spend: 1, affected: 1 } }, { r1: call() })],
    holds: [state({}, { r1: call() }), state({ meter: { day: 0, ...ASKED } }, { r1: call() })],
  },
  // A widening from 1 on, then a narrowing; what was said before is not to come into force.
  NarrowingHolds: {
    falls: [
      state({ ...narrowed({ serial: 2 }), widening: widening({ from: 1 }), serial: 2 }, {}, 0),
      state({ ...narrowed({ serial: 2 }), widening: widening({ from: 1 }), serial: 2 }, {}, 1),
    ],
    holds: [
      state({ ...narrowed({ serial: 2 }), widening: widening({ from: 1, serial: 3 }), serial: 3 }, {}, 0),
      state({ ...narrowed({ serial: 2 }), widening: widening({ from: 1, serial: 3 }), serial: 3 }, {}, 1),
    ],
  },
})

const sizes = ["spend", "affected", "blast", "depth", "rate", "open", "unknown"] as const

/** Further runs in which a property falls, where there is more than one way to break it. */
const worse = (): readonly (readonly [BudgetsProperty, string, readonly ModelState[]])[] => [
  ["BudgetIsNotTransferable", "a namesake", [state(), state({}, { r1: call({ by: "roboOfT2" }) })]],
  ["BudgetIsNotTransferable", "on another's", [state(), state({}, { r1: call({ budget: "bot" }) })]],
  [
    "OnlyAllowlistedTools",
    "by the caps that came",
    [state(widened({ caps: "idle" })), state(widened({ caps: "idle" }), { r1: call() })],
  ],
  [
    "OnlyAllowlistedToolsStart",
    "by the caps that came",
    [
      state(widened({ caps: "idle", from: 1 }), { r1: call() }, 1),
      state(widened({ caps: "idle", from: 1 }), { r1: call({ releases: released() }) }, 1),
    ],
  ],
  [
    "OnlyAllowlistedTools",
    "by caps that wait",
    [
      state(widened({ caps: "posting", from: 2 }), {}, 1),
      state(widened({ caps: "posting", from: 2 }), { r1: call({ form: "mail", at: 1 }) }, 1),
    ],
  ],
  // What lapsed cost what was asked for; what was reported is what it cost, whatever it is charged with.
  [
    "NoAdmissionAboveSpendCap",
    "after a lapse",
    [
      state({}, { r1: call({ charged: NOTHING, ends: [lapsed()] }), r2: done(), r3: call({ form: "peek" }) }, 2),
      state(
        {},
        {
          r1: call({ charged: NOTHING, ends: [lapsed()] }),
          ...{ r2: done(), r3: call({ form: "peek" }), r4: call({ form: "look", at: 2 }) },
        },
        2,
      ),
    ],
  ],
  [
    "NoAdmissionAboveSpendCap",
    "after a report that was not charged",
    [
      state(frozen(), { r1: { ...reported({ spend: 5, affected: 1 }), charged: NOTHING } }),
      state(frozen(), { r1: { ...reported({ spend: 5, affected: 1 }), charged: NOTHING }, r2: call() }),
    ],
  ],
  [
    "NoAdmissionAboveAffectedCap",
    "after a report that was not charged",
    [
      state(frozen(), { r1: { ...reported({ spend: 0, affected: 4 }), charged: NOTHING } }),
      state(frozen(), { r1: { ...reported({ spend: 0, affected: 4 }), charged: NOTHING }, r2: call() }),
    ],
  ],
  // One call on day 0 and three on day 1, all of one window.
  [
    "NoFourthIdenticalCall",
    "over midnight",
    [
      state({}, { r1: done({ at: 1 }), r2: done({ at: 3 }), r3: done({ at: 3 }) }, 4),
      state({}, { r1: done({ at: 1 }), r2: done({ at: 3 }), r3: done({ at: 3 }), r4: call({ at: 4 }) }, 4),
    ],
  ],
  [
    "UnknownOutcomesAreBounded",
    "after a lapse",
    [
      state({}, { r1: call({ releases: released(), ends: [lapsed()] }) }, 2),
      state({}, { r1: call({ releases: released(), ends: [lapsed()] }), r2: call({ at: 2 }) }, 2),
    ],
  ],
  // Frozen or not by its own account; and touched more, which is an overrun too.
  ["FrozenAgentReservesNothing", "unfrozen", [state({}, { r1: overrun() }), state({}, { r1: overrun(), r2: call() })]],
  [
    "FrozenAgentReservesNothing",
    "touched more",
    [
      state(frozen(), { r1: reported({ spend: 0, affected: 2 }, { serial: 1 }) }),
      state(frozen(), { r1: reported({ spend: 0, affected: 2 }, { serial: 1 }), r2: call() }),
    ],
  ],
  // The thaw was of the one before.
  [
    "OverrunFreezes",
    "after a thaw",
    [state(thawed(), { r1: overrun(1) }), state({ ...thawed(), serial: 3 }, { r1: overrun(1), r2: overrun(3) })],
  ],
  [
    "OverrunFreezes",
    "with the number of the thaw",
    [state(thawed(), { r1: overrun(1) }), state(thawed(), { r1: overrun(1), r2: overrun(2) })],
  ],
  [
    "OverrunFreezes",
    "settled late",
    [
      state({}, { r1: call({ ends: [lapsed()] }) }, 2),
      state({}, { r1: call({ charged: MORE, ends: [lapsed(), settled(MORE, { serial: 1 })] }) }, 2),
    ],
  ],
  ...["sly", "greta", "gateOfT2", "sweeper"].flatMap((by) => [
    [
      "OnlyTheGateReleases",
      by,
      [state({}, { r1: call() }), state({}, { r1: call({ releases: released(by) }) })],
    ] as const,
    [
      "OnlyTheGateReleases",
      `${by} after the gate`,
      [
        state({}, { r1: call({ releases: released() }) }),
        state({}, { r1: call({ releases: [...released(), ...released(by)] }) }),
      ],
    ] as const,
    [
      "OnlyTheGateSettles",
      by,
      [state({}, { r1: call() }), state({}, { r1: call({ ends: [settled(ASKED, { by })] }) })],
    ] as const,
    [
      "OnlyTheGateUnreserves",
      by,
      [state({}, { r1: call() }), state({}, { r1: call({ charged: NOTHING, ends: [unreserved(by)] }) })],
    ] as const,
  ]),
  [
    "UnreservedAtMostOnce",
    "what was settled",
    [state({}, { r1: done() }), state({}, { r1: call({ ends: [settled(), unreserved()] }) })],
  ],
  [
    "UnreservedAtMostOnce",
    "what lapsed",
    [
      state({}, { r1: call({ ends: [lapsed()] }) }, 2),
      state({}, { r1: call({ charged: NOTHING, ends: [lapsed(), unreserved()] }) }, 2),
    ],
  ],
  [
    "LapsedAtMostOnce",
    "what was settled",
    [state({}, { r1: done() }, 2), state({}, { r1: call({ ends: [settled(), lapsed()] }) }, 2)],
  ],
  [
    "SettledAtMostOnce",
    "what was taken back",
    [
      state({}, { r1: call({ charged: NOTHING, ends: [unreserved()] }) }),
      state({}, { r1: call({ ends: [unreserved(), settled()] }) }),
    ],
  ],
  [
    "SettledAtMostOnce",
    "late and again",
    [
      state({}, { r1: call({ ends: [lapsed(), settled()] }) }, 2),
      state({}, { r1: call({ ends: [lapsed(), settled(), settled()] }) }, 2),
    ],
  ],
  ...(["foreign", "namesake", "misstated"] as const).flatMap((signature) => [
    ["NoWideningUnsignedByTheWidener", signature, eitherWidening({ signature }).falls] as const,
    ["NoThawUnsignedByTheThawer", signature, eitherThaw({ signature }).falls] as const,
    ["NoUnsignedWidening", signature, eitherWidening({ countersignature: signature }).falls] as const,
    ["NoUnsignedThaw", signature, eitherThaw({ countersignature: signature }).falls] as const,
  ]),
  ...(["chief", "clerk"] as const).flatMap((who) => [
    ["OnlyHumansWiden", who, eitherWidening({ by: who }).falls] as const,
    ["OnlyHumansThaw", who, eitherThaw({ by: who }).falls] as const,
    ["OnlyHumansCountersignWidening", who, eitherWidening({ countersigner: who }).falls] as const,
    ["OnlyHumansCountersignThaw", who, eitherThaw({ countersigner: who }).falls] as const,
  ]),
  // A number ahead, and one behind.
  ["NoReplayedWidening", "ahead", [state(), state(widened({ serial: 2 }))]],
  ["NoReplayedThaw", "ahead", [state(frozen(), { r1: overrun() }), state(thawed({ serial: 3 }), { r1: overrun() })]],
  // One that follows another.
  ["NoReplayedWidening", "again", [state(widened()), state({ widening: widening({ at: 1 }), serial: 2 }, {}, 0)]],
  // Where another cap falls, or a tool goes, that does not make up for it.
  ...sizes.map((size) => ["NoWideningByNarrowing", size, [state(), state(narrowed({}, `${size}More`))]] as const),
  ["NoWideningByNarrowing", "a tool", [state(), state(narrowed({}, "mailing"))]],
  ["EveryThawEndsAFreeze", "nothing overrun", [state(frozen()), state(thawed())]],
  [
    "EveryThawEndsAFreeze",
    "an overrun of later",
    [state(frozen(2), { r1: overrun(2) }), state(thawed({ serial: 2 }), { r1: overrun(2) })],
  ],
  [
    "EveryThawEndsAFreeze",
    "an overrun of another",
    [
      state(frozen(), { r1: { ...overrun(1), budget: "bot", by: "bot" } }, 0),
      state(thawed(), { r1: { ...overrun(1), budget: "bot", by: "bot" } }),
    ],
  ],
  [
    "EverySettlementCounts",
    "of what it touched",
    [
      state({}, { r1: call() }),
      state(frozen(), {
        r1: { ...reported({ spend: 2, affected: 2 }, { serial: 1 }), charged: { spend: 2, affected: 1 } },
      }),
    ],
  ],
  [
    "NothingIsChargedTwice",
    "of what it touched",
    [state({}, { r1: call() }), state({}, { r1: { ...done(), charged: { spend: 2, affected: 2 } } })],
  ],
  // The lapse stands beside the report.
  [
    "NothingIsChargedTwice",
    "late",
    [
      state({}, { r1: call({ ends: [lapsed()] }) }, 2),
      state({}, { r1: call({ charged: { spend: 4, affected: 2 }, ends: [lapsed(), settled()] }) }, 2),
    ],
  ],
  [
    "NoThawOfAnUnseenOverrun",
    "of no number",
    [state(frozen(0), { r1: overrun(0) }), state({ ...thawed({ serial: 1 }), serial: 1 }, { r1: overrun(0) })],
  ],
  // The number of a budget that was never changed, whatever has changed it since.
  [
    "NoThawOfAnUnseenOverrun",
    "of no number, and changed since",
    [
      state(frozen(0), { r1: overrun(0) }),
      state(
        { ...narrowed({ serial: 2 }), ...widened({ serial: 3 }), ...thawed({ serial: 1 }), serial: 3 },
        { r1: overrun(0) },
      ),
    ],
  ],
  [
    "NoThawOfAnUnseenOverrun",
    "with the number of a widening",
    [state({ ...widened(), ...frozen() }, { r1: overrun() }), state({ ...widened(), ...thawed() }, { r1: overrun() })],
  ],
  [
    "NoThawOfAnUnseenOverrun",
    "with the number of a narrowing",
    [
      state({ ...narrowed(), ...frozen() }, { r1: overrun() }),
      state({ ...narrowed(), ...thawed() }, { r1: overrun() }),
    ],
  ],
  [
    "NoLapseForFree",
    "of what it touched",
    [
      state({}, { r1: call() }, 2),
      state({}, { r1: call({ charged: { spend: 2, affected: 0 }, ends: [lapsed()] }) }, 2),
    ],
  ],
  [
    "YesterdayIsNotCharged",
    "what was touched",
    [state({}, { r1: call() }), state({ meter: { day: 0, spend: 2, affected: 2 } }, { r1: call() })],
  ],
  [
    "NoChargeIsLost",
    "what was touched",
    [state({}, { r1: call() }), state({ meter: { day: 0, spend: 2, affected: 0 } }, { r1: call() })],
  ],
  // What is shown of the next day, and of another agent.
  [
    "YesterdayIsNotCharged",
    "midnight",
    [
      state({}, { r1: call() }, 2),
      state({ meter: { day: 1, spend: 4, affected: 2 } }, { r1: call(), r2: call({ form: "peek", at: 3 }) }, 3),
    ],
  ],
  [
    "NoChargeIsLost",
    "the first of the day",
    [
      state({}, { r1: done({ at: 3 }) }, 3),
      state({ meter: { day: 1, ...ASKED } }, { r1: done({ at: 3 }), r2: call({ at: 3 }) }, 3),
    ],
  ],
  [
    "NarrowingHolds",
    "with the same number",
    [
      state({ ...narrowed({ serial: 2 }), serial: 2 }),
      state({ ...narrowed({ serial: 2 }), widening: widening({ serial: 2 }), serial: 2 }),
    ],
  ],
]

/** Further runs on which nothing may fall: each end that the rules allow, and what looks like a fall and is none. */
const good = (): Readonly<Record<string, readonly ModelState[]>> => ({
  "a call from its admission to its report": [
    state(null),
    state(),
    state({}, { r1: call() }),
    state({}, { r1: call({ releases: released() }) }),
    state({}, { r1: call({ releases: released() }) }, 1),
    state({}, { r1: done({ releases: released() }) }, 1),
  ],
  "an executor says it all": [
    state({}, { r1: call(), r2: call({ form: "other" }) }),
    state({}, { r1: call({ releases: released("runner") }), r2: call({ form: "other" }) }),
    state(
      {},
      {
        r1: call({ releases: released("runner"), ends: [settled(ASKED, { by: "runner" })] }),
        r2: call({ form: "other", charged: NOTHING, ends: [unreserved("runner")] }),
      },
    ),
  ],
  "reported late, for less": [
    state({}, { r1: call({ releases: released() }) }, 2),
    state({}, { r1: call({ releases: released(), ends: [lapsed()] }) }, 2),
    state({}, { r1: call({ releases: released(), charged: NOTHING, ends: [lapsed(), settled(NOTHING)] }) }, 2),
  ],
  "another call after less was reported, and after one was taken back": [
    state({}, { r1: reported(NOTHING), r2: call({ form: "buy", charged: NOTHING, ends: [unreserved()] }), r3: done() }),
    state(
      {},
      {
        ...{ r1: reported(NOTHING), r2: call({ form: "buy", charged: NOTHING, ends: [unreserved()] }), r3: done() },
        r4: call({ form: "buy" }),
      },
    ),
  ],
  "another day": [
    state({}, { r1: done(), r2: done(), r3: done() }, 3),
    state({}, { r1: done(), r2: done(), r3: done(), r4: call({ form: "buy", at: 3 }) }, 3),
  ],
  "the same call when the window has moved on": [
    state({}, { r1: done(), r2: done({ at: 1 }), r3: done({ at: 1 }) }, 4),
    state({}, { r1: done(), r2: done({ at: 1 }), r3: done({ at: 1 }), r4: call({ at: 4 }) }, 4),
  ],
  "the same call by another agent, and by another tool": [
    state({ caps: "posting" }, { r1: done({ form: "peek" }), r2: done({ form: "peek" }), r3: done({ form: "peek" }) }),
    state(
      { caps: "posting" },
      {
        ...{ r1: done({ form: "peek" }), r2: done({ form: "peek" }), r3: done({ form: "peek" }) },
        ...{ r4: call({ budget: "bot", by: "bot" }), r5: call({ form: "mail" }) },
      },
    ),
  ],
  "what neither runs nor is unknown any more": [
    state({}, { r1: call(), r2: call() }, 2),
    state({}, { r1: call(), r2: call(), r3: call({ form: "other", at: 2 }) }, 2),
    state({}, { r1: call({ ends: [lapsed()] }), r2: call(), r3: call({ form: "other", at: 2 }) }, 2),
  ],
  "what another agent does": [
    state(frozen(), { r1: overrun() }),
    state(frozen(), { r1: overrun(), r2: call({ budget: "bot", by: "bot" }) }),
    state(frozen(), { r1: overrun(), r2: call({ budget: "bot", by: "bot", releases: released() }) }),
  ],
  "what another agent has left": [
    state({}, { r1: call({ form: "buy" }), r2: done({ form: "buy" }), r3: call() }),
    state({}, { r1: call({ form: "buy" }), r2: done({ form: "buy" }), r3: call() }, 1),
    state(
      {},
      {
        ...{ r1: call({ form: "buy" }), r2: done({ form: "buy" }), r3: call() },
        r4: call({ budget: "bot", by: "bot", form: "buy", at: 1 }),
      },
      1,
    ),
  ],
  "widened, then narrowed, then widened": [
    state(),
    state(widened({ caps: "posting" })),
    state({ ...narrowed({ serial: 2, before: "posting" }, "usual"), serial: 2 }),
    state({ ...narrowed({ serial: 2, before: "posting" }, "usual"), widening: widening({ serial: 3 }), serial: 3 }),
  ],
  "a call by the caps of a widening that has come": [
    state(widened({ caps: "posting", from: 1 }), {}, 1),
    state(widened({ caps: "posting", from: 1 }), { r1: call({ form: "mail", at: 1 }) }, 1),
    state(
      widened({ caps: "posting", from: 1 }),
      { r1: call({ form: "mail", at: 1, releases: released("gate", 1) }) },
      1,
    ),
  ],
  "narrowed by whoever owns the agent, an administrator": [state(), state(narrowed({ by: "olga" }))],
  "narrowed by an administrator that is an agent": [state(), state(narrowed({ by: "chief" }))],
  "a narrowing that takes a tool alone": [state(), state(narrowed({}, "idle"))],
  "a narrowing that takes a widening alone": [
    state(widened({ from: 1 })),
    state({ ...narrowed({ serial: 2, changed: { fell: false, cancelled: true } }, "usual"), serial: 2 }),
  ],
  "a narrowing that is followed by what gives more": [
    state(narrowed({ before: "wide" }, "usual")),
    state({ ...narrowed({ before: "less" }, "wide"), widening: widening({ serial: 2 }), serial: 2 }),
  ],
  "a widening that waits still, where a narrowing came after": [
    state({ ...narrowed({ serial: 2 }), widening: widening({ from: 1 }), serial: 2 }),
  ],
  "frozen, frozen once more, thawed, frozen again and thawed again": [
    state({}, { r1: call(), r2: call() }),
    state(frozen(1), { r1: overrun(1), r2: call() }),
    state(frozen(2), { r1: overrun(1), r2: overrun(2) }),
    state({ ...thawed({ serial: 3 }), serial: 3 }, { r1: overrun(1), r2: overrun(2) }),
    state({ ...thawed({ serial: 3 }), serial: 3 }, { r1: overrun(1), r2: overrun(2) }, 3),
    state({ ...thawed({ serial: 3 }), serial: 3 }, { r1: overrun(1), r2: overrun(2), r3: call({ at: 3 }) }, 3),
    state(
      { ...thawed({ serial: 3 }), ...frozen(4) },
      {
        ...{ r1: overrun(1), r2: overrun(2) },
        r3: call({ at: 3, charged: MORE, ends: [settled(MORE, { serial: 4, at: 3 })] }),
      },
      3,
    ),
    state(
      { ...thawed({ serial: 5, at: 3 }), serial: 5 },
      {
        ...{ r1: overrun(1), r2: overrun(2) },
        r3: call({ at: 3, charged: MORE, ends: [settled(MORE, { serial: 4, at: 3 })] }),
      },
      3,
    ),
  ],
})

const fallen = (run: readonly ModelState[]) =>
  propertyNames.filter((name) => fallsAlong(run, properties()[name]) !== null)

describe("properties of budgets", () => {
  it("are sixty-four, each by one name", () => {
    expect(propertyNames).toHaveLength(64)
    expect(Object.keys(properties())).toEqual(propertyNames)
    expect(new Set(propertyNames).size).toBe(propertyNames.length)
  })

  it.each(propertyNames)("%s falls with the last state, and not before", (name) => {
    expect(fallsAlong(neighbours()[name].falls, properties()[name])).toBe(1)
  })

  it.each(propertyNames)("%s holds beside it, and with it all others", (name) => {
    expect(fallen(neighbours()[name].holds)).toEqual([])
  })

  it.each(worse())("%s falls in another way: %s", (name, _, run) => {
    expect(fallsAlong(run, properties()[name])).toBe(1)
  })

  it.each(Object.entries(good()))("hold: %s", (_, run) => {
    expect(fallen(run)).toEqual([])
  })

  it.each(sizes)("hold where a narrowing takes of %s alone", (size) => {
    expect(fallen([state(), state(narrowed({}, `${size}Less`))])).toEqual([])
  })

  it("throw where a state has a call on a budget that isn't there", () => {
    const run = [state(null), state(null, { r1: call() })]
    expect(() => fallsAlong(run, properties().OnlyAllowlistedTools)).toThrow(/robo has no budget/)
  })

  it("throw where a state has a name that the instance has not", () => {
    expect(() => fallsAlong([state({ opener: "nobody" })], properties().OnlyAdminsOpen)).toThrow(/has no nobody/)
  })
})
