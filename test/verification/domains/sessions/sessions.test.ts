import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { sessions } from "../../../../verification/domains/sessions/index.ts"
import { propertyNames } from "../../../../verification/domains/sessions/properties.ts"
import { NO_END, NO_FACTOR, NO_SCOPED, NO_SIGN, NO_TOUCH } from "../../../../verification/domains/sessions/values.ts"
import { compare } from "../../../../verification/explore/compare.ts"
import { explore } from "../../../../verification/explore/explore.ts"
import { INTACT } from "../../../../verification/explore/graph.ts"
import { fallsIn } from "../../../../verification/explore/properties.ts"
import { ROOT } from "../../../../verification/run/sources.ts"
import { tryingOn, walkedTo } from "../trying.ts"
import { instance } from "./instance.ts"

const { open, withConstants, trying, after, answered } = tryingOn(sessions, instance)

const TICK = "Tick__"
const ticks = (count: number) => Array.from({ length: count }, () => TICK)
const ENROL = "Enrol__alice__dora__all"
const DISABLE = "Disable__alice__dora"
const ENABLE = "Enable__alice__dora__less"
const openWith = (factor: string) => `Open__s1__alice__robo__${factor}`
const touchWith = (factor: string) => `Touch__s1__alice__${factor}`
const OPENED = [ENROL, openWith("now")]
const MINT = "Mint__c1__s1__robo__s1__change"
const MINTED = [...OPENED, MINT]
const HAND = "Delegate__c2__c1__robo__s1__helper__look"
const PRESENT = "Present__c1__robo__s1__look"

const stood = (changes: object = {}) => ({ on: true, enablement: 0, session: "open", sign: 0, ...changes })
const scoped = (changes: object = {}) => ({
  ...stood(),
  scope: { set: ["destructive", "read", "write"] },
  ...changes,
})

