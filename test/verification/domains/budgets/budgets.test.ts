import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { budgets } from "../../../../verification/domains/budgets/index.ts"
import { propertyNames } from "../../../../verification/domains/budgets/properties.ts"
import { NO_NARROWING, NO_THAW, NO_WIDENING } from "../../../../verification/domains/budgets/values.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { compare } from "../../../../verification/explore/compare.ts"
import { explore } from "../../../../verification/explore/explore.ts"
import { INTACT } from "../../../../verification/explore/graph.ts"
import { fallsIn } from "../../../../verification/explore/properties.ts"
import { ROOT } from "../../../../verification/run/sources.ts"
import { tryingOn, walkedTo } from "../trying.ts"
import { instance } from "./instance.ts"

const { open, withConstants, trying, after, answered } = tryingOn(budgets, instance)

const OPEN = "Open__robo__adam__olga"
const RESERVE = "Reserve__r1__robo__robo__look"
const AGAIN = "Reserve__r2__robo__robo__look"
const RELEASE = "Release__r1__gate"
const OVERRUN = [OPEN, RESERVE, "Settle__r1__gate__more"]
const THAW = "Unfreeze__robo__adam__good__n2__anna__good"
const NOW = "Widen__robo__adam__good__now1__anna__good"
const SOON = "Widen__robo__adam__good__soon1__anna__good"
const NEXT = "Widen__robo__adam__good__soon2__anna__good"
const NARROW = "Narrow__robo__adam__less"
const TICK = "Tick__"
const [LOOK, MORE] = [
  { spend: 2, affected: 1 },
  { spend: 3, affected: 1 },
]

