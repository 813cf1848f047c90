import { describe, expect, it } from "vitest"
import { CallId, type Command, EntityId, type Judged } from "../../../kernel/calls/calls.ts"
import { course } from "../../../kernel/calls/course.ts"
import type { CallsRegister } from "../../../kernel/calls/index.ts"
import type { Finding } from "../../../kernel/domain.ts"
import type { Known } from "../../../kernel/known.ts"
import {
  START,
  WAIT,
  ann,
  bot,
  callIn,
  cancel,
  digest,
  gate,
  instant,
  next,
  principal,
  registerOf,
  resolutionIn,
  resolve,
  settings,
  statusOf,
} from "../../fixtures/calls.ts"
import { knownOf } from "../../fixtures/known.ts"
import { asGateKeeps } from "../../fixtures/story.ts"
import { unknown } from "./sites/case.ts"

/** What calls take note of as a call is decided, and that the machine takes it. */

const gates = (register: CallsRegister) => asGateKeeps(register, EntityId)

const fresh = (id: string) => () => CallId.parse(id)
const at = (ms: number, known: Known = knownOf(bot())): Known => ({ ...known, now: instant(START + ms) })

/** Everything was found, but for what is named. */
const finding = (...missing: readonly (keyof Finding)[]): Finding => {
  const all = { evaluated: true, allowed: true, approved: true, traced: true, charged: true, presented: true }
  return { ...all, ...Object.fromEntries(missing.map((name) => [name, false])) }
}

interface Asking {
  readonly on?: string
  readonly until?: number
  readonly id?: string
}
const waits = (register: CallsRegister, known: Known, { on = "approval", until = 50, id = "call_1" }: Asking = {}) =>
  course.waits(known, { on, until: instant(START + until) }, gates(register), fresh(id))
const admits = (register: CallsRegister, known: Known, answer: string | null, found = finding(), id = "call_9") =>
  course.admits(known, found, answer, gates(register), fresh(id))

/** The register after these commands, each of which the machine has to accept. */
const noted = (register: CallsRegister, commands: readonly Command[], ms: number): CallsRegister =>
  commands.reduce((told, command) => next(told, [ms, () => command]), register)

const nothing = () => registerOf(settings())
/** The call of bot's waits for an approval until 50. */
const waiting = () => noted(nothing(), waits(nothing(), at(0)), 0)

describe("a call that is let through", () => {
  it("and about which nobody was asked is received, admitted and released in one record, live and without a key", () => {
    const commands = admits(nothing(), at(3), null)
    const { hash: plan } = knownOf(bot())
    expect(commands.map(({ type }) => type)).toEqual(["receive", "admit", "release"])
    const told = noted(nothing(), commands, 3)
    expect(statusOf(told, "call_9")).toBe("released")
    expect(callIn(told, "call_9")).toMatchObject({
      caller: { actor: principal(bot()), person: principal(ann()) },
      tool: "mail",
      plan,
      key: null,
      mode: "live",
      wait: null,
      decision: { how: "admitted", answer: null },
      releases: [{ by: principal(gate()), plan, mode: "live" }],
    })
  })

  it.each<[keyof Finding, keyof Judged]>([
    ["evaluated", "policyWasEvaluated"],
    ["allowed", "policyAllowsTheCall"],
    ["approved", "destructiveIsApproved"],
    ["traced", "taintIsClear"],
    ["charged", "budgetIsReserved"],
    ["presented", "credentialIsPresented"],
  ])("says each of what was found: %s is %s", (name, guard) => {
    const judged = (found: Finding) =>
      admits(nothing(), at(0), null, found).flatMap((c) => (c.type === "admit" ? [c.judged] : []))
    const [all] = judged(finding())
    expect(Object.values(all ?? {})).toEqual([true, true, true, true, true, true])
    expect(judged(finding(name))).toEqual([{ ...all, [guard]: false }])
  })

  it("is the one that waits for this very answer, which is let go on", () => {
    const commands = admits(waiting(), at(49), "approval")
    expect(commands.map(({ type, id }) => [type, id])).toEqual([
      ["admit", "call_1"],
      ["release", "call_1"],
    ])
    const told = noted(waiting(), commands, 49)
    expect(statusOf(told, "call_1")).toBe("released")
    expect(callIn(told)).toMatchObject({ decision: { answer: "approval" } })
  })

  it("is another one where nobody was asked, where the answer is to another question, comes late, or is of another plan", () => {
    const other = { ...at(10), hash: digest("another plan") }
    for (const commands of [
      admits(waiting(), at(10), null),
      admits(waiting(), at(10), "grant"),
      admits(waiting(), at(50), "approval"),
      admits(waiting(), other, "approval"),
      admits(nothing(), at(10), "approval"),
    ])
      expect(commands.map(({ type, id }) => [type, id])).toEqual([
        ["receive", "call_9"],
        ["admit", "call_9"],
        ["release", "call_9"],
      ])
    expect(statusOf(noted(waiting(), admits(waiting(), at(10), "grant"), 10), "call_9")).toBe("released")
  })

  it("is not one of this plan that waits for nothing", () => {
    const [received] = waits(nothing(), at(0))
    if (received === undefined) throw new Error("nothing was received")
    const register = noted(nothing(), [received], 0)
    expect(statusOf(register, "call_1")).toBe("received")
    expect(admits(register, at(10), "approval")[0]).toMatchObject({ type: "receive", id: "call_9" })
  })

  it("is not one that was cancelled, nor one that was let through before, nor a resolution", () => {
    const cancelled = next(waiting(), [5, cancel()])
    const gone = noted(waiting(), admits(waiting(), at(5), "approval"), 5)
    const looked = next(unknown(), [100, resolve()])
    expect(resolutionIn(looked).call).toBe("call_1")
    for (const register of [cancelled, gone, looked])
      expect(admits(register, at(10), "approval")[0]).toMatchObject({ type: "receive", id: "call_9" })
  })
})