describe("the binding of sessions", () => {
  it("has the kernel's sites, each once", () => {
    expect(sessions.sites).toHaveLength(67 + 6)
    expect(new Set(sessions.sites).size).toBe(sessions.sites.length)
    expect(sessions.sites).toContain("factorIsProvenNow@touch")
    expect(sessions.sites).toContain("agentsKeepNothingAlive@rule")
  })

  it("is of the model's module, which has no variable of its own, and has the clauses of what matters to others", () => {
    const { name, module, ghosts, clauses } = sessions
    expect({ name, module, ghosts }).toEqual({ name: "sessions", module: "Sessions", ghosts: [] })
    expect(clauses).toEqual(["places", "refuses", "leads"])
  })

  it("says each property in words, no two in the same", () => {
    expect(sessions.properties).toEqual(propertyNames)
    expect(Object.keys(sessions.words)).toEqual(propertyNames)
    for (const words of Object.values(sessions.words)) expect(words).toMatch(/^[A-Z].*\.$/)
    expect(new Set(Object.values(sessions.words)).size).toBe(propertyNames.length)
  })

  it("has each of the model's properties, and no other", () => {
    const model = readFileSync(join(ROOT, "models/sessions/Sessions.tla"), "utf8")
    for (const name of propertyNames) expect(model).toMatch(new RegExp(`^${name} *==`, "m"))
  })

  it("speaks of the kernel's states in the model's words", () => {
    const labels = [ENROL, TICK, openWith("before"), TICK, touchWith("now"), MINT, HAND, TICK]
    const call = "Present__c2__helper__s1__look"
    expect(after([...labels, touchWith("none"), call])).toEqual({
      now: 3,
      subj: {
        alice: {
          ...{ status: "enabled", scope: "all", enablement: 0, factorAt: 2 },
          change: { what: "enrol", by: "dora", at: 0 },
        },
        bob: { status: "absent" },
      },
      sess: {
        s1: {
          ...{ status: "open", subject: "alice", agent: "robo", by: "alice", at: 1, expiresAt: 6 },
          ...{ on: true, enablement: 0 },
          seen: { by: "alice", at: 3 },
          factor: { by: "alice", at: 2, taken: 2 },
          touched: { by: "alice", at: 3, stood: stood({ sign: 2 }) },
          ended: NO_END,
        },
        s2: { status: "absent" },
      },
      cred: {
        c1: {
          ...{ status: "spent", session: "s1", subject: "alice", agent: "robo", audience: "shell" },
          ...{ effects: { set: ["read", "write"] }, parent: "none", by: "robo", run: "s1", at: 2, expiresAt: 5 },
          ...{ factorAt: 2, chain: ["robo"], stood: scoped({ sign: 2 }), lapsed: NO_SIGN },
          uses: [{ how: "delegate", by: "robo", run: "s1", tool: "none", effect: "none", at: 2, stood: NO_SCOPED }],
        },
        c2: {
          ...{ status: "spent", session: "s1", subject: "alice", agent: "helper", audience: "shell" },
          ...{ effects: { set: ["read"] }, parent: "c1", by: "robo", run: "s1", at: 2, expiresAt: 5 },
          ...{ factorAt: -1, chain: ["robo", "helper"], stood: scoped({ sign: 2 }), lapsed: NO_SIGN },
          uses: [
            {
              ...{ how: "present", by: "helper", run: "s1", tool: "shell", effect: "read", at: 3 },
              stood: scoped({ sign: 3 }),
            },
          ],
        },
        c3: { status: "absent" },
      },
    })
  })

  it("writes what has not happened as the model does", () => {
    expect(after(MINTED)).toMatchObject({
      sess: { s1: { factor: { at: 0, taken: 0 }, touched: NO_TOUCH, ended: NO_END } },
      cred: { c1: { status: "minted", uses: [], lapsed: NO_SIGN } },
    })
    expect(after([ENROL, openWith("bad"), MINT], "factorIsProvenNow@open")).toMatchObject({
      sess: { s1: { factor: NO_FACTOR } },
      cred: { c1: { factorAt: -1 } },
    })
  })

  it("says who is out, and who is in again, with what scope", () => {
    expect(after([ENROL, DISABLE])).toMatchObject({
      subj: { alice: { status: "disabled", scope: "all", enablement: 0, change: { what: "disable", by: "dora" } } },
    })
    expect(after([ENROL, TICK, DISABLE, "Enable__alice__scim__none"])).toMatchObject({
      subj: {
        alice: { status: "enabled", scope: "none", enablement: 1, change: { what: "enable", by: "scim", at: 1 } },
      },
    })
  })

  it("says how a session ended, and that a credential lapsed, both of which the sweeper may say", () => {
    const ended = (label: string, before: readonly string[] = []) => after([...OPENED, ...before, label])
    expect(ended("End__s1__alice")).toMatchObject({
      sess: { s1: { status: "loggedOut", ended: { how: "loggedOut", by: "alice", at: 0 } } },
    })
    expect(ended("End__s1__adam")).toMatchObject({ sess: { s1: { status: "revoked", ended: { by: "adam" } } } })
    expect(ended("Expire__s1", ticks(4))).toMatchObject({
      sess: { s1: { status: "expired", ended: { how: "expired", by: "sweeper", at: 4 } } },
    })
    expect(after([...MINTED, ...ticks(3), "Lapse__c1"])).toMatchObject({
      cred: { c1: { status: "lapsed", uses: [], lapsed: { by: "sweeper", at: 3 } } },
    })
  })

  it("says how things stood where they stood badly, which a broken machine alone lets happen", () => {
    expect(after([...OPENED, DISABLE, touchWith("none")], "subjectIsEnabled@touch")).toMatchObject({
      sess: { s1: { touched: { stood: stood({ on: false }) } } },
    })
    const presented = (site: string, ...before: readonly string[]) =>
      after([...MINTED, ...before, PRESENT], `${site}@present`)
    const used = (changes: object) => ({ cred: { c1: { uses: [{ stood: scoped(changes) }] } } })
    const back = [DISABLE, "Enable__alice__dora__all"]
    expect(presented("sessionIsOfThisEnablement", ...back)).toMatchObject(used({ enablement: 1 }))
    expect(presented("sessionIsOpen", "End__s1__adam")).toMatchObject(used({ session: "revoked" }))
    expect(presented("scopeIsWithinSubject", ENABLE)).toMatchObject(used({ scope: { set: ["read"] } }))
  })

  it("keeps the sessions of two people apart", () => {
    const both = [...OPENED, "Enrol__bob__scim__less", "Open__s2__bob__helper__now", "Mint__c3__s2__helper__s2__look"]
    expect(after([...both, MINT])).toMatchObject({
      subj: { alice: { scope: "all" }, bob: { scope: "less", change: { by: "scim" } } },
      sess: { s1: { subject: "alice", agent: "robo" }, s2: { subject: "bob", by: "bob", agent: "helper" } },
      cred: { c1: { session: "s1", subject: "alice" }, c3: { session: "s2", subject: "bob", run: "s2" } },
    })
  })

  it("lets time pass up to the horizon, and then no more", () => {
    const walker = trying([TICK]).machines.walker(INTACT)
    const times = [...explore(walker).graph.edges.keys()].map((key) => walker.value(key)["now"])
    expect(times).toEqual([0, 1, 2, 3, 4, 5])
  })

  it("lets nobody in again more often than the cap of the small world", () => {
    const again = [ENROL, DISABLE, ENABLE, DISABLE]
    expect(answered([...again, ENABLE])).toEqual({ kind: "outside" })
    expect(answered([...again, ENABLE], { EnablementCap: 2 })).toMatchObject({ kind: "goes" })
    expect(answered([ENROL, DISABLE, ENABLE, ENABLE])).toMatchObject({ kind: "goes" })
  })
})

