import { describe, expect, it } from "vitest"
import { Instance } from "../../../../verification/domains/break-glass/instance.ts"
import { propertiesOf, propertyNames } from "../../../../verification/domains/break-glass/properties.ts"
import type { PropertyName } from "../../../../verification/domains/break-glass/properties.ts"
import {
  type ModelEnd,
  type ModelGrant,
  type ModelUses,
  type ModelSettlement,
  type ModelState,
  NOTHING_LOST,
  NOTHING_LOST_BEFORE,
} from "../../../../verification/domains/break-glass/values.ts"
import { fallsAlong } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const properties = (changes: object = {}) => {
  const { constants } = Instance.parse(instance())
  return propertiesOf({ ...constants, Settings: { ...constants.Settings, ...changes } })
}

const countersigned = (changes: Partial<ModelSettlement> = {}): ModelSettlement => ({
  how: "countersigned",
  by: "bob",
  terms: "g1good",
  signature: "good",
  lost: NOTHING_LOST_BEFORE,
  at: 0,
  ...changes,
})
const denied = (changes: Partial<ModelSettlement> = {}): ModelSettlement => ({
  ...countersigned(),
  how: "denied",
  terms: "none",
  signature: "none",
  ...changes,
})
const lapsed = (at = 2): ModelSettlement => denied({ how: "lapsed", by: "sweeper", at })
const uses = (changes: Partial<ModelUses> = {}): ModelUses => ({
  count: 1,
  by: "alice",
  deed: "look",
  lost: NOTHING_LOST,
  at: 1,
  ...changes,
})
const ended = (how: ModelEnd["how"], by: string, at = 1, uses = 0): ModelEnd => ({ how, by, at, uses })

const grant = (changes: Partial<ModelGrant> = {}): ModelGrant => ({
  status: "requested",
  form: "good",
  factorAt: 0,
  requestedAt: 0,
  settlements: [],
  activatedAt: -1,
  expiresAt: -1,
  uses: { count: 0, by: "none", deed: "none", lost: NOTHING_LOST, at: -1 },
  ended: { how: "none", by: "none", at: -1, uses: 0 },
  selfCountersigned: false,
  ...changes,
})
const active = (changes: Partial<ModelGrant> = {}): Partial<ModelGrant> => ({
  settlements: [countersigned()],
  activatedAt: 0,
  expiresAt: 2,
  ...changes,
})
/** The terms that a countersigner of g2 should name are not named in the instance; whoever needs a second grant leaves it to time. */
const state = (g1: Partial<ModelGrant> | null, g2: Partial<ModelGrant> | null = null, now = 1): ModelState => ({
  now,
  gr: { g1: g1 === null ? { status: "absent" } : grant(g1), g2: g2 === null ? { status: "absent" } : grant(g2) },
})

/** Runs on which nothing may fall: each step that the rules allow, to each of the ends. */
const good = (): Readonly<Record<string, readonly ModelState[]>> => ({
  "countersigned, used and revoked by the holder": [
    state(null, null, 0),
    state({}, null, 0),
    state(active(), null, 0),
    state(active(), null, 1),
    state(active({ uses: uses() })),
    state(active({ uses: uses({ count: 2, by: "aliceByRobo" }) })),
    state(active({ uses: uses({ count: 2, deed: "admit" }) })),
    state(active({ uses: uses({ count: 2 }), ended: ended("revoked", "alice", 1, 2) })),
  ],
  "revoked by somebody eligible": [state(active()), state(active({ ended: ended("revoked", "bob") }))],
  "withdrawn by the holder": [state({}), state({ ended: ended("revoked", "alice") })],
  denied: [state({}), state({ settlements: [denied({ at: 1 })] })],
  "lapsed, and asked again": [
    state({}, null, 2),
    state({ settlements: [lapsed()] }, null, 2),
    state({ settlements: [lapsed()] }, { requestedAt: 2, factorAt: 1 }, 2),
  ],
  "over by the clock, and asked again": [state({}, null, 2), state({}, { requestedAt: 2, factorAt: 2 }, 2)],
  "expired, swept late": [state(active(), null, 3), state(active({ ended: ended("expired", "sweeper", 2) }), null, 3)],
  "asked again after the cooldown": [
    state(active(), null, 4),
    state(active(), { requestedAt: 4, factorAt: 3 }, 4),
    state(active(), active({ requestedAt: 4, factorAt: 3, settlements: [], activatedAt: -1 }), 4),
  ],
  "asked again within the cooldown of somebody else": [
    state(active(), { form: "carols", requestedAt: 1, factorAt: 1 }),
    state(active({ ended: ended("revoked", "alice") }), { form: "carols", requestedAt: 1, factorAt: 1 }),
  ],
})

