import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { calls } from "../../../../verification/domains/calls/index.ts"
import { propertyNames } from "../../../../verification/domains/calls/properties.ts"
import { NO_DECISION, NO_WAIT } from "../../../../verification/domains/calls/values.ts"
import { InstanceError } from "../../../../verification/domains/instance.ts"
import { explore } from "../../../../verification/explore/explore.ts"
import { ROOT } from "../../../../verification/run/sources.ts"
import { tryingOn } from "../trying.ts"
import { instance } from "./instance.ts"

const { open, withConstants, trying, after, answered } = tryingOn(calls, instance)

const TICK = "Tick__"
const ticks = (count: number) => Array.from({ length: count }, () => TICK)
const RECEIVE = "Receive__k1__roboForHugo__send"
const TRIAL = "Receive__k1__roboForHugo__trial"
const WAIT = "Wait__k1__approval__two"
const ADMIT = "Admit__k1__all__none"
const RELEASE = "Release__k1__asAdmitted"
const PERFORM = "Perform__k1__runner__asAdmitted"
const RECOVER = "Recover__k1"
const RELEASED = [RECEIVE, ADMIT, RELEASE]
const LOST = [...RELEASED, ...ticks(5), RECOVER]
const ALL = [
  "policyWasEvaluated",
  "policyAllowsTheCall",
  "destructiveIsApproved",
  "taintIsClear",
  "budgetIsReserved",
  "credentialIsPresented",
]

describe("the binding of calls", () => {
  it("has the kernel's sites, each once", () => {
    expect(calls.sites).toHaveLength(47 + 2)
    expect(new Set(calls.sites).size).toBe(calls.sites.length)
    expect(calls.sites).toContain("effectIsUnattempted@perform")
    expect(calls.sites).toContain("unreportedIsUnknown@rule")
  })

  it("is of the model's module, which has no variable of its own, and has the clause of what matters to others", () => {
    const { name, module, ghosts, clauses } = calls
    expect({ name, module, ghosts, clauses }).toEqual({
      name: "calls",
      module: "Calls",
      ghosts: [],
      clauses: ["names"],
    })
  })

  it("says each property in words, no two in the same", () => {
    expect(calls.properties).toEqual(propertyNames)
    expect(Object.keys(calls.words).toSorted()).toEqual(propertyNames.toSorted())
    for (const words of Object.values(calls.words)) expect(words).toMatch(/^[A-Z].*\.$/)
    expect(new Set(Object.values(calls.words)).size).toBe(propertyNames.length)
  })

  it("has each of the model's properties, and no other", () => {
    const model = readFileSync(join(ROOT, "models/calls/Calls.tla"), "utf8")
    for (const name of propertyNames) expect(model).toMatch(new RegExp(`^${name} *==`, "m"))
  })

  it("speaks of the kernel's states in the model's words", () => {
    const labels = [RECEIVE, TICK, WAIT, TICK, "Admit__k1__all__approval", RELEASE, TICK, PERFORM, TICK]
    expect(after([...labels, "Complete__k1__runner"])).toEqual({
      now: 4,
      call: {
        k1: {
          ...{ status: "completed", caller: "roboForHugo", form: "send", at: 0 },
          wait: { on: "approval", by: "gate", at: 1, until: 3 },
          decision: { how: "admitted", judged: { set: ALL }, answer: "approval", at: 2 },
          releases: [{ by: "gate", plan: "p1", mode: "live", at: 2, until: 4, reportBy: 7 }],
          performs: [{ by: "runner", plan: "p1", mode: "live", at: 3 }],
          ends: [{ how: "completed", by: "runner", nothingHappened: false, at: 4 }],
          cancels: [],
        },
        k2: { status: "absent" },
      },
      res: { k1: { status: "absent" }, k2: { status: "absent" } },
    })
  })

  it("writes what has not happened as the model does", () => {
    expect(after([RECEIVE])).toMatchObject({
      call: {
        k1: {
          ...{ status: "received", wait: NO_WAIT, decision: NO_DECISION },
          ...{ releases: [], performs: [], ends: [], cancels: [] },
        },
      },
    })
  })

  it("says why a call isn't admitted, and what is not answered is none", () => {
    const against = { judged: { set: [] }, answer: "none" }
    expect(after([RECEIVE, "Refuse__k1"])).toMatchObject({
      call: { k1: { status: "refused", decision: { how: "refused", ...against, at: 0 } } },
    })
    expect(after([RECEIVE, WAIT, TICK, TICK, "Timeout__k1"])).toMatchObject({
      call: { k1: { status: "refused", decision: { how: "timedOut", ...against, at: 2 } } },
    })
    expect(after([RECEIVE, ADMIT])).toMatchObject({ call: { k1: { decision: { answer: "none" } } } })
  })

  it("says of what is judged what is true of it", () => {
    const judged = (label: string, site: string) => after([RECEIVE, label], site)
    expect(judged("Admit__k1__tainted__none", "taintIsClear@admit")).toMatchObject({
      call: { k1: { decision: { judged: { set: ALL.filter((fact) => fact !== "taintIsClear") } } } },
    })
    expect(answered([RECEIVE, "Admit__k1__nothing__none"])).toMatchObject({ kind: "refuses", guards: ALL })
  })

  it("says who takes a call back, and that what fails has not happened", () => {
    expect(after([RECEIVE, TICK, "Cancel__k1__hugo"])).toMatchObject({
      call: { k1: { status: "cancelled", cancels: [{ by: "hugo", at: 1 }] } },
    })
    expect(after([...RELEASED, "Fail__k1__robo__nothing"])).toMatchObject({
      call: { k1: { status: "failed", ends: [{ how: "failed", by: "robo", nothingHappened: true }] } },
    })
    expect(after([...RELEASED, "Fail__k1__robo__unsure"], "failureIsKnown@fail")).toMatchObject({
      call: { k1: { ends: [{ how: "failed", nothingHappened: false }] } },
    })
  })

  it("says of what nobody reported that it is unknown, and what a person found", () => {
    expect(after([...LOST, TICK, "Resolve__k1__olga__failed"])).toMatchObject({
      call: { k1: { status: "outcomeUnknown", ends: [{ how: "unknown", by: "sweeper", at: 5 }] } },
      res: {
        k1: { status: "resolved", outcome: "failed", by: "olga", callWas: "outcomeUnknown", at: 6 },
        k2: { status: "absent" },
      },
    })
  })

  it("keeps the calls of two keys apart, and lets those without a key be as many as they are", () => {
    const second = (form: string) => `Receive__k2__adam__${form}`
    expect(after([RECEIVE, second("other")])).toMatchObject({ call: { k1: { form: "send" }, k2: { form: "other" } } })
    expect(answered([RECEIVE, second("again")])).toMatchObject({ kind: "refuses", guards: ["keyNamesOneCall"] })
    expect(after(["Receive__k1__roboForHugo__atOnce", second("atOnce")])).toMatchObject({
      call: { k1: { form: "atOnce" }, k2: { form: "atOnce", caller: "adam" } },
    })
  })

  it("says a wait that was over before it began", () => {
    expect(after([RECEIVE, TICK, "Wait__k1__review__before"], "waitIsWithinBounds@wait")).toMatchObject({
      call: { k1: { wait: { on: "review", at: 1, until: 0 } } },
    })
  })

  it("follows a broken machine as far as its bound", () => {
    const labels = [RECEIVE, ADMIT, RELEASE]
    const timesWith = (maxTimes: number) => {
      const walker = trying(labels, {}, { maxTimes }).machines.walker("callIsReleasedOnce@release")
      return explore(walker).graph.edges.size
    }
    expect([1, 2, 3].map(timesWith)).toEqual([4, 5, 6])
  })

  it("names nobody for what the gate alone says", () => {
    const { speakers } = open()
    expect(new Set(speakers.map(({ command, part }) => `${command} ${part}`))).toEqual(
      new Set(["receive by", "receive for", "cancel by", "perform by", "complete by", "fail by", "resolve by"]),
    )
  })
})