describe("a factor that somebody offers", () => {
  const opening = [ENROL, ...ticks(3)]
  const touching = [...OPENED, ...ticks(3)]
  const kept = { now: 3, before: 2, longAgo: 1, later: 4 }

  it.each(Object.entries(kept))("counts from when it was signed, which is told: %s", (age, at) => {
    const factor = { by: "alice", at, taken: 3 }
    expect(after([...opening, openWith(age)], "factorIsProvenNow@open")).toMatchObject({ sess: { s1: { factor } } })
    expect(after([...touching, touchWith(age)], "factorIsProvenNow@touch")).toMatchObject({ sess: { s1: { factor } } })
  })

  it.each(["now", "before"])("is taken while it is fresh: %s", (age) => {
    expect(answered([...opening, openWith(age)])).toMatchObject({ kind: "goes" })
    expect(answered([...touching, touchWith(age)])).toMatchObject({ kind: "goes" })
  })

  it.each(["longAgo", "later", "bad"])("is refused for just that where it proves nothing: %s", (age) => {
    expect(answered([...opening, openWith(age)])).toMatchObject({ guards: ["factorIsProvenNow"] })
    expect(answered([...touching, touchWith(age)])).toMatchObject({ guards: ["factorIsProvenNow"] })
  })

  it("is none where none is claimed: what there was stays", () => {
    expect(after([...touching, touchWith("none")])).toMatchObject({
      sess: { s1: { seen: { at: 3 }, factor: { at: 0, taken: 0 } } },
    })
  })

  it("is forgotten where a broken machine takes one that proves nothing", () => {
    expect(after([...touching, touchWith("bad")], "factorIsProvenNow@touch")).toMatchObject({
      sess: { s1: { factor: NO_FACTOR } },
    })
  })

  it("can't have been signed before the clock began", () => {
    expect(answered([ENROL, openWith("before")])).toEqual({ kind: "outside" })
    expect(answered([ENROL, TICK, openWith("longAgo")])).toEqual({ kind: "outside" })
    expect(answered([...OPENED, touchWith("before")])).toEqual({ kind: "outside" })
    expect(answered([ENROL, TICK, openWith("before")])).toMatchObject({ kind: "goes" })
  })

  it("is of whoever offers it", () => {
    expect(after([...OPENED, TICK, "Touch__s1__bob__now"], "toucherIsHolder@touch")).toMatchObject({
      sess: { s1: { seen: { by: "bob" }, factor: { by: "bob", at: 1 } } },
    })
  })

  it("lets an agent have what is sensitive until it is too old, however late it was taken", () => {
    const wipe = "Mint__c1__s1__robo__s1__wipe"
    const late = [ENROL, TICK, openWith("before")]
    expect(answered([...late, wipe])).toMatchObject({ kind: "goes" })
    expect(answered([...late, TICK, wipe])).toMatchObject({ guards: ["factorIsFresh"] })
    expect(answered([ENROL, TICK, openWith("now"), TICK, wipe])).toMatchObject({ kind: "goes" })
  })
})