describe("the binding of budgets", () => {
  it("has the kernel's sites, each once", () => {
    expect(budgets.sites).toHaveLength(56 + 10)
    expect(new Set(budgets.sites).size).toBe(budgets.sites.length)
    expect(budgets.sites).toContain("agentIsNotFrozen@release")
    expect(budgets.sites).toContain("narrowingCancelsWaiting@rule")
  })

  it("is of the model's module, which has no variable of its own, and no clause of what matters to others", () => {
    const { name, module, ghosts, clauses } = budgets
    expect({ name, module, ghosts, clauses }).toEqual({ name: "budgets", module: "Budgets", ghosts: [], clauses: [] })
  })

  it("says each property in words, no two in the same", () => {
    expect(budgets.properties).toEqual(propertyNames)
    expect(Object.keys(budgets.words)).toEqual(propertyNames)
    for (const words of Object.values(budgets.words)) expect(words).toMatch(/^[A-Z].*\.$/)
    expect(new Set(Object.values(budgets.words)).size).toBe(propertyNames.length)
  })

  it("has each of the model's properties, and no other", () => {
    const model = readFileSync(join(ROOT, "models/budgets/Budgets.tla"), "utf8")
    for (const name of propertyNames) expect(model).toMatch(new RegExp(`^${name} *==`, "m"))
  })

  it("speaks of the kernel's states in the model's words", () => {
    const labels = [TICK, OPEN, RESERVE, RELEASE, TICK, "Settle__r1__runner__more", NEXT]
    expect(after(labels)).toEqual({
      now: 2,
      bud: {
        robo: {
          ...{ status: "frozen", owner: "olga", opener: "adam", openedAt: 1, caps: "usual" },
          widening: {
            ...{ by: "adam", signature: "good", caps: "posting", from: 2, serial: 2 },
            ...{ countersigner: "anna", countersignature: "good", at: 2 },
          },
          ...{ narrowed: NO_NARROWING, thawed: NO_THAW, serial: 2, frozen: true },
          meter: { day: 0, ...MORE },
          calls: [{ at: 1, tool: "shell", digest: "d1" }],
        },
        bot: { status: "absent" },
      },
      res: {
        r1: {
          ...{ status: "settled", budget: "robo", form: "look", by: "robo", at: 1, until: 3, charged: MORE },
          releases: [{ by: "gate", at: 1 }],
          ends: [{ how: "settled", amounts: MORE, by: "runner", at: 2, serial: 1 }],
        },
        r2: { status: "absent" },
      },
    })
  })

  it("writes what has not happened as the model does", () => {
    expect(after([OPEN])).toMatchObject({
      bud: {
        robo: {
          status: "active",
          widening: NO_WIDENING,
          narrowed: NO_NARROWING,
          thawed: NO_THAW,
          serial: 0,
          calls: [],
        },
      },
    })
    expect(after([OPEN, RESERVE])).toMatchObject({
      res: { r1: { status: "open", charged: LOOK, releases: [], ends: [] } },
    })
  })

  it("says what was narrowed, and what was thawed", () => {
    expect(after([OPEN, SOON, "Narrow__robo__chief__less"])).toMatchObject({
      bud: {
        robo: {
          ...{ caps: "less", widening: NO_WIDENING, serial: 2 },
          narrowed: { by: "chief", at: 0, serial: 2, changed: { fell: true, cancelled: true }, before: "usual" },
        },
      },
    })
    expect(after([...OVERRUN, THAW])).toMatchObject({
      bud: {
        robo: {
          ...{ status: "active", frozen: false, serial: 2 },
          thawed: {
            ...{ by: "adam", signature: "good", serial: 2, countersigner: "anna", countersignature: "good" },
            ...{ at: 0, wasFrozen: true },
          },
        },
      },
    })
  })

  it("says what was taken back, and has the sweeper lapse", () => {
    expect(after([OPEN, RESERVE, "Unreserve__r1__gate"])).toMatchObject({
      bud: { robo: { meter: { spend: 0, affected: 0 } } },
      res: {
        r1: { status: "unreserved", charged: { spend: 0, affected: 0 }, ends: [{ how: "unreserved", by: "gate" }] },
      },
    })
    expect(after([OPEN, RESERVE, TICK, TICK, "Lapse__r1"])).toMatchObject({
      res: { r1: { status: "lapsed", charged: LOOK, ends: [{ how: "lapsed", by: "sweeper", at: 2, amounts: LOOK }] } },
    })
  })

  it("counts days from the first one, and ticks across midnight", () => {
    expect(after([OPEN, TICK, TICK, TICK, RESERVE])).toMatchObject({
      now: 3,
      bud: { robo: { meter: { day: 1, ...LOOK }, calls: [{ at: 3 }] } },
      res: { r1: { at: 3, until: 5 } },
    })
  })

  it("keeps the budgets of two agents apart", () => {
    const both = [OPEN, "Open__bot__adam__hugo", RESERVE, "Reserve__r2__bot__bot__peek"]
    expect(after(both)).toMatchObject({
      bud: { robo: { owner: "olga", meter: LOOK }, bot: { owner: "hugo", meter: { spend: 1, affected: 0 } } },
      res: { r1: { budget: "robo" }, r2: { budget: "bot" } },
    })
  })

  it("lets time pass up to the horizon, and then no more", () => {
    const walker = trying([TICK]).machines.walker(INTACT)
    const times = [...explore(walker).graph.edges.keys()].map((key) => walker.value(key)["now"])
    expect(times).toEqual([0, 1, 2, 3])
  })

  it("comes to one state whatever the order in which calls run", () => {
    const labels = [OPEN, RESERVE, AGAIN, RELEASE, "Release__r2__gate"]
    const walker = trying(labels).machines.walker(INTACT)
    const [one, other] = [
      [OPEN, RESERVE, AGAIN, RELEASE, "Release__r2__gate"],
      [OPEN, AGAIN, RESERVE, "Release__r2__gate", RELEASE],
    ].map((order) => walkedTo(order, walker))
    expect(one).toBe(other)
  })

  const signatures = ["none", "foreign", "namesake", "misstated"] as const
  it.each(signatures)("knows a signature that is %s, of either signer and either change", (signature) => {
    const said = (labels: readonly string[], site: string) => after(labels, site)
    expect(said([OPEN, `Widen__robo__adam__${signature}__now1__anna__good`], "widenerHasSigned@widen")).toMatchObject({
      bud: { robo: { widening: { by: "adam", signature, countersigner: "anna", countersignature: "good" } } },
    })
    expect(
      said([OPEN, `Widen__robo__adam__good__now1__anna__${signature}`], "countersignatureIsSigned@widen"),
    ).toMatchObject({
      bud: {
        robo: { widening: { by: "adam", signature: "good", countersigner: "anna", countersignature: signature } },
      },
    })
    expect(
      said([...OVERRUN, `Unfreeze__robo__adam__${signature}__n2__anna__good`], "thawerHasSigned@unfreeze"),
    ).toMatchObject({
      bud: { robo: { thawed: { by: "adam", signature, countersigner: "anna", countersignature: "good" } } },
    })
    expect(
      said([...OVERRUN, `Unfreeze__robo__adam__good__n2__anna__${signature}`], "countersignatureIsSigned@unfreeze"),
    ).toMatchObject({
      bud: { robo: { thawed: { by: "adam", signature: "good", countersigner: "anna", countersignature: signature } } },
    })
  })

  it.each(signatures)("has a signature that is %s refused for just that", (signature) => {
    expect(answered([OPEN, `Widen__robo__adam__${signature}__now1__anna__good`])).toMatchObject({
      guards: ["widenerHasSigned"],
    })
    expect(answered([OPEN, `Widen__robo__adam__good__now1__anna__${signature}`])).toMatchObject({
      guards: ["countersignatureIsSigned"],
    })
    expect(answered([...OVERRUN, `Unfreeze__robo__adam__${signature}__n2__anna__good`])).toMatchObject({
      guards: ["thawerHasSigned"],
    })
    expect(answered([...OVERRUN, `Unfreeze__robo__adam__good__n2__anna__${signature}`])).toMatchObject({
      guards: ["countersignatureIsSigned"],
    })
  })

  it("names both signers of a change, and of anything else who says it", () => {
    const { speakers } = trying([
      ...[OPEN, RESERVE, "Settle__r1__gateOfT2__more", "Lapse__r1", NARROW, TICK],
      ...["Widen__robo__adam__good__now1__clerk__good", "Unfreeze__robo__chief__good__n2__adamOfT2__good"],
    ])
    expect(speakers).toEqual([
      { command: "open", part: "by", kind: "human", isOwn: true },
      { command: "reserve", part: "by", kind: "agent", isOwn: true },
      { command: "settle", part: "by", kind: "service", isOwn: false },
      { command: "narrow", part: "by", kind: "human", isOwn: true },
      { command: "widen", part: "by", kind: "human", isOwn: true },
      { command: "widen", part: "to", kind: "service", isOwn: true },
      { command: "unfreeze", part: "by", kind: "agent", isOwn: true },
      { command: "unfreeze", part: "to", kind: "human", isOwn: false },
    ])
  })

  it("lets no property fall on the intact kernel, nor anything take a command that has ended", () => {
    const { machines, properties, bounded } = open({ bound: { ...instance().bound, maxSerial: 9 } })
    const { graph, beyond } = explore(machines.walker(INTACT))
    expect(graph.edges.size).toBeGreaterThan(100)
    expect(fallsIn(graph, properties)).toEqual([])
    expect(beyond).toBe(0)
    expect(bounded()).toMatchObject({ differing: [], needed: [], revived: [] })
  })

  it.each<[string, readonly string[], string, object]>([
    ["ends", [OPEN, RESERVE, "Settle__r1__gate__asAsked"], "reservationIsUnsettled@settle", { maxEnds: 1 }],
    ["releases", [OPEN, RESERVE, RELEASE], "reservationIsUnreleased@release", { maxReleases: 1 }],
    ["serials", [OPEN, NOW], "countersignatureNamesThisChange@widen", { maxSerial: 1 }],
  ])("drops what goes beyond the bound of %s", (_, labels, site, bound) => {
    const wide = { maxEnds: 2, maxReleases: 2, maxSerial: 2 }
    const answerIn = (bound: object) => {
      const walker = trying(labels, {}, bound).machines.walker(site)
      return walker.answer(walkedTo(labels, walker), labels.at(-1) ?? "")
    }
    expect(answerIn({ ...wide, ...bound })).toMatchObject({ kind: "goes", beyond: true })
    expect(answerIn(wide)).toMatchObject({ kind: "goes", beyond: false })
  })
})

