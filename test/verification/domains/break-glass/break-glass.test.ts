import { NOTHING_LOST, NOTHING_LOST_BEFORE } from "../../../../verification/domains/break-glass/values.ts"
import { describe, expect, it } from "vitest"
import { breakGlass } from "../../../../verification/domains/break-glass/index.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { compare } from "../../../../verification/explore/compare.ts"
import { explore } from "../../../../verification/explore/explore.ts"
import { INTACT } from "../../../../verification/explore/graph.ts"
import { fallsIn } from "../../../../verification/explore/properties.ts"
import { instance } from "./instance.ts"

const open = (changes: object = {}) => breakGlass.open({ ...instance(), ...changes })
const withConstants = (changes: object) => open({ constants: { ...instance().constants, ...changes } })
/** A policy that was always so. */
const underPolicy = (changes: object) => {
  const { Settings, Deployments } = instance().constants
  return {
    Settings: { ...Settings, ...changes },
    Deployments: { ...Deployments, same: { ...Deployments.same, ...changes } },
  }
}

/** The state after these labels, each of which the machine takes. */
const after = (labels: readonly string[], machine = INTACT, opened = open()) => {
  const walker = opened.machines.walker(machine)
  const go = (key: string, label: string): string => {
    const answer = walker.answer(key, label)
    expect([label, answer.kind]).toEqual([label, "goes"])
    return answer.kind === "goes" ? answer.to : ""
  }
  return walker.value(labels.reduce(go, walker.initial[0] ?? ""))
}