describe("the world of sessions", () => {
  it("has whoever says something, by kind and tenant, and whom they name", () => {
    const { speakers } = trying([
      ...[ENROL, "Disable__alice__doraOfT2", "Enable__alice__scim__less", openWith("now"), "Touch__s1__robo__none"],
      ...[MINT, "Delegate__c2__c1__roboOfT2__s1__helper__look", "Present__c1__clerk__s1__look", "End__s1__adamOfT2"],
      ...["Lapse__c1", "Expire__s1", TICK],
    ])
    expect(speakers).toEqual([
      { command: "enrol", part: "by", kind: "human", isOwn: true },
      { command: "disable", part: "by", kind: "human", isOwn: false },
      { command: "enable", part: "by", kind: "service", isOwn: true },
      { command: "open", part: "by", kind: "human", isOwn: true },
      { command: "touch", part: "by", kind: "agent", isOwn: true },
      { command: "mint", part: "by", kind: "agent", isOwn: true },
      { command: "delegate", part: "by", kind: "agent", isOwn: false },
      { command: "present", part: "by", kind: "service", isOwn: true },
      { command: "end", part: "by", kind: "human", isOwn: false },
    ])
  })

  it("lets no property fall on the intact kernel, nor anything take a command that has ended", () => {
    const { machines, properties, bounded } = withConstants({ Horizon: 1 })
    const { graph, beyond } = explore(machines.walker(INTACT))
    expect(graph.edges.size).toBeGreaterThan(100)
    expect(fallsIn(graph, properties)).toEqual([])
    expect(beyond).toBe(0)
    expect(bounded()).toMatchObject({ differing: [], needed: sessions.clauses, revived: [] })
  })

  it("drops what goes beyond the bound of uses", () => {
    const labels = [...MINTED, PRESENT, PRESENT]
    const answerIn = (maxUses: number) => {
      const walker = trying(labels, {}, { maxUses }).machines.walker("credentialIsUnspent@present")
      return walker.answer(walkedTo(labels.slice(0, -1), walker), PRESENT)
    }
    expect(answerIn(1)).toMatchObject({ kind: "goes", beyond: true })
    expect(answerIn(2)).toMatchObject({ kind: "goes", beyond: false })
  })
})

describe("the effects of sessions", () => {
  type Told = readonly [name: string, labels: readonly string[]]
  /** By drift, what somebody does by which it is told. */
  const told: readonly Told[] = [
    ["change of disable", [ENROL, DISABLE]],
    ["scope of enable", [ENROL, ENABLE]],
    ["enablement of enable", [ENROL, DISABLE, ENABLE]],
    ["change of enable", [ENROL, ENABLE]],
    ["seen of touch", [...OPENED, TICK, touchWith("none")]],
    ["factor of touch", [...OPENED, TICK, touchWith("now")]],
    ["touched of touch", [...OPENED, touchWith("none")]],
    ["uses of present", [...MINTED, PRESENT]],
    ["lapsed of lapse", [...MINTED, ...ticks(3), "Lapse__c1"]],
    ["ended of end", [...OPENED, "End__s1__alice"]],
    ["ended of expire", [...OPENED, ...ticks(4), "Expire__s1"]],
    ["spent", [...MINTED, PRESENT]],
    ["lapsed", [...MINTED, ...ticks(3), "Lapse__c1"]],
    ["disabled", [ENROL, DISABLE]],
    ["enabled", [ENROL]],
    ["expired", [...OPENED, ...ticks(4), "Expire__s1"]],
    ["revoked", [...OPENED, "End__s1__adam"]],
    ["loggedOut", [...OPENED, "End__s1__alice"]],
    ["open", OPENED],
    ["factorAt of subject by open", OPENED],
    ["factorAt of subject by touch", [...OPENED, TICK, touchWith("now")]],
    ["uses of parent by delegate", [...MINTED, HAND]],
  ]

  it("are each a drift of its own, and so is each status", () => {
    const names = open().drifts.map(({ name }) => name)
    expect(names).toEqual([...sessions.sites, ...told.map(([name]) => name)])
  })

  it.each(told)("tell a kernel that drifted: %s", (name, labels) => {
    const { machines, drifts } = trying(labels)
    const drift = drifts.find((drift) => drift.name === name)
    const drifted = drift && explore(drift.walker()).graph
    expect(drifted && compare(drifted, explore(machines.walker(INTACT)).graph)).toMatchObject({
      label: expect.any(String) as string,
    })
  })
})

