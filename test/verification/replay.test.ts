import { describe, expect, it } from "vitest"
import { approvals } from "../../verification/domains/approvals/index.ts"
import { explore } from "../../verification/explore/explore.ts"
import { fallsIn } from "../../verification/explore/properties.ts"
import { replay } from "../../verification/replay.ts"
import type { Step } from "../../verification/tlc/output.ts"
import { instance } from "./domains/approvals/instance.ts"
import { sweeperless, traceOf } from "./traces.ts"

const slice = () => approvals.open(instance())
const self = ["Submit__r1__good__v1", "Reject__r1__alice__opsAlice__p1__good__v1"]

describe("replay", () => {
  it("walks a counterexample to its fall, and the intact kernel leaves it by that guard", () => {
    const trace = traceOf("initiatorIsNotApprover@reject", self)
    expect(replay(slice(), "initiatorIsNotApprover@reject", "NoSelfDecision", trace)).toEqual({
      ok: true,
      site: "initiatorIsNotApprover@reject",
      property: "NoSelfDecision",
      walked: 2,
      falls: 2,
      departure: { step: 2, label: "Reject__r1__alice__opsAlice__p1__good__v1", refusedBy: ["initiatorIsNotApprover"] },
      goesOn: null,
      faults: [],
    })
  })

  it("knows that a rule leads elsewhere", () => {
    const labels = [
      "Submit__r1__good__v1",
      "Approve__r1__bob__opsBob__p1__good__v1",
      "Tick__",
      "Approve__r1__carol__secCarol__p1__good__v1",
      "Consume__r1__aliceByRobo__p1__v1__kept",
    ]
    const trace = traceOf("spentIsConsumed@rule", [...labels, "Cancel__r1__root"])
    expect(replay(slice(), "spentIsConsumed@rule", "EndedNeverChanges", trace)).toMatchObject({
      ok: true,
      falls: 6,
      departure: { step: 5, label: "Consume__r1__aliceByRobo__p1__v1__kept", refusedBy: [] },
    })
  })

  it.each([
    "expiryIsDue@expire",
    "consumedPlanIsSealed@consume",
    "approverHoldsSeat@approve",
    "decisionIsSigned@approve",
    "policyIsUnchanged@consume",
  ])("agrees with a shortest path to a fall: %s", (site) => {
    const { machines, properties } = slice()
    const falls = fallsIn(explore(machines.walker(site)).graph, properties)
    expect(falls.length).toBeGreaterThan(0)
    for (const { property, path } of falls)
      expect(replay(slice(), site, property, traceOf(site, path))).toMatchObject({ ok: true })
  })

  it.each<[string, string, string, readonly Step[], RegExp]>([
    [
      "another site is broken",
      "approverIsHuman@reject",
      "NoSelfDecision",
      traceOf("initiatorIsNotApprover@reject", self),
      /leaves the trace at step 2 .*initiatorIsNotApprover/,
    ],
    [
      "the property falls nowhere",
      "initiatorIsNotApprover@reject",
      "NoEarlyExpiry",
      traceOf("initiatorIsNotApprover@reject", self),
      /falls nowhere/,
    ],
    [
      "the property falls before the end",
      "initiatorIsNotApprover@reject",
      "NoSelfDecision",
      traceOf("initiatorIsNotApprover@reject", [...self, "Tick__"]),
      /falls at step 2, not at step 3/,
    ],
    [
      "there is no such property",
      "initiatorIsNotApprover@reject",
      "NoSuchThing",
      traceOf("initiatorIsNotApprover@reject", self),
      /no property NoSuchThing/,
    ],
    [
      "the intact kernel walks it too",
      "expiryIsDue@expire",
      "NoEarlyExpiry",
      traceOf("intact", self.slice(0, 1)),
      /walks the whole trace/,
    ],
    [
      "the start is another one",
      "expiryIsDue@expire",
      "NoEarlyExpiry",
      traceOf("expiryIsDue@expire", ["Tick__"]).slice(1),
      /at step 0 \(the start\)|at step 0/,
    ],
    ["there is no trace", "expiryIsDue@expire", "NoEarlyExpiry", [], /the trace is empty/],
  ])("finds fault when %s", (_, site, property, trace, fault) => {
    const { ok, faults } = replay(slice(), site, property, trace)
    expect(ok).toBe(false)
    expect(faults.join("\n")).toMatch(fault)
  })
})

describe("replay of a property of rest", () => {
  const [ASK, AGAIN, TICK] = ["Request__g1__good__m0", "Request__g2__good__m2", "Tick__"]
  const SITE = "openIsByNow@rule"
  const replayed = (site: string, labels: readonly string[]) =>
    replay(sweeperless(), site, "NobodyWaitsForASweeper", traceOf(site, labels, sweeperless().machines))

  it("finds the broken kernel at rest, and the intact one in the same state going on", () => {
    expect(replayed(SITE, [ASK, TICK, TICK, TICK])).toEqual({
      ok: true,
      site: SITE,
      property: "NobodyWaitsForASweeper",
      walked: 4,
      falls: 4,
      departure: null,
      goesOn: { step: 5, label: AGAIN, refusedBy: ["holderHasNoOpenGrant"] },
      faults: [],
    })
  })

  it.each<[string, string, readonly string[], RegExp]>([
    ["the broken kernel goes on", SITE, [ASK, TICK, TICK], /^the broken kernel does not rest: it takes Tick__$/],
    ["the intact kernel rests there too", SITE, [TICK, TICK, AGAIN, TICK], /^the intact kernel rests there too$/],
    [
      "the intact kernel leaves before",
      "holderFactorIsFresh@request",
      [TICK, TICK, TICK, ASK],
      /the intact kernel leaves the trace at step 4 .* refused by holderFactorIsFresh, before anything rests/,
    ],
    [
      "the property holds there",
      "selfCountersignIsMarked@rule",
      [ASK, TICK, TICK, AGAIN, TICK],
      /falls nowhere, not at step 5/,
    ],
  ])("finds fault when %s", (_, site, labels, fault) => {
    const { ok, faults } = replayed(site, labels)
    expect(ok).toBe(false)
    expect(faults.join("\n")).toMatch(fault)
  })
})