/** By property, a run in which nothing but its last state, or last step, is wrong. */
const bad: () => Readonly<Record<PropertyName, readonly ModelState[]>> = () => ({
  EveryGrantHasAReason: [state(null), state({ form: "mute" })],
  DurationIsBounded: [state(null), state({ form: "long" })],
  NoGrantToAgents: [state(null), state({ form: "robos" })],
  NoGrantToOutsiders: [state(null), state({ form: "outsiders" })],
  NoAgentFromOutside: [state(null), state({ form: "strangers" })],
  GrantsNeedAFreshFactor: [state(null, null, 2), state({ requestedAt: 2, factorAt: 0 }, null, 2)],
  NoGrantBeyondTheGrantable: [state(null), state({ form: "wide" })],
  OneOpenGrantPerHolder: [state({}), state({}, { requestedAt: 1 })],
  CooldownBetweenGrants: [
    state(active(), null, 2),
    // The deadline was 2, though nobody swept.
    state(active(), { requestedAt: 3, factorAt: 2 }, 3),
  ],
  RequestRateIsBounded: [
    state({ ended: ended("revoked", "alice", 0) }, { requestedAt: 0 }, 0),
    {
      now: 1,
      gr: {
        g1: grant({ ended: ended("revoked", "alice", 0) }),
        g2: grant({ ended: ended("revoked", "alice", 0) }),
        g3: grant({ requestedAt: 1 }),
      },
    },
  ],
  ActiveGrantsAreCapped: [state(active(), { form: "carols" }, 0), state(active(), active({ form: "carols" }), 0)],
  SettledOnce: [state(active()), state(active({ settlements: [countersigned(), denied()] }))],
  NoStaleCountersign: [
    state({}, null, 2),
    state(active({ settlements: [countersigned({ at: 2 })], activatedAt: 2 }), null, 2),
  ],
  NoStaleDeny: [state({}, null, 2), state({ settlements: [denied({ at: 2 })] }, null, 2)],
  NoStaleRevoke: [state({}, null, 2), state({ ended: ended("revoked", "alice", 2) }, null, 2)],
  TwoPeople: [state({}), state(active({ settlements: [countersigned({ by: "alice" })], selfCountersigned: true }))],
  OnlyHumansCountersign: [state({}), state(active({ settlements: [countersigned({ by: "robo" })] }))],
  NoCrossTenantGrant: [state({}), state(active({ settlements: [countersigned({ by: "bobOfT2" })] }))],
  OnlyEligibleCountersign: [state({}), state(active({ settlements: [countersigned({ by: "carol" })] }))],
  OnlyEligibleDeny: [state({}), state({ settlements: [denied({ by: "carol" })] })],
  NoUnsignedGrant: [state({}), state(active({ settlements: [countersigned({ signature: "foreign" })] }))],
  CountersignaturesBindTheGrant: [state({}), state(active({ settlements: [countersigned({ terms: "g2good" })] }))],
  NoGrantOfALostKey: [
    state({}),
    state(active({ settlements: [countersigned({ lost: { ...NOTHING_LOST_BEFORE, holderKey: true } })] })),
  ],
  NoGrantOfALostScope: [
    state({}),
    state(active({ settlements: [countersigned({ lost: { ...NOTHING_LOST_BEFORE, scope: true } })] })),
  ],
  NoGrantOfALostDuration: [
    state({}),
    state(active({ settlements: [countersigned({ lost: { ...NOTHING_LOST_BEFORE, duration: true } })] })),
  ],
  OnlyHumansDeny: [state({}), state({ settlements: [denied({ by: "robo" })] })],
  NoCrossTenantDeny: [state({}), state({ settlements: [denied({ by: "bobOfT2" })] })],
  NoEarlyLapse: [state({}), state({ settlements: [lapsed(1)] })],
  NoUseOutsideGrant: [state({}), state({ uses: uses() })],
  EndedNeverChanges: [state({ ended: ended("revoked", "alice") }), state({ ended: ended("revoked", "bob") })],
  NoUseAfterExpiry: [state(active(), null, 2), state(active({ uses: uses({ at: 2 }) }), null, 2)],
  NoRevokeAfterExpiry: [state(active(), null, 2), state(active({ ended: ended("revoked", "alice", 2) }), null, 2)],
  OnlyHolderOrEligibleRevokes: [state(active()), state(active({ ended: ended("revoked", "carol") }))],
  NoCrossTenantRevoke: [state(active()), state(active({ ended: ended("revoked", "bobOfT2") }))],
  NoRevokeByAgents: [state(active()), state(active({ ended: ended("revoked", "robo") }))],
  NoEarlyExpiry: [state(active()), state(active({ ended: ended("expired", "sweeper", 1) }))],
  NoUseOutsideScope: [state(active()), state(active({ uses: uses({ deed: "lookBoth" }) }))],
  GrantIsNotTransferable: [state(active()), state(active({ uses: uses({ by: "carol" }) }))],
  NoOpeningBeyondTheGrantable: [state(active()), state(active({ uses: uses({ deed: "admitRole" }) }))],
  NoOpeningToTheWorld: [state(active()), state(active({ uses: uses({ deed: "admitWorld" }) }))],
  NoUseWithoutTheHoldersKey: [
    state(active()),
    state(active({ uses: uses({ lost: { ...NOTHING_LOST, holderKey: true } }) })),
  ],
  NoUseWithoutTheCountersignersKey: [
    state(active()),
    state(active({ uses: uses({ lost: { ...NOTHING_LOST, countersignerKey: true } }) })),
  ],
  NoUseWithoutAnEligibleCountersigner: [
    state(active()),
    state(active({ uses: uses({ lost: { ...NOTHING_LOST, countersignerRole: true } }) })),
  ],
  NoUseByOnePersonAlone: [
    state(active()),
    state(active({ uses: uses({ lost: { ...NOTHING_LOST, selfCountersign: true } }) })),
  ],
  NoUseBeyondTheGrantable: [state(active()), state(active({ uses: uses({ lost: { ...NOTHING_LOST, scope: true } }) }))],
  UsedDurationIsBounded: [
    state(active()),
    state(active({ uses: uses({ lost: { ...NOTHING_LOST, duration: true } }) })),
  ],
  NobodyWaitsForASweeper: [state({}, null, 1), state({}, null, 2)],
  EndIsNeverLate: [state(active(), null, 3), state(active({ ended: ended("expired", "sweeper", 3) }), null, 3)],
  SelfCountersignIsSeen: [
    state({ form: "bobs" }),
    state(active({ form: "bobs", settlements: [countersigned({ terms: "g1bobs" })] })),
  ],
})