describe("the broken form of a rule of sessions", () => {
  const BUSY = [...OPENED, ...ticks(2), MINT]

  it.each<[string, readonly string[], object, object]>([
    ["mintSubjectIsSessions", MINTED, { cred: { c1: { subject: "robo" } } }, { cred: { c1: { subject: "alice" } } }],
    [
      "hopSubjectIsParents",
      [...MINTED, HAND],
      { cred: { c1: { subject: "alice" }, c2: { subject: "robo" } } },
      { cred: { c2: { subject: "alice" } } },
    ],
    [
      "hopEndsWithParent",
      [...MINTED, TICK, HAND],
      { cred: { c2: { at: 1, expiresAt: 4 } } },
      { cred: { c2: { at: 1, expiresAt: 3 } } },
    ],
    [
      "agentsKeepNothingAlive",
      BUSY,
      { sess: { s1: { seen: { by: "robo", at: 2 }, touched: NO_TOUCH } } },
      { sess: { s1: { seen: { by: "alice", at: 0 }, touched: NO_TOUCH } } },
    ],
  ])("is what the model has: %s", (rule, labels, broken, intact) => {
    const wide = { Subjects: { set: ["alice", "bob", "robo"] } }
    expect(after(labels, `${rule}@rule`, trying(labels, wide))).toMatchObject(broken)
    expect(after(labels)).toMatchObject(intact)
  })

  it("takes the tool that whoever hands on names", () => {
    const { Settings } = instance().constants
    const constants = { Settings: { ...Settings, agents: { ...Settings.agents, helper: "all" } } }
    const labels = [...MINTED, "Delegate__c2__c1__robo__s1__helper__load"]
    const said = (machine: string) => after(labels, machine, trying(labels, constants))
    expect(said("hopAudienceIsParents@rule")).toMatchObject({ cred: { c2: { audience: "disk" } } })
    expect(said(INTACT)).toMatchObject({ cred: { c2: { audience: "shell" } } })
  })

  it("counts what nobody swept among those that take a place", () => {
    const labels = [...OPENED, ...ticks(4), "Open__s2__alice__robo__now"]
    expect(after(labels)).toMatchObject({ sess: { s1: { status: "open" }, s2: { status: "open" } } })
    const walker = trying(labels).machines.walker("deadSessionsFreeTheirPlace@rule")
    expect(walker.answer(walkedTo(labels.slice(0, -1), walker), labels.at(-1) ?? "")).toMatchObject({
      guards: ["sessionsAreBelowCap"],
    })
  })
})

