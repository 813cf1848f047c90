import { describe, expect, it } from "vitest"
import { Instance } from "../../../../verification/domains/approvals/instance.ts"
import { propertiesOf, propertyNames } from "../../../../verification/domains/approvals/properties.ts"
import type { PropertyName } from "../../../../verification/domains/approvals/properties.ts"
import type {
  ModelDecision,
  ModelDelegation,
  ModelEnd,
  ModelRequest,
  ModelState,
  ModelUse,
} from "../../../../verification/domains/approvals/values.ts"
import { fallsAlong } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const properties = () => propertiesOf(Instance.parse(instance()).constants)

const decision = (changes: Partial<ModelDecision> = {}): ModelDecision => ({
  verdict: "approve",
  by: "bob",
  seat: "opsBob",
  plan: "p1",
  policy: "v1",
  signature: "good",
  at: 0,
  ...changes,
})
const byCarol = (changes: Partial<ModelDecision> = {}) => decision({ by: "carol", seat: "secCarol", at: 1, ...changes })
const lent = (changes: Partial<ModelDelegation> = {}): ModelDelegation => ({
  seat: "opsBob",
  by: "bob",
  to: "dave",
  signature: "good",
  at: 0,
  ...changes,
})
const use = (changes: Partial<ModelUse> = {}): ModelUse => ({
  by: "aliceByRobo",
  plan: "p1",
  policy: "v1",
  keysHeld: { decisions: [true, true], delegations: [true, true] },
  at: 1,
  ...changes,
})
const ended = (how: ModelEnd["how"], by: string, at = 1, person = by === "robo" ? "alice" : by): ModelEnd => ({
  how,
  by,
  person,
  at,
})

const request = (changes: Partial<ModelRequest> = {}): ModelRequest => ({
  status: "pending",
  form: "good",
  policy: "v1",
  initiator: "alice",
  submittedAt: 0,
  decisions: [],
  delegations: [],
  opened: [0, -1],
  uses: [],
  end: { how: "none", by: "none", person: "none", at: -1 },
  ...changes,
})
const state = (r1: Partial<ModelRequest> | null, r2: Partial<ModelRequest> | null = null, now = 1): ModelState => ({
  now,
  req: { r1: r1 === null ? { status: "absent" } : request(r1), r2: r2 === null ? { status: "absent" } : request(r2) },
})

/** Runs on which nothing may fall: each step that the rules allow, to each of the ends. */
const good = (): Readonly<Record<string, readonly ModelState[]>> => {
  const decisions = [decision(), byCarol()]
  return {
    "approved and used": [
      state(null),
      state({}),
      state({ decisions: decisions.slice(0, 1) }),
      state({ decisions }),
      state({ decisions, uses: [use()] }),
      state({ decisions, uses: [use()] }, null, 2),
    ],
    "decided by a delegate": [
      state({ delegations: [lent()] }),
      state({ delegations: [lent()], decisions: [decision({ by: "dave" })] }),
    ],
    rejected: [
      state({ decisions: [decision({ verdict: "reject" })] }),
      state({ decisions: [decision({ verdict: "reject" })] }, {}),
    ],
    "cancelled by the agent": [state({}), state({ end: ended("cancelled", "robo") })],
    "cancelled by an administrator": [state({}), state({ end: ended("cancelled", "root") })],
    "superseded by the initiator": [state({}), state({ end: ended("superseded", "alice") })],
    "expired, and asked again": [
      state({}, null, 2),
      state({}, { submittedAt: 2 }, 2),
      state({ end: ended("expired", "sweeper", 2) }, {}, 2),
    ],
    "in time for a stage that opened late": [state({ decisions: [decision(), byCarol()], opened: [0, 0] })],
    "approved as often as the rate allows": [
      state(
        { decisions: [decision()], end: ended("cancelled", "alice") },
        { submittedAt: 2, decisions: [decision({ at: 2 })] },
        2,
      ),
    ],
  }
}

