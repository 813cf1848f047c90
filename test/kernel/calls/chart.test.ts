import { describe, expect, it } from "vitest"
import { type CallKept, statuses } from "../../../kernel/calls/calls.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { broken } from "../../../verification/domains/calls/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import {
  type Event,
  START,
  WAIT,
  admit,
  ann,
  ask,
  bot,
  callIn,
  cancel,
  complete,
  digest,
  executor,
  fail,
  found,
  gate,
  next,
  olga,
  otherExecutor,
  perform,
  principal,
  receive,
  recover,
  refuse,
  registerOf,
  release,
  resolutionIn,
  resolve,
  settings,
  statusOf,
  sweeper,
  timeout,
  wait,
} from "../../fixtures/calls.ts"
import { deepFreeze } from "../../fixtures/deep-freeze.ts"
import {
  CLOSES,
  OVERDUE,
  admitted,
  completed,
  failed,
  inStatus,
  performing,
  received,
  refused,
  rehearsed,
  released,
  takenBack,
  unknown,
  waiting,
} from "./sites/case.ts"

/** What follows: everything that a call and a resolution keep, and the status that follows from it. */

type Told = ReturnType<typeof received>

/** What a call keeps after one more move, beside what it kept before. */
const changed = (before: Told, event: Event, kernel = calls): Partial<CallKept> => {
  const [was, is] = [callIn(before), callIn(next(before, event, kernel))]
  return Object.fromEntries(
    Object.entries(is).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(was, name))),
  )
}

describe("what a call keeps", () => {
  it("is born with all that is sealed of it, and nothing has happened to it", () => {
    expect(callIn(next(registerOf(settings()), [3, receive("call_1", { key: "key", mode: "dryRun" })]))).toEqual({
      entity: "call",
      caller: { actor: principal(bot()), person: principal(ann()) },
      tool: "mail",
      plan: digest("plan"),
      key: digest("key"),
      mode: "dryRun",
      at: START + 3,
      wait: null,
      decision: null,
      releases: [],
      performs: [],
      ends: [],
      cancels: [],
    })
  })

  it("waits for one word, until one moment", () => {
    expect(changed(received(), [5, wait("call_1", 9, "person")])).toEqual({
      wait: { on: "person", by: principal(gate()), at: START + 5, until: START + 9 },
    })
  })

  it.each<[string, () => Told, Event, object]>([
    [
      "admitted",
      received,
      [5, admit()],
      { decision: { how: "admitted", judged: found(), answer: null, at: START + 5 } },
    ],
    [
      "admitted after a wait",
      waiting,
      [5, admit("call_1", { answer: "approval" })],
      { decision: { how: "admitted", judged: found(), answer: "approval", at: START + 5 } },
    ],
    [
      "refused",
      received,
      [5, refuse("call_1", ["b", "a"])],
      { decision: { how: "refused", reasons: ["b", "a"], at: START + 5 } },
    ],
    ["timed out", waiting, [WAIT, timeout()], { decision: { how: "timedOut", at: START + WAIT } }],
  ])("is %s, and the wait stays as it was", (_, told, event, after) => {
    expect(changed(told(), event)).toEqual(after)
  })

  it("keeps what was found of it, where a broken kernel admits it all the same", () => {
    const careless = breakSite(calls, broken, "taintIsClear@admit")
    expect(changed(received(), [5, admit("call_1", { judged: found("taintIsClear") })], careless)).toMatchObject({
      decision: { judged: { taintIsClear: false, policyAllowsTheCall: true } },
    })
  })

  it("keeps who has cancelled it, and when", () => {
    expect(changed(admitted(), [5, cancel("call_1", ann())])).toEqual({
      cancels: [{ by: principal(ann()), at: START + 5 }],
    })
  })

  it("keeps at its release until when it may start and when its report is due, whatever the settings are by then", () => {
    const released = {
      releases: [
        {
          by: principal(gate()),
          plan: digest("plan"),
          mode: "dryRun",
          at: START + 2,
          until: START + CLOSES,
          reportBy: START + OVERDUE,
        },
      ],
    }
    const event: Event = [2, release("call_1", { mode: "dryRun" })]
    expect(changed(admitted(), event)).toEqual(released)
    const changedSince = { ...next(admitted(), event), settings: settings({ windowMs: 1, reportMs: 1 }) }
    expect(statusOf(next(changedSince, [CLOSES - 1, perform()]), "call_1")).toBe("performing")
  })

  it("keeps who said that it starts, what, in which mode, and when", () => {
    expect(changed(released(), [5, perform()])).toEqual({
      performs: [{ by: principal(executor()), plan: digest("plan"), mode: "live", at: START + 5 }],
    })
  })

  it.each<[string, Event, Partial<CallKept["ends"][number]>]>([
    ["completed, with what came out", [5, complete()], { how: "completed", output: digest("output") }],
    ["completed, and nothing came out", [5, complete("call_1", executor(), null)], { how: "completed" }],
    ["failed, and nothing happened", [5, fail()], { how: "failed", nothingHappened: true }],
    ["unknown", [OVERDUE, recover()], { how: "unknown", by: principal(sweeper()) }],
  ])("ended: %s", (_, event, end) => {
    const plain = { by: principal(executor()), nothingHappened: false, output: null, at: START + event[0] }
    expect(changed(performing(), event)).toEqual({ ends: [{ ...plain, ...end }] })
  })

  it("tells each of what happened twice, where a broken kernel lets it", () => {
    const careless = (site: string) => breakSite(calls, broken, site)
    const twice: readonly [string, Told, Event, keyof CallKept][] = [
      ["callIsUncancelled@cancel", takenBack(), [5, cancel("call_1", ann())], "cancels"],
      ["callIsReleasedOnce@release", released(), [5, release()], "releases"],
      ["effectIsUnattempted@perform", performing(), [5, perform("call_1", { by: otherExecutor() })], "performs"],
      ["callIsRunning@complete", failed(), [5, complete()], "ends"],
      ["callIsRunning@fail", completed(), [5, fail()], "ends"],
      ["callIsRunning@recover", completed(), [OVERDUE, recover()], "ends"],
    ]
    for (const [site, told, event, name] of twice) {
      const { [name]: list } = changed(told, event, careless(site))
      const before = callIn(told)[name]
      expect(list).toHaveLength(2)
      expect(Array.isArray(list) && list[0]).toEqual(Array.isArray(before) && before[0])
    }
  })

  it("is judged by its last release where a broken kernel releases it twice", () => {
    const careless = breakSite(calls, broken, "callIsReleasedOnce@release")
    const twice = next(released(), [10, release()], careless)
    expect(ask(twice, [CLOSES, perform()], careless).accepted).toBe(true)
    expect(ask(twice, [OVERDUE, recover()], careless)).toMatchObject({ guards: ["reportIsOverdue"] })
    expect(ask(twice, [OVERDUE + 8, recover()], careless).accepted).toBe(true)
  })
})

