import { describe, expect, it } from "vitest"
import { Command } from "../../../kernel/calls/calls.ts"
import { calls } from "../../../kernel/calls/index.ts"
import {
  type Event,
  FRESH,
  REPORT,
  WAIT,
  WINDOW,
  admit,
  ask,
  cancel,
  complete,
  fail,
  perform,
  receive,
  recover,
  refuse,
  release,
  resolve,
  tell,
  settings,
  timeout,
  wait,
} from "../../fixtures/calls.ts"
import { OVERDUE, admitted, performing, received, released, unknown, waiting } from "./sites/case.ts"

/** What the guards are told, beside the entity and the command. */
const factsOf = (register: ReturnType<typeof received>, event: Event) => {
  const answer = ask(register, event)
  if (!answer.accepted && answer.refusal !== "guards") throw new Error(answer.refusal)
  return answer.facts
}

describe("what is derived for a command", () => {
  it.each<[Command["type"], () => ReturnType<typeof received>, Event, object | null]>([
    ["receive", received, [1, receive("call_2")], { undecided: 0 }],
    ["wait", received, [1, wait()], { waitMs: WAIT }],
    ["admit", received, [1, admit()], null],
    ["refuse", received, [1, refuse()], null],
    ["timeout", waiting, [WAIT, timeout()], null],
    ["cancel", received, [1, cancel()], { tenant: "acme" }],
    ["release", admitted, [2, release()], { freshMs: FRESH, windowMs: WINDOW, reportMs: REPORT }],
    ["perform", released, [3, perform()], { tenant: "acme" }],
    ["complete", performing, [4, complete()], { tenant: "acme" }],
    ["fail", performing, [4, fail()], { tenant: "acme" }],
    ["recover", performing, [OVERDUE, recover()], null],
    ["resolve", unknown, [OVERDUE, resolve()], { tenant: "acme" }],
  ])("%s", (_, register, event, facts) => {
    expect(factsOf(register(), event)).toEqual(facts)
  })

  it("is there for each of them", () => {
    expect(Object.keys(calls.definition.facts).toSorted()).toEqual(
      Command.options.map((option) => option.shape.type.value).toSorted(),
    )
  })

  it("counts the calls of this key that nobody has decided, and no other", () => {
    const several = tell(
      settings(),
      [0, receive("call_1", { key: "key" })],
      [0, cancel("call_1")],
      [1, receive("call_2", { key: "key" })],
      [1, refuse("call_2")],
      [2, receive("call_3", { key: "key" })],
      [2, receive("call_4", { key: "other" })],
    )
    const again = receive("call_5", { key: "key" })
    expect(factsOf(several, [3, again])).toEqual({ undecided: 1 })
    expect(factsOf(several, [3, receive("call_5", { key: "third" })])).toEqual({ undecided: 0 })
    // A call without a key is in nobody's way.
    const keyless = received({ key: null })
    expect(factsOf(keyless, [1, receive("call_2", { key: null })])).toEqual({ undecided: 0 })
    // Nothing of a resolution is taken for a call's.
    expect(factsOf(unknown([OVERDUE, resolve()]), [OVERDUE, again])).toEqual({ undecided: 0 })
  })
})