describe("a step of sessions in words", () => {
  it.each<[string, readonly string[], string, string]>([
    ["Enrol", ["alice", "dora", "all"], "dora", "enrols alice, who may do all"],
    ["Disable", ["alice", "dora"], "dora", "disables alice"],
    ["Enable", ["alice", "dora", "less"], "dora", "enables alice, who may do less"],
    ["Open", ["s1", "alice", "robo", "before"], "alice", "opens s1 for robo, with a factor signed before"],
    ["Open", ["s1", "alice", "robo", "bad"], "alice", "opens s1 for robo, with a factor that proves nothing"],
    ["Touch", ["s1", "alice", "none"], "alice", "gives a sign of life in s1"],
    ["Touch", ["s1", "alice", "now"], "alice", "gives a sign of life in s1, with a factor signed now"],
    ["Touch", ["s1", "alice", "bad"], "alice", "gives a sign of life in s1, with a factor that proves nothing"],
    ["Mint", ["c1", "s1", "robo", "s2", "look"], "robo", "mints c1 in s1 to look, out of s2"],
    [
      "Delegate",
      ["c2", "c1", "robo", "s1", "helper", "look"],
      "robo",
      "hands c1 on to helper as c2 to look, out of s1",
    ],
    ["Present", ["c1", "robo", "s1", "write"], "robo", "presents c1 to write, out of s1"],
    ["Lapse", ["c1"], "sweeper", "lets c1 lapse"],
    ["End", ["s1", "adam"], "adam", "ends s1"],
    ["Expire", ["s1"], "sweeper", "expires s1"],
    ["Tick", [], "", "time passes"],
    ["Sudo", ["s1", "now"], "", "Sudo s1 now"],
  ])("%s %j", (action, params, who, what) => {
    expect(sessions.stepText(action, params)).toEqual({ who, what })
  })
})