it("is reported by whoever performed it last where a broken kernel performs it twice", () => {
  const careless = breakSite(calls, broken, "effectIsUnattempted@perform")
  const twice = next(performing(), [5, perform("call_1", { by: otherExecutor() })], careless)
  expect(ask(twice, [6, complete()], careless)).toMatchObject({ guards: ["reporterIsPerformer"] })
  expect(ask(twice, [6, complete("call_1", otherExecutor())], careless).accepted).toBe(true)
})

describe("what a resolution keeps", () => {
  it("is what was found, by whom, and what had been known until then; the call stays as it ended", () => {
    for (const outcome of ["completed", "failed"] as const) {
      const register = next(unknown(), [OVERDUE + 5, resolve("call_1", olga(), outcome)])
      expect(resolutionIn(register)).toEqual({
        entity: "resolution",
        call: "call_1",
        outcome,
        by: principal(olga()),
        callWas: "outcomeUnknown",
        at: START + OVERDUE + 5,
      })
      expect(statusOf(register, "resolution_1")).toBe("resolved")
      expect(callIn(register)).toEqual(callIn(unknown()))
      expect(statusOf(register, "call_1")).toBe("outcomeUnknown")
    }
  })

  it("says what the call was, where a broken kernel resolves another one", () => {
    const careless = breakSite(calls, broken, "outcomeIsUnknown@resolve")
    expect(resolutionIn(next(completed(), [5, resolve()], careless)).callWas).toBe("completed")
    expect(resolutionIn(next(performing(), [5, resolve()], careless)).callWas).toBe("performing")
  })

  it("is one for a call, and for none that isn't there", () => {
    const resolved = next(unknown(), [OVERDUE, resolve()])
    expect(ask(resolved, [OVERDUE, resolve()])).toEqual({ accepted: false, refusal: "taken" })
    expect(ask(unknown(), [OVERDUE, resolve("call_2")])).toEqual({ accepted: false, refusal: "unknown" })
  })
})

describe("the status", () => {
  it.each(statuses)("is %s where that is what happened", (status) => {
    for (const register of inStatus()[status])
      expect(statusOf(register, status === "resolved" ? "resolution_1" : "call_1")).toBe(status)
  })

  it("of a dry run is its own once it is admitted, and no other before", () => {
    expect(statusOf(received({ mode: "dryRun" }), "call_1")).toBe("received")
    expect(statusOf(received({ mode: "dryRun" }, [0, wait()]), "call_1")).toBe("waiting")
    expect(statusOf(received({ mode: "dryRun" }, [1, refuse()]), "call_1")).toBe("refused")
    expect(statusOf(received({ mode: "dryRun" }, [1, cancel()]), "call_1")).toBe("cancelled")
    expect(statusOf(rehearsed(), "call_1")).toBe("dryRun")
  })

  it.each<[string, string, () => Told, Event, string]>([
    ["a cancel above a release", "cancelIsBeforeRelease@cancel", released, [5, cancel()], "cancelled"],
    ["a cancel above a refusal", "callIsUncancelled@cancel", refused, [5, cancel()], "cancelled"],
    ["the last end above the others", "callIsRunning@fail", unknown, [OVERDUE, fail()], "failed"],
    ["what was performed above what was released", "callIsReleased@perform", admitted, [5, perform()], "performing"],
    ["a refusal above a release", "callIsUndecided@refuse", released, [5, refuse()], "refused"],
    ["a refusal above a release after it", "callIsAdmitted@release", refused, [5, release()], "refused"],
    ["an end above a cancel", "callIsRunning@complete", takenBack, [5, complete()], "completed"],
  ])("has %s, where a broken kernel lets both happen", (_, site, told, event, status) => {
    expect(statusOf(next(told(), event, breakSite(calls, broken, site)), "call_1")).toBe(status)
  })
})

it("changes nothing of what it is given", () => {
  const moves: readonly Event[] = [
    [1, wait()],
    [2, admit("call_1", { answer: "approval" })],
    [2, release()],
    [3, perform()],
    [OVERDUE, recover()],
    [OVERDUE, resolve()],
  ]
  let register = received()
  for (const move of moves) {
    for (const entity of register.entities.values()) deepFreeze(entity)
    register = next(register, move)
  }
  expect(statusOf(register, "resolution_1")).toBe("resolved")
})
