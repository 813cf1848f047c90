import { describe, expect, it } from "vitest"
import type { Widening } from "../../../kernel/budgets/budgets.ts"
import { DAY_MS, callDigest, dayOf, rules } from "../../../kernel/budgets/rules.ts"
import { MIDNIGHT, START, budgetIn, instant, reserve, widen } from "../../fixtures/budgets.ts"
import { told } from "./sites/case.ts"

const some = { spend: 5, affected: 2 }
const other = { spend: 7, affected: 0 }

/** A call that was admitted, by its arguments and when it was, in ms after the story began. */
const call = (at: number, args = "again", tool = "mail") => {
  const said = reserve("reservation_1", { args, tool })(told())
  if (said.type !== "reserve") throw new Error("a call reserves")
  return { at: instant(START + at), call: callDigest(said) }
}

describe("a day", () => {
  it("is one of UTC, and begins at midnight", () => {
    expect(dayOf(instant(0))).toBe(0)
    expect([DAY_MS - 1, DAY_MS, 2 * DAY_MS].map((at) => dayOf(instant(at)))).toEqual([0, 1, 2])
    expect(new Date(START + MIDNIGHT).toISOString()).toMatch(/T00:00:00.000Z$/)
    expect(dayOf(instant(START + MIDNIGHT)) - dayOf(instant(START + MIDNIGHT - 1))).toBe(1)
    expect(Number.isSafeInteger(dayOf(instant(Number.MAX_SAFE_INTEGER)))).toBe(true)
  })
})

describe("a settlement", () => {
  it("counts what was reported, less and more than was asked", () => {
    expect(rules.settlementCountsInFull(some, other)).toEqual(some)
    expect(rules.settlementCountsInFull(other, some)).toEqual(other)
  })

  it("that comes late takes the place of the lapse's charge", () => {
    expect(rules.lateSettlementReplacesLapse(some, other)).toEqual(some)
    expect(rules.lateSettlementReplacesLapse(some, null)).toEqual(some)
  })
})

describe("an overrun", () => {
  it("freezes, and what is frozen stays so", () => {
    const told = [false, true].flatMap((frozen) =>
      [false, true].map((isOverrun) => rules.overrunFreezes(frozen, isOverrun)),
    )
    expect(told).toEqual([false, true, true, true])
  })

  it("is a change", () => {
    expect([0, 7].map(rules.overrunIsAChange)).toEqual([1, 8])
  })
})

describe("a lapse", () => {
  it("charges as asked", () => {
    expect(rules.endedLeaseCharges(some)).toEqual(some)
  })
})

describe("a meter", () => {
  it("shows nothing of an earlier day, and of a later one all: a clock that was put back takes nothing off", () => {
    const meter = { day: 9, ...some }
    expect([8, 9, 10].map((day) => rules.dayStartsAtZero(meter, day).spend)).toEqual([5, 5, 0])
    expect(rules.dayStartsAtZero(meter, 9)).toEqual(some)
    expect(rules.dayStartsAtZero(meter, 10)).toEqual({ spend: 0, affected: 0 })
  })

  it("is moved by a correction on the day of its charge alone", () => {
    expect([8, 9, 10].map((day) => rules.chargeFallsOnItsDay({ day: 9 }, day))).toEqual([false, true, false])
  })
})

describe("a window", () => {
  const has = (now: number, windowMs: number, ...ats: readonly number[]) =>
    rules
      .windowForgetsByAge(
        ats.map((at) => call(at)),
        { now: instant(START + now), windowMs },
      )
      .map(({ at }) => at - START)

  it("has the calls that are younger than it is long, in their order", () => {
    expect(has(109, 100, 0, 9, 10, 10, 109)).toEqual([10, 10, 109])
    expect(has(99, 100, 0)).toEqual([0])
    expect(has(100, 100, 0)).toEqual([])
    expect(has(0, 1, 0)).toEqual([0])
  })

  it("has them on both sides of midnight, and where it is longer than time", () => {
    expect(has(MIDNIGHT, 100, MIDNIGHT - 100, MIDNIGHT - 99, MIDNIGHT)).toEqual([MIDNIGHT - 99, MIDNIGHT])
    expect(has(0, Number.MAX_SAFE_INTEGER, 0)).toEqual([0])
  })
})

describe("a repetition", () => {
  it("is the same tool with the same digest of arguments, and nothing else of a call", () => {
    const same = (other: ReturnType<typeof call>) => call(0).call === other.call
    expect(same(call(9))).toBe(true)
    expect(same(call(0, "other"))).toBe(false)
    expect(same(call(0, "again", "shell"))).toBe(false)
  })

  it("counts every time, whatever came between", () => {
    const calls = [call(0), call(1, "other"), call(2), call(3, "again", "shell"), call(4), call(5, "other")]
    expect(rules.repeatsCountInTheWindow(calls, call(9).call)).toBe(3)
    expect(rules.repeatsCountInTheWindow(calls, call(9, "other").call)).toBe(2)
    expect(rules.repeatsCountInTheWindow(calls, call(9, "never").call)).toBe(0)
    expect(rules.repeatsCountInTheWindow([], call(9).call)).toBe(0)
  })
})

describe("a narrowing", () => {
  it("leaves nothing that waits", () => {
    const waiting: Widening | null = budgetIn(told([1, widen("bot", MIDNIGHT, {})])).widening
    expect(waiting).not.toBeNull()
    expect(rules.narrowingCancelsWaiting(waiting)).toBeNull()
    expect(rules.narrowingCancelsWaiting(null)).toBeNull()
  })
})