describe("an instance of sessions that can't be meant", () => {
  const { Actors, Scopes, Asks, Uses, Settings } = instance().constants
  const only = (action: string, ...params: readonly string[]) =>
    open({ alphabet: [{ action, params: params.map((param) => [param]) }] })
  const takes = {
    ...{ Enrol: 3, Disable: 2, Enable: 3, Open: 4, Touch: 3, Mint: 5, Delegate: 6, Present: 4 },
    ...{ Lapse: 1, End: 2, Expire: 1, Tick: 0 },
  }

  it.each(Object.entries(takes))("is refused where %s has not just its %s arguments", (action, count) => {
    for (const other of [count - 1, count + 1].filter((given) => given >= 0)) {
      const read = () => only(action, ...Array.from({ length: other }, () => "alice"))
      expect(read).toThrow(InstanceError)
      expect(read).toThrow(`${action} has ${count} arguments, not ${other}`)
    }
  })

  it.each<[string, () => unknown, RegExp]>([
    ["an action that the model doesn't have", () => only("Sudo"), /no action Sudo/],
    ["an action of every object's", () => only("toString"), /no action toString/],
    ["a person who isn't there", () => only("Enrol", "hugo", "dora", "all"), /no person named hugo/],
    ["a directory that isn't there", () => only("Enrol", "alice", "nobody", "all"), /no actor named nobody/],
    ["a scope that isn't there", () => only("Enrol", "alice", "dora", "more"), /no scope named more/],
    ["nobody who is sent out", () => only("Disable", "hugo", "dora"), /no person named hugo/],
    ["nobody who sends out", () => only("Disable", "alice", "nobody"), /no actor named nobody/],
    ["nobody who is let in", () => only("Enable", "hugo", "dora", "all"), /no person named hugo/],
    ["nobody who lets in", () => only("Enable", "alice", "nobody", "all"), /no actor named nobody/],
    ["no scope of who is let in", () => only("Enable", "alice", "dora", "more"), /no scope named more/],
    ["a session that isn't there", () => only("Open", "s9", "alice", "robo", "now"), /no session named s9/],
    ["an opener who isn't there", () => only("Open", "s1", "nobody", "robo", "now"), /no actor named nobody/],
    ["an agent that isn't there", () => only("Open", "s1", "alice", "nobody", "now"), /no actor named nobody/],
    ["an age that isn't there", () => only("Open", "s1", "alice", "robo", "stale"), /no age named stale/],
    ["no factor at all, where one opens", () => only("Open", "s1", "alice", "robo", "none"), /no age named none/],
    ["a session that nobody touches", () => only("Touch", "s9", "alice", "none"), /no session named s9/],
    ["a toucher who isn't there", () => only("Touch", "s1", "nobody", "none"), /no actor named nobody/],
    ["an age of a touch that isn't there", () => only("Touch", "s1", "alice", "proven"), /no age named proven/],
    ["a credential that isn't there", () => only("Mint", "c9", "s1", "robo", "s1", "look"), /no credential named c9/],
    ["a minter who isn't there", () => only("Mint", "c1", "s1", "nobody", "s1", "look"), /no actor named nobody/],
    ["a session of what is minted", () => only("Mint", "c1", "s9", "robo", "s1", "look"), /no session named s9/],
    ["a run that isn't there", () => only("Mint", "c1", "s1", "robo", "s9", "look"), /no session named s9/],
    ["nothing that is asked for", () => only("Mint", "c1", "s1", "robo", "s1", "dig"), /no thing to ask for named dig/],
    ["no parent", () => only("Delegate", "c2", "c9", "robo", "s1", "helper", "look"), /no credential named c9/],
    [
      "nobody to whom it goes",
      () => only("Delegate", "c2", "c1", "robo", "s1", "nobody", "look"),
      /no actor named nobody/,
    ],
    [
      "nothing that is handed on",
      () => only("Delegate", "c2", "c1", "robo", "s1", "helper", "dig"),
      /no thing to ask for named dig/,
    ],
    ["a use that isn't there", () => only("Present", "c1", "robo", "s1", "dig"), /no use named dig/],
    ["a presenter who isn't there", () => only("Present", "c1", "nobody", "s1", "look"), /no actor named nobody/],
    ["nothing that lapses", () => only("Lapse", "c9"), /no credential named c9/],
    ["nobody who ends", () => only("End", "s1", "nobody"), /no actor named nobody/],
    ["nothing that expires", () => only("Expire", "s9"), /no session named s9/],
    [
      "two names of one actor",
      () => withConstants({ Actors: { ...Actors, alicia: Actors.alice } }),
      /alice and alicia are the same actor/,
    ],
    [
      "two names of one scope",
      () => withConstants({ Scopes: { ...Scopes, twin: { set: Scopes.most.set.toReversed() } } }),
      /most and twin are the same scope/,
    ],
    [
      "a person who could be taken for a session",
      () => withConstants({ Subjects: { set: ["session_1"] } }),
      /can't have sessions/,
    ],
    [
      "an opener who could be taken for one",
      () =>
        withConstants(
          { Actors: { ...Actors, alice: { ...Actors.alice, id: "session_1" } } },
          { alphabet: [{ action: "Open", params: [["s1"], ["alice"], ["robo"], ["now"]] }] },
        ),
      /can't have sessions/,
    ],
    [
      "the name of a session that the kernel takes for none",
      () => withConstants({ Sessions: { set: ["s_1"] } }),
      /a session/,
    ],
    [
      "the name of a credential that the kernel takes for none",
      () => withConstants({ Credentials: { set: ["c_1"] } }),
      /a credential/,
    ],
    [
      "nothing that is asked for with a tool",
      () => withConstants({ Asks: { ...Asks, look: { tool: "shell", effects: { set: [] } } } }),
      /one effect is named at least/,
    ],
    [
      "an effect that there isn't",
      () => withConstants({ Uses: { ...Uses, look: { tool: "shell", effect: "egress" } } }),
      /an effect/,
    ],
    [
      "an effect of a scope that there isn't",
      () => withConstants({ Scopes: { ...Scopes, less: { set: [{ tool: "shell", effect: "egress" }] } } }),
      /a scope/,
    ],
    [
      "an agent's scope that isn't there",
      () => withConstants({ Settings: { ...Settings, agents: { robo: "more" } } }),
      /no scope named more/,
    ],
    ["an age of half a tick", () => withConstants({ Ages: { now: 0.5 } }), /Ages/],
    ["people who are let in fewer times than never", () => withConstants({ EnablementCap: -1 }), /EnablementCap/],
    ...["sessionTime", "idleTime", "credentialTime", "factorTime", "maxDepth", "maxSessions"].map(
      (name): [string, () => unknown, RegExp] => [
        `no ${name} at all`,
        () => withConstants({ Settings: { ...Settings, [name]: 0 } }),
        new RegExp(name),
      ],
    ),
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })

  it("lets asks, uses and ages have two names: nothing is named back by them", () => {
    const opened = withConstants({
      Asks: { ...Asks, same: Asks.look },
      Uses: { ...Uses, same: Uses.look },
      Ages: { now: 0, same: 0, before: 1, longAgo: 2, later: -1 },
    })
    expect(opened.name).toBe("small")
  })
})