describe("the effects of budgets", () => {
  const tight = { Settings: { ...instance().constants.Settings, newCaps: "openLess" } }
  const SETTLE = "Settle__r1__gate__asAsked"
  type Told = readonly [name: string, labels: readonly string[], constants: object]
  /** By drift, what somebody does by which it is told. */
  const told: readonly Told[] = [
    ["releases of release", [OPEN, RESERVE, RELEASE], {}],
    ["charged of settle", OVERRUN, {}],
    ["ends of settle", [OPEN, RESERVE, SETTLE], {}],
    ["charged of unreserve", [OPEN, RESERVE, "Unreserve__r1__gate"], {}],
    ["ends of unreserve", [OPEN, RESERVE, "Unreserve__r1__gate"], {}],
    ["ends of lapse", [OPEN, RESERVE, TICK, TICK, "Lapse__r1"], {}],
    ["caps of widen", [OPEN, NOW, NEXT], {}],
    ["widening of widen", [OPEN, NOW], {}],
    ["serial of widen", [OPEN, NOW], {}],
    ["caps of narrow", [OPEN, NARROW], {}],
    ["widening of narrow", [OPEN, SOON, NARROW], {}],
    ["narrowed of narrow", [OPEN, NARROW], {}],
    ["serial of narrow", [OPEN, NARROW], {}],
    ["frozen of unfreeze", [...OVERRUN, THAW], {}],
    ["thawed of unfreeze", [...OVERRUN, THAW], {}],
    ["serial of unfreeze", [...OVERRUN, THAW], {}],
    ["frozen", OVERRUN, {}],
    ["active", [OPEN], {}],
    ["settled", [OPEN, RESERVE, SETTLE], {}],
    ["unreserved", [OPEN, RESERVE, "Unreserve__r1__gate"], {}],
    ["lapsed", [OPEN, RESERVE, TICK, TICK, "Lapse__r1"], {}],
    ["meter of budget by reserve", [OPEN, RESERVE], {}],
    ["calls of budget by reserve", [OPEN, RESERVE], {}],
    ["running of budget by reserve", [OPEN, RESERVE, AGAIN], tight],
    // Who waits for its report, and its lease is over.
    ["running of budget by release", [OPEN, RESERVE, RELEASE, TICK, TICK, AGAIN], {}],
    ["meter of budget by settle", OVERRUN, {}],
    ["frozen of budget by settle", OVERRUN, {}],
    ["serial of budget by settle", OVERRUN, {}],
    ["running of budget by settle", [OPEN, RESERVE, SETTLE, AGAIN], tight],
    ["meter of budget by unreserve", [OPEN, RESERVE, "Unreserve__r1__gate"], {}],
    ["running of budget by unreserve", [OPEN, RESERVE, "Unreserve__r1__gate", AGAIN], tight],
  ]

  it("are each a drift of its own, and so is each status", () => {
    const names = open().drifts.map(({ name }) => name)
    expect(names).toEqual([...budgets.sites, ...told.map(([name]) => name)])
  })

  it.each(told)("tell a kernel that drifted: %s", (name, labels, constants) => {
    const { machines, drifts } = trying(labels, constants)
    const drift = drifts.find((drift) => drift.name === name)
    const drifted = drift && explore(drift.walker()).graph
    expect(drifted && compare(drifted, explore(machines.walker(INTACT)).graph)).toMatchObject({
      label: expect.any(String) as string,
    })
  })
})