/** By property, a run in which nothing but its last state, or last step, is wrong. */
const bad: () => Readonly<Record<PropertyName, readonly ModelState[]>> = () => ({
  RequesterChoosesNoApprover: [state(null), state({ form: "easy" })],
  EveryRequestCanBeMet: [state(null), state({ form: "stuck" })],
  UsesAreBounded: [state(null), state({ form: "often" })],
  LifetimeIsBounded: [state(null), state({ form: "late" })],
  OpenRequestsAreCapped: [state({}), state({}, {})],
  NoSelfDecision: [state({}), state({ decisions: [decision({ by: "alice", seat: "opsAlice" })] })],
  OnlyHumansDecide: [state({}), state({ decisions: [decision({ by: "robo" })] })],
  NoCrossTenantDecision: [state({}), state({ decisions: [decision({ by: "bobOfT2" })] })],
  OnlySeatHoldersDecide: [state({}), state({ decisions: [decision({ by: "dave" })] })],
  OneDecisionPerPerson: [
    state({ decisions: [decision()] }),
    state({ decisions: [decision(), byCarol({ by: "bob" })] }),
  ],
  OneVoicePerMember: [
    state({ decisions: [decision()] }),
    state({ decisions: [decision(), decision({ by: "carol", seat: "secBob" })] }),
  ],
  StagesInOrder: [state({}), state({ decisions: [byCarol()] })],
  DecisionsBindThePlan: [state({}), state({ decisions: [decision({ plan: "p2" })] })],
  NoDecisionAfterSla: [state({}), state({ decisions: [decision({ at: 1 })] })],
  NoUnsignedDecision: [state({}), state({ decisions: [decision({ signature: "foreign" })] })],
  NoApprovalUnderAnotherPolicy: [state({}), state({ decisions: [decision({ policy: "v2" })] })],
  ApprovalRateIsBounded: [
    state({ decisions: [decision()] }, {}),
    state({ decisions: [decision()] }, { decisions: [decision({ at: 1 })] }),
  ],
  EveryOpenRequestCanBeMet: [
    // Both who could decide for the second stage have had their say.
    state({ decisions: [decision()] }),
    state({ decisions: [decision(), decision({ by: "carol", seat: "opsAlice" })] }),
  ],
  NoDecisionAfterExpiry: [state({}), state({ decisions: [decision({ at: 2 })] })],
  NoDelegationAfterExpiry: [state({}), state({ delegations: [lent({ at: 2 })] })],
  OnlySeatsAreDelegated: [state({}), state({ delegations: [lent({ by: "carol" })] })],
  NoDelegationByAgents: [state({}), state({ delegations: [lent({ by: "robo" })] })],
  NoDelegationFromOutside: [state({}), state({ delegations: [lent({ by: "bobOfT2" })] })],
  InitiatorChoosesNoApprover: [state({}), state({ delegations: [lent({ by: "alice", seat: "opsAlice" })] })],
  OneDelegatePerSeat: [state({ delegations: [lent()] }), state({ delegations: [lent(), lent({ to: "carol" })] })],
  NoDelegationToInitiator: [state({}), state({ delegations: [lent({ to: "alice" })] })],
  NoDelegationToAgents: [state({}), state({ delegations: [lent({ to: "robo" })] })],
  NoDelegationOutOfTenant: [state({}), state({ delegations: [lent({ to: "bobOfT2" })] })],
  NoDelegationChains: [
    state({ delegations: [lent()] }),
    state({ delegations: [lent(), lent({ by: "dave", to: "carol" })] }),
  ],
  OnlyThePolicysAreDelegates: [state({}), state({ delegations: [lent({ to: "carol" })] })],
  NoUnsignedDelegation: [state({}), state({ delegations: [lent({ signature: "none" })] })],
  EndedNeverChanges: [state({ end: ended("cancelled", "alice") }), state({ end: ended("cancelled", "root") })],
  NoUseAfterEnd: [
    state({ end: ended("cancelled", "alice") }),
    state({ end: ended("cancelled", "alice"), uses: [use()] }),
  ],
  UsedOnlyWithQuorum: [state({ decisions: [decision()] }), state({ decisions: [decision()], uses: [use()] })],
  UsedOnlyByStandingVoices: [
    state({ decisions: [decision(), byCarol()] }),
    state({
      decisions: [decision(), byCarol()],
      uses: [use({ keysHeld: { decisions: [false, true], delegations: [] } })],
    }),
  ],
  NoUseAfterExpiry: [state({}), state({ uses: [use({ at: 2 })] })],
  NeverUsedMoreThanSealed: [state({ uses: [use()] }), state({ uses: [use(), use()] })],
  PlanRunIsPlanApproved: [state({}), state({ uses: [use({ plan: "p2" })] })],
  PolicyRunIsPolicyApproved: [state({}), state({ uses: [use({ policy: "v2" })] })],
  ApprovalIsNotTransferable: [state({}), state({ uses: [use({ by: "alice" })] })],
  OnlyOwnerOrAdminCancels: [state({}), state({ end: ended("cancelled", "bobOfT2") })],
  OnlyApproversWithdraw: [state({}), state({ end: ended("withdrawn", "bob") })],
  OnlyOwnerSupersedes: [state({}), state({ end: ended("superseded", "root") })],
  NoEarlyExpiry: [state({}), state({ end: ended("expired", "sweeper", 1) })],
})