/** Further runs in which a property falls, where there is more than one way to break it. */
const worse: () => readonly (readonly [PropertyName, readonly ModelState[]])[] = () => [
  ["DurationIsBounded", [state(null), state({ form: "short" })]],
  // Never, and later than the request.
  ["GrantsNeedAFreshFactor", [state(null), state({ factorAt: -1 })]],
  ["GrantsNeedAFreshFactor", [state(null), state({ factorAt: 1 })]],
  ["NoGrantBeyondTheGrantable", [state(null), state({ form: "other" })]],
  ["OneOpenGrantPerHolder", [state(active(), null, 1), state(active(), { requestedAt: 1 }, 1)]],
  // The grant really ended when it was revoked.
  [
    "CooldownBetweenGrants",
    [
      state(active({ ended: ended("revoked", "alice", 1) }), null, 2),
      state(active({ ended: ended("revoked", "alice", 1) }), { requestedAt: 2, factorAt: 1 }, 2),
    ],
  ],
  // Or when its time was over, whatever a sweep wrote down.
  [
    "CooldownBetweenGrants",
    [
      state(active({ ended: ended("expired", "sweeper", 1) }), null, 2),
      state(active({ ended: ended("expired", "sweeper", 9) }), { requestedAt: 3, factorAt: 2 }, 3),
    ],
  ],
  [
    "SettledOnce",
    [
      state({ ended: ended("revoked", "alice") }),
      state({ ended: ended("revoked", "alice"), settlements: [denied({ at: 1 })] }),
    ],
  ],
  [
    "SettledOnce",
    [
      state({ ended: ended("revoked", "alice", 0) }),
      state(active({ ended: ended("revoked", "alice", 0), settlements: [countersigned({ at: 1 })] })),
    ],
  ],
  ["NoUnsignedGrant", [state({}), state(active({ settlements: [countersigned({ signature: "none" })] }))]],
  ["NoUnsignedGrant", [state({}), state(active({ settlements: [countersigned({ signature: "misstated" })] }))]],
  ["CountersignaturesBindTheGrant", [state({}), state(active({ settlements: [countersigned({ terms: "g1long" })] }))]],
  ["NoUseOutsideGrant", [state({ settlements: [denied()] }), state({ settlements: [denied()], uses: uses() })]],
  [
    "NoUseOutsideGrant",
    [
      state(active({ ended: ended("revoked", "alice") })),
      state(active({ ended: ended("revoked", "alice"), uses: uses() })),
    ],
  ],
  // A cap of uses hides another one, but not its time.
  [
    "NoUseOutsideGrant",
    [
      state(active({ uses: uses({ at: 0 }), ended: ended("revoked", "alice", 0, 1) })),
      state(active({ uses: uses({ at: 1 }), ended: ended("revoked", "alice", 0, 1) })),
    ],
  ],
  [
    "EndedNeverChanges",
    [state({ settlements: [denied()] }), state({ settlements: [denied()], selfCountersigned: true })],
  ],
  [
    "EndedNeverChanges",
    [
      state({ settlements: [lapsed()] }, null, 3),
      state({ settlements: [lapsed()], ended: ended("revoked", "alice", 3) }, null, 3),
    ],
  ],
  ["EndedNeverChanges", [state({ ended: ended("revoked", "alice") }), state(null)]],
  ["NoEarlyExpiry", [state({}), state({ ended: ended("expired", "sweeper", 1) })]],
  ["NoUseOutsideScope", [state(active()), state(active({ uses: uses({ deed: "browse" }) }))]],
  ["NoUseOutsideScope", [state(active()), state(active({ uses: uses({ deed: "lookAround" }) }))]],
  // Another agent of the holder, the named agent for somebody else, and a namesake.
  ["GrantIsNotTransferable", [state(active()), state(active({ uses: uses({ by: "aliceByRogue" }) }))]],
  ["GrantIsNotTransferable", [state(active()), state(active({ uses: uses({ by: "carolByRobo" }) }))]],
  ["GrantIsNotTransferable", [state(active()), state(active({ uses: uses({ by: "aliceOfT2" }) }))]],
]