describe("a rule of calls, broken,", () => {
  it("is what the model has: sealedModeCounts", () => {
    const labels = [TRIAL, ADMIT, RELEASE]
    expect(after(labels, "sealedModeCounts@rule")).toMatchObject({ call: { k1: { status: "released" } } })
    expect(answered(labels)).toMatchObject({ kind: "refuses", guards: ["callIsLive"] })
  })

  it("is what the model has: unreportedIsUnknown", () => {
    expect(after(LOST, "unreportedIsUnknown@rule")).toMatchObject({
      call: { k1: { status: "failed", ends: [{ how: "failed", nothingHappened: false }] } },
    })
    expect(after(LOST)).toMatchObject({ call: { k1: { status: "outcomeUnknown" } } })
  })
})

describe("a step of calls in words", () => {
  it.each<[string, readonly string[], string, string]>([
    ["Receive", ["k1", "roboForHugo", "send"], "roboForHugo", "makes the call k1, send"],
    ["Wait", ["k1", "approval", "two"], "gate", "has k1 wait for approval, for a time of two"],
    ["Admit", ["k1", "all", "none"], "gate", "admits k1, of which is true: all; the answer: none"],
    ["Refuse", ["k1"], "gate", "refuses k1"],
    ["Timeout", ["k1"], "sweeper", "times k1 out"],
    ["Cancel", ["k1", "hugo"], "hugo", "takes k1 back"],
    ["Release", ["k1", "changed"], "gate", "releases k1, changed"],
    ["Perform", ["k1", "runner", "asAdmitted"], "runner", "performs k1, asAdmitted"],
    ["Complete", ["k1", "runner"], "runner", "reports that k1 completed"],
    ["Fail", ["k1", "robo", "nothing"], "robo", "reports that k1 failed, and is sure that nothing happened"],
    ["Fail", ["k1", "robo", "unsure"], "robo", "reports that k1 failed, and is not sure whether something happened"],
    ["Recover", ["k1"], "sweeper", "says that nobody has reported how k1 ended"],
    ["Resolve", ["k1", "olga", "failed"], "olga", "finds of k1 that it failed"],
    ["Tick", [], "", "time passes"],
    ["Sudo", ["k1", "now"], "", "Sudo k1 now"],
  ])("%s %j", (action, params, who, what) => {
    expect(calls.stepText(action, params)).toEqual({ who, what })
  })
})