/** Further runs in which a property falls, where there is more than one way to break it. */
const worse: () => readonly (readonly [PropertyName, readonly ModelState[]])[] = () => [
  [
    "EndedNeverChanges",
    [state({ decisions: [decision({ verdict: "reject" })] }), state({ end: ended("cancelled", "alice") })],
  ],
  ["EndedNeverChanges", [state({ uses: [use()] }), state({ uses: [use()], end: ended("cancelled", "alice") })]],
  ["EndedNeverChanges", [state({ end: ended("cancelled", "alice") }), state(null)]],
  ["NoUseAfterEnd", [state({ decisions: [decision({ verdict: "reject" })] }), state({ uses: [use()] })]],
  ["OnlySeatHoldersDecide", [state({}), state({ decisions: [decision({ seat: "nowhere" })] })]],
  [
    "OnlySeatHoldersDecide",
    [state({}), state({ decisions: [decision({ by: "dave" })], delegations: [lent({ at: 1 })] })],
  ],
  ["OnlySeatsAreDelegated", [state({}), state({ delegations: [lent({ seat: "nowhere" })] })]],
  ["NoUnsignedDecision", [state({}), state({ decisions: [decision({ signature: "none" })] })]],
  ["NoUnsignedDecision", [state({}), state({ decisions: [decision({ signature: "misstated" })] })]],
  ["NoUnsignedDelegation", [state({}), state({ delegations: [lent({ signature: "misstated" })] })]],
  [
    "UsedOnlyByStandingVoices",
    [
      state({ delegations: [lent()], decisions: [decision({ by: "dave" }), byCarol()] }),
      state({
        delegations: [lent()],
        decisions: [decision({ by: "dave" }), byCarol()],
        uses: [use({ keysHeld: { decisions: [true, true], delegations: [false] } })],
      }),
    ],
  ],
  [
    "OnlyApproversWithdraw",
    [state({ decisions: [decision()] }), state({ decisions: [decision()], end: ended("withdrawn", "carol") })],
  ],
  ["OnlyOwnerOrAdminCancels", [state({}), state({ end: ended("cancelled", "carol") })]],
  // The requester's agent, but for somebody else.
  ["OnlyOwnerOrAdminCancels", [state({}), state({ end: ended("cancelled", "robo", 1, "bob") })]],
  ["OnlyOwnerSupersedes", [state({}), state({ end: ended("superseded", "robo", 1, "bob") })]],
  // The second stage opened at 0, when the first was met, and has 2 ticks.
  ["NoDecisionAfterSla", [state({ decisions: [decision()] }), state({ decisions: [decision(), byCarol({ at: 2 })] })]],
]

describe("properties of approvals", () => {
  it.each(Object.entries(good()))("hold: %s", (_, run) => {
    const fallen = propertyNames.filter((name) => fallsAlong(run, properties()[name]) !== null)
    expect(fallen).toEqual([])
  })

  it.each(propertyNames)("%s falls with the last state, and not before", (name) => {
    expect(fallsAlong(bad()[name], properties()[name])).toBe(1)
  })

  it.each(worse())("%s falls in another way", (name, run) => {
    expect(fallsAlong(run, properties()[name])).toBe(1)
  })
})