describe("the binding of break-glass", () => {
  it("has the kernel's sites, each once", () => {
    expect(breakGlass.sites).toHaveLength(49 + 5)
    expect(new Set(breakGlass.sites).size).toBe(breakGlass.sites.length)
    expect(breakGlass.sites).toContain("requestIsFresh@revoke")
    expect(breakGlass.sites).toContain("openIsByNow@rule")
  })

  it("speaks of the kernel's states in the model's words", () => {
    const labels = [
      "Tick__",
      "Request__g1__good__m0",
      "Countersign__g1__bob__g1good__good__same",
      "Use__g1__alice__look__same",
      "Tick__",
      "Revoke__g1__alice",
    ]
    expect(after(labels)).toEqual({
      now: 2,
      gr: {
        g1: {
          status: "revoked",
          form: "good",
          factorAt: 0,
          requestedAt: 1,
          settlements: [
            { how: "countersigned", by: "bob", terms: "g1good", signature: "good", lost: NOTHING_LOST_BEFORE, at: 1 },
          ],
          activatedAt: 1,
          expiresAt: 3,
          uses: { count: 1, by: "alice", deed: "look", lost: NOTHING_LOST, at: 1 },
          ended: { how: "revoked", by: "alice", at: 2, uses: 1 },
          selfCountersigned: false,
        },
        g2: { status: "absent" },
      },
    })
  })

  it("writes what has not happened as the model does", () => {
    expect(after(["Request__g1__good__m0", "Deny__g1__bob"])).toMatchObject({
      gr: {
        g1: {
          status: "denied",
          settlements: [
            { how: "denied", by: "bob", terms: "none", signature: "none", lost: NOTHING_LOST_BEFORE, at: 0 },
          ],
          activatedAt: -1,
          expiresAt: -1,
          uses: { count: 0, by: "none", deed: "none", lost: NOTHING_LOST, at: -1 },
          ended: { how: "none", by: "none", at: -1, uses: 0 },
        },
      },
    })
    expect(after(["Request__g1__good__none"], "holderFactorIsFresh@request")).toMatchObject({
      gr: { g1: { factorAt: -1 } },
    })
  })

  it("has the sweeper lapse and expire", () => {
    const [request, late] = ["Request__g1__good__m0", ["Tick__", "Tick__"]]
    expect(after([request, ...late, "Lapse__g1"])).toMatchObject({
      gr: { g1: { status: "lapsed", settlements: [{ how: "lapsed", by: "sweeper", at: 2 }] } },
    })
    expect(after([request, "Countersign__g1__bob__g1good__good__same", ...late, "Tick__", "Expire__g1"])).toMatchObject(
      {
        gr: { g1: { status: "expired", ended: { how: "expired", by: "sweeper", at: 2 } } },
      },
    )
  })

  it("lets time pass up to the horizon, and then no more", () => {
    const { walker } = open().machines
    const times = [...explore(walker(INTACT)).graph.edges.keys()].map((key) => walker(INTACT).value(key)["now"])
    expect([...new Set(times)].toSorted()).toEqual([0, 1, 2, 3])
  })

  it("lets a cap of uses stand for any number above, also where a grant ends", () => {
    const use = "Use__g1__alice__look__same"
    const active = ["Request__g1__good__m0", "Countersign__g1__bob__g1good__good__same"]
    const two = after([...active, use, use])
    expect(two).toMatchObject({ gr: { g1: { uses: { count: 2 } } } })
    expect(after([...active, use, use, use])).toEqual(two)
    expect(after([...active, use, use, use, "Revoke__g1__alice"])).toMatchObject({
      gr: { g1: { ended: { uses: 2 } } },
    })
  })

  it.each([
    ["aliceKeyless", "holderKeepsTheKey@use", "holderKey"],
    ["bobKeyless", "countersignerKeepsTheKey@use", "countersignerKey"],
    ["bobDemoted", "countersignerIsEligible@use", "countersignerRole"],
    ["nothingGrantable", "scopeIsGrantable@use", "scope"],
    ["longer", "durationIsWithinBounds@use", "duration"],
  ])("knows what is lost under the deployment %s", (deployment, site, lost) => {
    const active = ["Request__g1__good__m0", "Countersign__g1__bob__g1good__good__same"]
    const used = [...active, `Use__g1__alice__look__${deployment}`]
    expect(after(used, site)).toMatchObject({
      gr: { g1: { uses: { count: 1, lost: { ...NOTHING_LOST, [lost]: true } } } },
    })
    expect(() => after(used)).toThrow()
  })

  it.each([
    ["aliceKeyless", "holderKeepsTheKey@countersign", "holderKey"],
    ["nothingGrantable", "scopeIsGrantable@countersign", "scope"],
    ["longer", "durationIsWithinBounds@countersign", "duration"],
  ])("knows what is lost of a request under the deployment %s", (deployment, site, lost) => {
    const signed = ["Request__g1__good__m0", `Countersign__g1__bob__g1good__good__${deployment}`]
    expect(after(signed, site)).toMatchObject({
      gr: { g1: { settlements: [{ lost: { ...NOTHING_LOST_BEFORE, [lost]: true } }] } },
    })
    expect(() => after(signed)).toThrow()
  })

  it("knows no key of a countersigner before anybody countersigned", () => {
    const early = ["Request__g1__good__m0", "Use__g1__alice__look__bobKeyless"]
    expect(after(early, "grantIsActive@use")).toMatchObject({
      gr: { g1: { uses: { count: 1, lost: NOTHING_LOST } } },
    })
  })

  it("lets an agent call for the holder where the form names it", () => {
    const opened = open({
      alphabet: [
        { action: "Request", params: [["g1"], ["good"], ["m0"]] },
        { action: "Countersign", params: [["g1"], ["bob"], ["g1good"], ["good"], ["same"]] },
        { action: "Use", params: [["g1"], ["aliceByRobo", "aliceByRogue"], ["look"], ["same"]] },
      ],
    })
    const labels = [...explore(opened.machines.walker(INTACT)).graph.edges.values()].flatMap((row) => [...row.keys()])
    expect(labels).toContain("Use__g1__aliceByRobo__look__same")
    expect(labels).not.toContain("Use__g1__aliceByRogue__look__same")
  })

  it.each(["none", "foreign", "misstated"])("knows a signature that is %s, and what is wrong with it", (signature) => {
    const plain = open({
      alphabet: [
        { action: "Request", params: [["g1"], ["good"], ["m0"]] },
        { action: "Countersign", params: [["g1"], ["bob"], ["g1good"], [signature], ["same"]] },
      ],
    }).plain("countersignatureIsSigned@countersign")
    const last = [...explore(plain).graph.edges.keys()].at(-1) ?? ""
    expect(last).toContain(`"signature":"${signature}"`)
  })

  it.each(["g1long", "g2good"])("knows whoever names the terms %s", (terms) => {
    const opened = open({
      alphabet: [
        { action: "Request", params: [["g1"], ["good"], ["m0"]] },
        { action: "Countersign", params: [["g1"], ["bob"], [terms], ["good"], ["same"]] },
      ],
    })
    const { graph } = explore(opened.machines.walker("countersignatureNamesTheGrant@countersign"))
    expect(fallsIn(graph, opened.properties).map(({ property }) => property)).toContain("CountersignaturesBindTheGrant")
    expect([...graph.edges.keys()].at(-1)).toContain(`"terms":"${terms}"`)
  })

  it("lets no property of states or steps fall on the intact kernel", () => {
    const { machines, properties } = open()
    const { graph, beyond } = explore(machines.walker(INTACT))
    const { NobodyWaitsForASweeper, ...standing } = properties
    expect(NobodyWaitsForASweeper.over).toBe("rest")
    expect(fallsIn(graph, standing)).toEqual([])
    expect(beyond).toBe(0)
  })

  it("drops what is settled more often than the bound", () => {
    const explored = (machine: string, maxSettlements: number) =>
      explore(open({ bound: { maxSettlements } }).machines.walker(machine))
    const settledTwice = ({ graph }: ReturnType<typeof explored>) =>
      [...graph.edges.keys()].some((key) => /"settlements":\[\{[^\]]*\},\{/.test(key))
    const broken = "grantIsRequested@deny"
    expect(explored(INTACT, 1).beyond).toBe(0)
    expect(explored(broken, 1).beyond).toBeGreaterThan(0)
    expect([settledTwice(explored(broken, 1)), settledTwice(explored(broken, 2))]).toEqual([false, true])
  })

  it.each([
    "settlements of countersign",
    "activatedAt of countersign",
    "expiresAt of countersign",
    "settlements of deny",
    "settlements of lapse",
    "uses of use",
    "ended of revoke",
    "ended of expire",
    "active",
    "lapsed",
  ])("tells a kernel that drifted: %s", (name) => {
    const { machines, drifts } = open()
    const drift = drifts.find((drift) => drift.name === name)
    const drifted = drift && explore(drift.walker()).graph
    expect(drifted && compare(drifted, explore(machines.walker(INTACT)).graph)).toMatchObject({
      label: expect.any(String) as string,
    })
  })
})

describe("the broken form of a rule", () => {
  const request = "Request__g1__good__m0"
  const active = [request, "Countersign__g1__bob__g1good__good__same"]

  it("stamps a late sweep with the time of the sweep", () => {
    expect(after([...active, "Tick__", "Tick__", "Tick__", "Expire__g1"], "endIsTheRealEnd@rule")).toMatchObject({
      gr: { g1: { ended: { at: 3 } } },
    })
  })

  it("lets every grant last as long as any may", () => {
    const opened = withConstants(underPolicy({ maxDuration: 3 }))
    expect(after(active, "expiryRunsFromActivation@rule", opened)).toMatchObject({ gr: { g1: { expiresAt: 3 } } })
  })

  it("does not tell who countersigned for themselves", () => {
    const { constants } = instance()
    const opened = open({
      constants: { ...constants, ...underPolicy({ allowSelf: true }) },
      alphabet: [
        { action: "Request", params: [["g1"], ["bobs"], ["m0"]] },
        { action: "Countersign", params: [["g1"], ["bob"], ["g1bobs"], ["good"], ["same"]] },
      ],
    })
    const labels = ["Request__g1__bobs__m0", "Countersign__g1__bob__g1bobs__good__same"]
    expect(after(labels, INTACT, opened)).toMatchObject({ gr: { g1: { selfCountersigned: true } } })
    expect(after(labels, "selfCountersignIsMarked@rule", opened)).toMatchObject({
      gr: { g1: { selfCountersigned: false } },
    })
  })

  // Two grants of one holder; nobody sweeps.
  const twice = (changes: object = {}) => {
    const { constants } = instance()
    return open({
      constants: { ...constants, Settings: { ...constants.Settings, ...changes } },
      alphabet: [
        { action: "Tick", params: [] },
        { action: "Request", params: [["g1", "g2"], ["good"], ["m0", "m2"]] },
        { action: "Countersign", params: [["g1"], ["bob"], ["g1good"], ["good"], ["same"]] },
      ],
    })
  }

  it.each<[string, readonly string[], object]>([
    ["request", [request, "Tick__", "Tick__"], {}],
    ["grant", [...active, "Tick__", "Tick__"], { cooldown: 0 }],
  ])("has a holder wait for somebody who sweeps a %s", (_, over, settings) => {
    const ask = "Request__g2__good__m2"
    expect(after([...over, ask], INTACT, twice(settings))).toMatchObject({ now: 2, gr: { g2: { requestedAt: 2 } } })
    const walker = twice(settings).machines.walker("openIsByNow@rule")
    const key = over.reduce((at, label) => {
      const answer = walker.answer(at, label)
      return answer.kind === "goes" ? answer.to : ""
    }, walker.initial[0] ?? "")
    expect(walker.answer(key, ask)).toMatchObject({ kind: "refuses", guards: ["holderHasNoOpenGrant"] })
  })

  it("forgets the end of a grant that nobody swept", () => {
    const expired = [...active, "Tick__", "Tick__", "Request__g2__good__m2"]
    expect(() => after(expired, INTACT, twice())).toThrow()
    expect(after(expired, "cooldownCountsTheUnswept@rule", twice())).toMatchObject({ now: 2 })
  })
})

describe("an instance of break-glass that can't be meant", () => {
  const { Actors, Forms, Callers, Terms, Deeds, Settings } = instance().constants
  it.each<[string, () => unknown, RegExp]>([
    [
      "two names of one actor",
      () => withConstants({ Actors: { ...Actors, bobby: Actors.bob } }),
      /bob and bobby are the same actor/,
    ],
    [
      "two names of one caller",
      () => withConstants({ Callers: { ...Callers, again: Callers.alice } }),
      /alice and again are the same caller/,
    ],
    [
      "two names of one thing done",
      () => withConstants({ Deeds: { ...Deeds, gaze: Deeds.look } }),
      /look and gaze are the same deed/,
    ],
    [
      "two names of the same terms",
      () => withConstants({ Terms: { ...Terms, twin: Terms.g1good } }),
      /g1good and twin are the same terms/,
    ],
    [
      "a holder who isn't there",
      () => withConstants({ Forms: { ...Forms, good: { ...Forms.good, holder: "nobody" } } }),
      /no actor named nobody/,
    ],
    [
      "a caller for a person of another tenant",
      () => withConstants({ Callers: { stray: { actor: "robo", person: "bobOfT2" } } }),
      /a person of its own tenant/,
    ],
    [
      "a prefix of nothing",
      () =>
        withConstants({
          Forms: { ...Forms, good: { ...Forms.good, scope: { set: [{ tool: "shell", prefix: [] }] } } },
        }),
      /a form/,
    ],
    [
      "a wildcard",
      () => withConstants({ Deeds: { look: { ...Deeds.look, resources: { set: [["db", "*"]] } } } }),
      /a deed/,
    ],
    [
      "something opened that isn't touched",
      () => withConstants({ Deeds: { look: { ...Deeds.admit, resources: { set: [["db", "main"]] } } } }),
      /what is opened is touched, and of one type/,
    ],
    [
      "something opened as of two types",
      () =>
        withConstants({
          Deeds: { look: { ...Deeds.admit, opens: { set: [...Deeds.admit.opens.set, ...Deeds.admitRole.opens.set] } } },
        }),
      /what is opened is touched, and of one type/,
    ],
    [
      "the gate's own tools to be granted",
      () =>
        withConstants({
          Settings: {
            ...Settings,
            grantable: { set: [{ tool: "interlock.settings", prefix: ["x"], types: { set: [] } }] },
          },
        }),
      /never grantable/,
    ],
    [
      "an action that the model doesn't have",
      () => open({ alphabet: [{ action: "Sudo", params: [] }] }),
      /no action Sudo/,
    ],
    [
      "an action with too few arguments",
      () => open({ alphabet: [{ action: "Expire", params: [] }] }),
      /1 arguments, not 0/,
    ],
    [
      "a signature that the model doesn't have",
      () =>
        open({ alphabet: [{ action: "Countersign", params: [["g1"], ["bob"], ["g1good"], ["forged"], ["same"]] }] }),
      /no such signature: forged/,
    ],
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })

  it("is refused when two forms are the same", () => {
    const { machines } = withConstants({ Forms: { ...Forms, twin: Forms.good } })
    expect(() => explore(machines.walker(INTACT))).toThrow(/two forms are the same: good and twin/)
  })
})