describe("a call that waits for people", () => {
  it("is received under the key of its plan, and waits for that word until then", () => {
    const { hash } = knownOf(bot())
    expect(waits(nothing(), at(0)).map(({ type }) => type)).toEqual(["receive", "wait"])
    expect(statusOf(waiting(), "call_1")).toBe("waiting")
    expect(callIn(waiting())).toMatchObject({
      plan: hash,
      key: hash,
      mode: "live",
      wait: { on: "approval", by: principal(gate()), until: START + 50 },
    })
  })

  it("waits no longer than a call may", () => {
    for (const [until, ends] of [
      [WAIT - 1, WAIT - 1],
      [WAIT, WAIT],
      [WAIT + 1, WAIT],
    ] as const)
      expect(callIn(noted(nothing(), waits(nothing(), at(0), { until }), 0))).toMatchObject({
        wait: { until: START + ends },
      })
  })

  it("goes on waiting where the same is asked again, however often", () => {
    expect(waits(waiting(), at(1), { id: "call_2" })).toEqual([])
    expect(waits(waiting(), at(49), { id: "call_2", until: 90 })).toEqual([])
  })

  it("is refused where another answer is asked for now, and one that asks for it is received", () => {
    const commands = waits(waiting(), at(10), { on: "grant", id: "call_2" })
    expect(commands[0]).toEqual({ type: "refuse", id: "call_1", by: gate(), reasons: ["waitIsAnswered"] })
    const told = noted(waiting(), commands, 10)
    expect(statusOf(told, "call_1")).toBe("refused")
    expect(callIn(told, "call_2")).toMatchObject({ wait: { on: "grant" } })
  })

  it("is over from its deadline on, and one that asks anew is received", () => {
    for (const on of ["approval", "grant"]) {
      const commands = waits(waiting(), at(50), { on, id: "call_2", until: 90 })
      expect(commands[0]).toEqual({ type: "timeout", id: "call_1", by: gate() })
      const told = noted(waiting(), commands, 50)
      expect(statusOf(told, "call_1")).toBe("refused")
      expect(statusOf(told, "call_2")).toBe("waiting")
    }
  })

  it("is not in the way of a call of another plan", () => {
    const other = { ...at(10), hash: digest("another plan") }
    expect(waits(waiting(), other, { id: "call_2" }).map(({ type, id }) => [type, id])).toEqual([
      ["receive", "call_2"],
      ["wait", "call_2"],
    ])
  })
})