describe("the broken form of a rule of budgets", () => {
  const LATE = [OPEN, RESERVE, TICK, TICK, "Lapse__r1", "Settle__r1__gate__asAsked"]

  it.each<[string, readonly string[], object, object]>([
    [
      "settlementCountsInFull",
      OVERRUN,
      { res: { r1: { charged: LOOK } }, bud: { robo: { meter: LOOK, frozen: true } } },
      { res: { r1: { charged: MORE } }, bud: { robo: { meter: MORE } } },
    ],
    [
      "lateSettlementReplacesLapse",
      LATE,
      { res: { r1: { charged: { spend: 4, affected: 2 } } }, bud: { robo: { meter: { spend: 4, affected: 2 } } } },
      { res: { r1: { charged: LOOK } }, bud: { robo: { meter: LOOK } } },
    ],
    [
      "overrunFreezes",
      OVERRUN,
      { bud: { robo: { status: "active", frozen: false, serial: 1 } } },
      { bud: { robo: { status: "frozen", frozen: true, serial: 1 } } },
    ],
    [
      "overrunIsAChange",
      OVERRUN,
      { bud: { robo: { frozen: true, serial: 0 } }, res: { r1: { ends: [{ serial: 0 }] } } },
      { bud: { robo: { frozen: true, serial: 1 } }, res: { r1: { ends: [{ serial: 1 }] } } },
    ],
    [
      "endedLeaseCharges",
      LATE.slice(0, -1),
      { res: { r1: { charged: { spend: 0, affected: 0 } } }, bud: { robo: { meter: { spend: 0, affected: 0 } } } },
      { res: { r1: { charged: LOOK } }, bud: { robo: { meter: LOOK } } },
    ],
    [
      "dayStartsAtZero",
      [OPEN, RESERVE, TICK, TICK, TICK, AGAIN],
      { bud: { robo: { meter: { day: 1, spend: 4, affected: 2 } } } },
      { bud: { robo: { meter: { day: 1, ...LOOK } } } },
    ],
    [
      "chargeFallsOnItsDay",
      [OPEN, RESERVE, TICK, TICK, TICK, AGAIN, "Settle__r1__gate__less"],
      { bud: { robo: { meter: { day: 1, spend: 1, affected: 0 } } } },
      { bud: { robo: { meter: { day: 1, ...LOOK } } } },
    ],
    [
      "windowForgetsByAge",
      [OPEN, RESERVE, TICK, TICK, TICK, AGAIN],
      { bud: { robo: { calls: [{ at: 3 }] } } },
      { bud: { robo: { calls: [{ at: 0 }, { at: 3 }] } } },
    ],
    [
      "narrowingCancelsWaiting",
      [OPEN, SOON, NARROW],
      { bud: { robo: { widening: { caps: "wide", serial: 1 } } } },
      { bud: { robo: { widening: NO_WIDENING } } },
    ],
  ])("is what the model has: %s", (rule, labels, broken, intact) => {
    expect(after(labels, `${rule}@rule`)).toMatchObject(broken)
    expect(after(labels)).toMatchObject(intact)
  })

  // Three of the same with another one between; the caps leave room for more.
  it("counts repeats in a row alone", () => {
    const { CapsNamed } = instance().constants
    const constants = {
      CapsNamed: { ...CapsNamed, usual: { ...CapsNamed.usual, rate: 9, open: 9 } },
      Reservations: { set: ["r1", "r2", "r3", "r4", "r5"] },
    }
    const peek = (name: string, form = "peek") => `Reserve__${name}__robo__robo__${form}`
    const labels = [OPEN, peek("r1"), peek("r2"), peek("r3", "other"), peek("r4"), peek("r5")]
    expect(answered(labels, constants)).toMatchObject({ kind: "refuses", guards: ["callIsNotRepeating"] })
    expect(after(labels, "repeatsCountInTheWindow@rule", trying(labels, constants))).toMatchObject({
      res: { r5: { status: "open" } },
    })
    const inARow = [OPEN, peek("r1"), peek("r2"), peek("r3"), peek("r4")]
    const walker = trying(inARow, constants).machines.walker("repeatsCountInTheWindow@rule")
    expect(walker.answer(walkedTo(inARow.slice(0, -1), walker), peek("r4"))).toMatchObject({
      guards: ["callIsNotRepeating"],
    })
  })
})

