import { describe, expect, it } from "vitest"
import { facts } from "../../../kernel/budgets/facts.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import {
  type Event,
  LEASE,
  MIDNIGHT,
  START,
  WINDOW,
  ask,
  caps,
  lapse,
  narrow,
  open,
  otherBot,
  release,
  reserve,
  settings,
  settle,
  tell,
  unfreeze,
  unreserve,
  widen,
} from "../../fixtures/budgets.ts"
import { lapsed, overrun, released, reserved, told } from "./sites/case.ts"

/** What the kernel derives for a call at a moment. */
const left = (register: ReturnType<typeof told>, at: number, call: Parameters<typeof reserve>[1] = {}) => {
  const answer = ask(register, [at, reserve("reservation_9", call)])
  return "facts" in answer ? answer.facts : null
}

describe("what an agent has left", () => {
  it("is all of it, where it has made no call", () => {
    expect(left(told(), 0)).toEqual({
      caps: caps(),
      today: { spend: 0, affected: 0 },
      recent: 0,
      repeats: 0,
      open: 0,
      unknown: 0,
      windowFreesAt: null,
      dayEndsAt: START + MIDNIGHT,
      leaseMs: LEASE,
      windowMs: WINDOW,
    })
  })

  it("is told with the caps in force, by the clock", () => {
    const waiting = told([1, widen("bot", 50, { spend: 2_000 })])
    expect(left(waiting, 49)).toMatchObject({ caps: caps() })
    expect(left(waiting, 50)).toMatchObject({ caps: caps({ spend: 2_000 }) })
    expect(left(told([1, narrow("bot", { spend: 9 })]), 1)).toMatchObject({ caps: caps({ spend: 9 }) })
  })

  it("is told with what is charged today: as asked, as reported, taken back", () => {
    const ends: readonly (readonly [Event, number])[] = [
      [[2, settle("reservation_1", { spend: 3 })], 3],
      [[2, unreserve("reservation_1")], 0],
      [[LEASE, lapse("reservation_1")], 5],
    ]
    for (const [event, spend] of ends)
      expect(left(reserved({ spend: 5 }, event), LEASE)).toMatchObject({ today: { spend, affected: 0 } })
    expect(left(reserved({ spend: 5, affected: 2 }), 0)).toMatchObject({ today: { spend: 5, affected: 2 } })
    expect(left(reserved({ spend: 5 }), MIDNIGHT - 1)).toMatchObject({ today: { spend: 5 } })
    expect(left(reserved({ spend: 5 }), MIDNIGHT)).toMatchObject({ today: { spend: 0 } })
  })

  it("is told with when the day ends, and with it what is charged on it", () => {
    expect([MIDNIGHT - 1, MIDNIGHT].map((at) => left(told(), at))).toMatchObject([
      { dayEndsAt: START + MIDNIGHT },
      { dayEndsAt: START + 2 * MIDNIGHT + (86_400_000 - MIDNIGHT) },
    ])
  })

  it("is told with the calls in the window, those of the same arguments, and when the oldest leaves it", () => {
    const register = told(
      [0, reserve("reservation_1", { args: "again" })],
      [10, reserve("reservation_2", { args: "again" })],
      [10, reserve("reservation_3", { args: "again", tool: "shell" })],
    )
    const again = { args: "again" }
    expect(left(register, 10, again)).toMatchObject({ recent: 3, repeats: 2, windowFreesAt: START + WINDOW })
    expect(left(register, WINDOW - 1, again)).toMatchObject({ recent: 3, repeats: 2 })
    expect(left(register, WINDOW, again)).toMatchObject({ recent: 2, repeats: 1, windowFreesAt: START + WINDOW + 10 })
    expect(left(register, WINDOW + 10, again)).toMatchObject({ recent: 0, repeats: 0, windowFreesAt: null })
  })

  it("is told with what runs and what is unknown, by the clock alone", () => {
    const register = told([0, reserve("reservation_1")], [1, release("reservation_1")], [5, reserve("reservation_2")])
    expect(left(register, LEASE - 1)).toMatchObject({ open: 2, unknown: 0 })
    expect(left(register, LEASE)).toMatchObject({ open: 1, unknown: 1 })
    expect(left(register, LEASE + 5)).toMatchObject({ open: 0, unknown: 1 })
    expect(left(lapsed(), LEASE)).toMatchObject({ open: 0, unknown: 0 })
    expect(left(released({}, [LEASE, lapse("reservation_1")]), LEASE)).toMatchObject({ open: 0, unknown: 1 })
    expect(left(released({}, [LEASE, settle("reservation_1")]), LEASE)).toMatchObject({ open: 0, unknown: 0 })
  })

  it("is of one agent alone", () => {
    const two = reserved({ spend: 5 }, [0, open("bot-2")])
    expect(left(two, 0, { by: otherBot() })).toMatchObject({ today: { spend: 0 }, recent: 0, open: 0 })
  })

  it("can be recorded, however long the window is", () => {
    const endless = tell(
      settings({ windowMs: Number.MAX_SAFE_INTEGER, leaseMs: Number.MAX_SAFE_INTEGER }),
      [0, open("bot")],
      [0, reserve("reservation_1")],
    )
    expect(left(endless, 1)).toMatchObject({ windowFreesAt: Number.MAX_SAFE_INTEGER })
    expect(() => canonicalize(left(endless, 1))).not.toThrow()
  })
})

describe("the facts", () => {
  it("of opening are the tenant, and the caps of new budgets", () => {
    expect(ask(tell(settings({ newCaps: caps({ rate: 2 }) })), [0, open("bot")])).toHaveProperty("facts", {
      tenant: "acme",
      newCaps: caps({ rate: 2 }),
    })
  })

  it.each([
    ["release", [1, release("reservation_1")], { reporters: ["gate", "executor"] }],
    ["settle", [1, settle("reservation_1")], { reporters: ["gate", "executor"] }],
    ["unreserve", [1, unreserve("reservation_1")], { reporters: ["gate", "executor"] }],
    ["lapse", [1, lapse("reservation_1")], null],
    ["widen", [1, widen("bot", 1, {})], null],
    ["narrow", [1, narrow("bot", {})], null],
    ["unfreeze", [1, unfreeze("bot")], null],
  ] as const)("of %s are what it needs and no more", (_, event, told) => {
    expect(ask(reserved(), event)).toHaveProperty("facts", told)
  })

  it("are told of every command", () => {
    expect(Object.keys(facts)).toEqual(Object.keys(budgets.definition.guards))
    expect(ask(overrun(), [3, unfreeze("bot")])).toMatchObject({ accepted: true, facts: null })
  })
})