const standing = propertyNames.filter((name) => properties()[name].over !== "rest")

describe("properties of break-glass", () => {
  it.each(Object.entries(good()))("hold: %s", (_, run) => {
    const fallen = standing.filter((name) => fallsAlong(run, properties()[name]) !== null)
    expect(fallen).toEqual([])
  })

  it.each(propertyNames)("%s falls with the last state, and not before", (name) => {
    expect(fallsAlong(bad()[name], properties()[name])).toBe(1)
  })

  it.each(worse())("%s falls in another way", (name, run) => {
    expect(fallsAlong(run, properties()[name])).toBe(1)
  })

  it("let a holder countersign where the policy says so", () => {
    const run = [
      state({ form: "bobs" }),
      state(active({ form: "bobs", settlements: [countersigned({ terms: "g1bobs" })], selfCountersigned: true })),
    ]
    const { TwoPeople, SelfCountersignIsSeen } = properties({ allowSelf: true })
    expect([fallsAlong(run, TwoPeople), fallsAlong(run, SelfCountersignIsSeen)]).toEqual([null, null])
    expect(fallsAlong(run, properties().TwoPeople)).toBe(1)
  })

  it.each<[string, ModelState]>([
    ["everybody has asked", state({}, { requestedAt: 3, factorAt: 2 }, 3)],
    ["one waits for an answer that may still come", state({}, null, 1)],
    ["one is active", state(active(), null, 1)],
  ])("let a run rest where %s", (_, end) => {
    expect(fallsAlong([end], properties().NobodyWaitsForASweeper)).toBeNull()
  })

  it.each<[string, ModelState]>([
    ["a request is over by the clock", state({}, null, 2)],
    ["a grant is over by the clock", state(active(), null, 2)],
    ["a request was withdrawn", state({ ended: ended("revoked", "alice", 0) })],
    ["nobody has asked", state(null)],
  ])("let no run rest where %s and somebody has not asked", (_, end) => {
    expect(fallsAlong([end], properties().NobodyWaitsForASweeper)).toBe(0)
  })
})