describe("a step of budgets in words", () => {
  it.each<[string, readonly string[], string, string]>([
    ["Open", ["robo", "adam", "olga"], "adam", "opens the budget of robo, owned by olga"],
    ["Reserve", ["r1", "robo", "bot", "look"], "bot", "reserves r1 from the budget of robo, for look"],
    ["Release", ["r1", "gate"], "gate", "lets r1 start"],
    ["Settle", ["r1", "gate", "more"], "gate", "reports that r1 came to more"],
    ["Unreserve", ["r1", "gate"], "gate", "says that r1 never started"],
    ["Lapse", ["r1"], "sweeper", "lets r1 lapse"],
    [
      "Widen",
      ["robo", "adam", "good", "soon1", "anna", "good"],
      "adam",
      "widens the budget of robo as soon1; countersigned by anna",
    ],
    [
      "Widen",
      ["robo", "adam", "none", "soon1", "anna", "misstated"],
      "adam",
      "widens the budget of robo as soon1, unsigned; countersigned by anna, signed for another number",
    ],
    ["Narrow", ["robo", "adam", "less"], "adam", "narrows the budget of robo to less"],
    ["Unfreeze", ["robo", "adam", "good", "n2", "anna", "good"], "adam", "thaws robo as n2; countersigned by anna"],
    [
      "Unfreeze",
      ["robo", "adam", "misstated", "n2", "anna", "foreign"],
      "adam",
      "thaws robo as n2, signed for another number; countersigned by anna, signed by somebody else",
    ],
    ["Tick", [], "", "time passes"],
    ["Sudo", ["robo", "now"], "", "Sudo robo now"],
  ])("%s %j", (action, params, who, what) => {
    expect(budgets.stepText(action, params)).toEqual({ who, what })
  })
})