describe("an instance of calls that can't be meant", () => {
  const { Actors, Callers, Forms, Judgements, Settings } = instance().constants
  const only = (action: string, ...params: readonly string[]) =>
    open({ alphabet: [{ action, params: params.map((param) => [param]) }] })
  const takes = {
    ...{ Receive: 3, Wait: 3, Admit: 3, Refuse: 1, Timeout: 1, Cancel: 2, Release: 2, Perform: 3 },
    ...{ Complete: 2, Fail: 3, Recover: 1, Resolve: 3, Tick: 0 },
  }

  it.each(Object.entries(takes))("is refused where %s has not just its %s arguments", (action, count) => {
    for (const other of [count - 1, count + 1].filter((given) => given >= 0)) {
      const read = () => only(action, ...Array.from({ length: other }, () => "k1"))
      expect(read).toThrow(InstanceError)
      expect(read).toThrow(`${action} has ${count} arguments, not ${other}`)
    }
  })

  it.each<[string, () => unknown, RegExp]>([
    ["an action that the model doesn't have", () => only("Sudo"), /no action Sudo/],
    ["an action of every object's", () => only("toString"), /no action toString/],
    ["a call that isn't there", () => only("Refuse", "k9"), /no call named k9/],
    ["a caller who isn't there", () => only("Receive", "k1", "nobody", "send"), /no caller named nobody/],
    ["a form that isn't there", () => only("Receive", "k1", "adam", "dig"), /no form named dig/],
    ["a word that isn't there", () => only("Wait", "k1", "wonder", "one"), /no word named wonder/],
    ["a delay that isn't there", () => only("Wait", "k1", "review", "ages"), /no delay named ages/],
    ["a judgement that isn't there", () => only("Admit", "k1", "some", "none"), /no judgement named some/],
    ["an answer that isn't there", () => only("Admit", "k1", "all", "wonder"), /no word named wonder/],
    ["somebody who takes back and isn't there", () => only("Cancel", "k1", "nobody"), /no actor named nobody/],
    ["nothing to release", () => only("Release", "k1", "dig"), /no thing to run named dig/],
    ["nothing to perform", () => only("Perform", "k1", "runner", "dig"), /no thing to run named dig/],
    ["a performer who isn't there", () => only("Perform", "k1", "nobody", "changed"), /no actor named nobody/],
    ["a reporter who isn't there", () => only("Complete", "k1", "nobody"), /no actor named nobody/],
    ["a knowledge that nobody has", () => only("Fail", "k1", "robo", "all"), /nobody knows that: all/],
    ["somebody who fails and isn't there", () => only("Fail", "k1", "nobody", "nothing"), /no actor named nobody/],
    ["an outcome that nobody finds", () => only("Resolve", "k1", "olga", "unknown"), /no such outcome: unknown/],
    ["a resolver who isn't there", () => only("Resolve", "k1", "nobody", "failed"), /no actor named nobody/],
    [
      "two names of one actor",
      () => withConstants({ Actors: { ...Actors, adamant: Actors.adam } }),
      /adam and adamant are the same actor/,
    ],
    [
      "two names of one caller",
      () => withConstants({ Callers: { ...Callers, myself: Callers.adam } }),
      /adam and myself are the same caller/,
    ],
    [
      "two names of one form",
      () => withConstants({ Forms: { ...Forms, twin: Forms.send } }),
      /send and twin are the same form/,
    ],
    [
      "a caller of nobody",
      () => withConstants({ Callers: { ...Callers, ghost: { actor: "nobody", person: "hugo" } } }),
      /no actor named nobody/,
    ],
    [
      "a call for nobody",
      () => withConstants({ Callers: { ...Callers, ghost: { actor: "robo", person: "nobody" } } }),
      /no actor named nobody/,
    ],
    ["the name of a call that the kernel takes for none", () => withConstants({ Calls: { set: ["k_1"] } }), /a call/],
    [
      "a thing to be true that nobody looks for",
      () => withConstants({ Judgements: { ...Judgements, odd: { set: ["moonIsFull"] } } }),
      /moonIsFull/,
    ],
    ["a third mode", () => withConstants({ Forms: { ...Forms, send: { ...Forms.send, mode: "maybe" } } }), /mode/],
    ...["window", "report", "fresh", "wait"].map((name): [string, () => unknown, RegExp] => [
      `no ${name} at all`,
      () => withConstants({ Settings: { ...Settings, [name]: 0 } }),
      new RegExp(name),
    ]),
  ])("is refused: %s", (_, read, message) => {
    expect(read).toThrow(InstanceError)
    expect(read).toThrow(message)
  })
})