describe("an instance of budgets that can't be meant", () => {
  const { Actors, Forms, CapsNamed, WideningTerms, Settings } = instance().constants
  const only = (action: string, ...params: readonly string[]) =>
    open({ alphabet: [{ action, params: params.map((param) => [param]) }] })
  const takes = {
    ...{
      Open: 3,
      Reserve: 4,
      Release: 2,
      Settle: 3,
      Unreserve: 2,
      Lapse: 1,
      Widen: 6,
      Narrow: 3,
      Unfreeze: 6,
      Tick: 0,
    },
  }

  it.each(Object.entries(takes))("is refused where %s has not just its %s arguments", (action, count) => {
    for (const other of [count - 1, count + 1].filter((given) => given >= 0)) {
      const read = () => only(action, ...Array.from({ length: other }, () => "robo"))
      expect(read).toThrow(InstanceError)
      expect(read).toThrow(`${action} has ${count} arguments, not ${other}`)
    }
  })

  it.each<[string, () => unknown, RegExp]>([
    ["an action that the model doesn't have", () => only("Sudo"), /no action Sudo/],
    ["an action of every object's", () => only("toString"), /no action toString/],
    [
      "a signature that the model doesn't have",
      () => only("Widen", "robo", "adam", "forged", "now1", "anna", "good"),
      /no such signature: forged/,
    ],
    [
      "a countersignature that the model doesn't have",
      () => only("Unfreeze", "robo", "adam", "good", "n1", "anna", "forged"),
      /no such signature: forged/,
    ],
    ["a budget of nobody's", () => only("Open", "olga", "adam", "olga"), /no budget named olga/],
    ["an owner who isn't there", () => only("Open", "robo", "adam", "nobody"), /no actor named nobody/],
    ["an opener who isn't there", () => only("Open", "robo", "nobody", "olga"), /no actor named nobody/],
    ["a form that isn't there", () => only("Reserve", "r1", "robo", "robo", "dig"), /no form named dig/],
    ["a call of no budget", () => only("Reserve", "r1", "olga", "robo", "look"), /no budget named olga/],
    ["a caller who isn't there", () => only("Reserve", "r1", "robo", "nobody", "look"), /no actor named nobody/],
    ["a starter who isn't there", () => only("Release", "r1", "nobody"), /no actor named nobody/],
    ["a report that isn't there", () => only("Settle", "r1", "gate", "lots"), /no report named lots/],
    ["a reporter who isn't there", () => only("Settle", "r1", "nobody", "more"), /no actor named nobody/],
    ["somebody who takes back and isn't there", () => only("Unreserve", "r1", "nobody"), /no actor named nobody/],
    [
      "terms that aren't there",
      () => only("Widen", "robo", "adam", "good", "never", "anna", "good"),
      /no terms named never/,
    ],
    [
      "a widener who isn't there",
      () => only("Widen", "robo", "nobody", "good", "now1", "anna", "good"),
      /no actor named nobody/,
    ],
    [
      "a countersigner who isn't there",
      () => only("Widen", "robo", "adam", "good", "now1", "nobody", "good"),
      /no actor named nobody/,
    ],
    ["caps that aren't there", () => only("Narrow", "robo", "adam", "most"), /no caps named most/],
    ["a narrower who isn't there", () => only("Narrow", "robo", "nobody", "less"), /no actor named nobody/],
    [
      "a number that isn't there",
      () => only("Unfreeze", "robo", "adam", "good", "n9", "anna", "good"),
      /no number named n9/,
    ],
    [
      "a thawer who isn't there",
      () => only("Unfreeze", "robo", "nobody", "good", "n1", "anna", "good"),
      /no actor named nobody/,
    ],
    [
      "one who countersigns a thaw and isn't there",
      () => only("Unfreeze", "robo", "adam", "good", "n1", "nobody", "good"),
      /no actor named nobody/,
    ],
    ["the name of a call that the kernel takes for none", () => only("Lapse", "r_1"), /a reservation/],
    [
      "two names of one actor",
      () => withConstants({ Actors: { ...Actors, adamant: Actors.adam } }),
      /adam and adamant are the same actor/,
    ],
    [
      "two names of the same caps",
      () => withConstants({ CapsNamed: { ...CapsNamed, twin: CapsNamed.usual } }),
      /usual and twin are the same caps/,
    ],
    [
      "two agents of one id",
      () => withConstants({ Budgets: { set: ["robo", "roboOfT2"] } }),
      /robo and roboOfT2 are the same budget/,
    ],
    ["a budget of nobody", () => withConstants({ Budgets: { set: ["nobody"] } }), /no actor named nobody/],
    [
      "an agent that goes by the id of a call",
      () => withConstants({ Actors: { ...Actors, robo: { ...Actors.robo, id: "reservation_1" } } }),
      /a budget/,
    ],
    [
      "caps of new budgets that aren't there",
      () => withConstants({ Settings: { ...Settings, newCaps: "most" } }),
      /no caps named most/,
    ],
    [
      "caps of a widening that aren't there",
      () => withConstants({ WideningTerms: { ...WideningTerms, now1: { caps: "most", from: 0, serial: 1 } } }),
      /no caps named most/,
    ],
    [
      "a cap that the kernel takes for none",
      () => withConstants({ CapsNamed: { ...CapsNamed, wide: { ...CapsNamed.wide, rate: 49 } } }),
      /caps/,
    ],
    [
      "a spend below nothing",
      () => withConstants({ Forms: { ...Forms, look: { ...Forms.look, spend: -1 } } }),
      /spend/,
    ],
    [
      "a report of less than nothing",
      () => withConstants({ Reports: { less: { spend: 0, affected: -1 } } }),
      /affected/,
    ],
    [
      "a day whose length doesn't divide",
      () => withConstants({ Settings: { ...Settings, dayLength: 7 } }),
      /each is whole milliseconds/,
    ],
    ...["window", "lease", "dayLength"].map((name): [string, () => unknown, RegExp] => [
      `no ${name} at all`,
      () => withConstants({ Settings: { ...Settings, [name]: 0 } }),
      new RegExp(name),
    ]),
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })

  it("is refused when two forms are the same, as soon as one is spoken of", () => {
    const { machines } = withConstants({ Forms: { ...Forms, twin: Forms.look } })
    expect(() => explore(machines.walker(INTACT))).toThrow(/two forms are the same: look and twin/)
  })

  it("lets reports, terms and numbers have two names: nothing is named back by them", () => {
    const { Reports, Numbers } = instance().constants
    const opened = withConstants({
      Reports: { ...Reports, same: Reports.more },
      Numbers: { ...Numbers, second: 2 },
      WideningTerms: { ...WideningTerms, twin: WideningTerms.now1 },
    })
    expect(opened.name).toBe("small")
  })
})
