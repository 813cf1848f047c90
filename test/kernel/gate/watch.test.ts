import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { type Timekeeping, type ClockChange, watching } from "../../../kernel/gate/watch.ts"
import { EMPTY, type Tip } from "../../../kernel/ledger/chain.ts"
import { START, instant } from "../../fixtures/approvals.ts"
import { MAX_GAP_MS, acme, story } from "./fixture.ts"

const tip = (ms = 0): Tip => ({ ...EMPTY, size: 1, now: instant(START + ms) })
const HOUR = 3_600_000

/** What a watch says, and tells an operator, with a steady clock that the test moves. */
const watched = (changes: Partial<Timekeeping> = {}) => {
  const told: ClockChange[] = []
  const steady = { ms: 0 }
  const watch = watching(acme(), {
    steady: Effect.sync(() => steady.ms),
    maxGapMs: MAX_GAP_MS,
    report: (change) => told.push(change),
    ...changes,
  })
  return { ...watch, told, steady }
}

describe("a watch over the clock", () => {
  it("says what the clock says, the gate's own time, and what is not true of the clock", () =>
    story(
      Effect.gen(function* () {
        const { look } = watched()
        const at = (ms: number) => instant(START + ms)
        expect(yield* look(tip())).toEqual({ clock: at(0), now: at(0), unfit: null })
        yield* TestClock.setTime(START - 1)
        expect(yield* look(tip())).toEqual({ clock: at(-1), now: at(0), unfit: null })
        yield* TestClock.setTime(START - HOUR)
        expect(yield* look(tip())).toEqual({ clock: at(-HOUR), now: at(0), unfit: "clockIsNotBehind" })
        expect(yield* look(tip(-2 * HOUR))).toEqual({ clock: at(-HOUR), now: at(-HOUR), unfit: "clockKeepsPace" })
        yield* TestClock.setTime(START + HOUR)
        expect(yield* look(tip())).toEqual({ clock: at(HOUR), now: at(0), unfit: "clockIsNotAhead" })
      }),
    ))

  it("tells an operator of each change once, and not of each look", () =>
    story(
      Effect.gen(function* () {
        const { look, told } = watched()
        const looks = (ms: number) =>
          Effect.andThen(TestClock.setTime(START + ms), Effect.andThen(look(tip()), look(tip())))
        yield* looks(0)
        expect(told).toEqual([])
        yield* looks(HOUR)
        yield* looks(-HOUR)
        yield* looks(0)
        expect(told).toEqual(["clockIsNotAhead", "clockIsNotBehind", null].map((unfit) => ({ tenant: acme(), unfit })))
      }),
    ))

  it("says the same where nobody can be told", () =>
    story(
      Effect.gen(function* () {
        const { look } = watched({
          report: () => {
            throw new Error("standard error is closed")
          },
        })
        yield* TestClock.setTime(START - HOUR)
        expect(yield* look(tip())).toMatchObject({ unfit: "clockIsNotBehind" })
      }),
    ))

  it("of an empty log has nothing to hold the first look against", () =>
    story(
      Effect.gen(function* () {
        const { look } = watched()
        yield* TestClock.setTime(START + 2 * MAX_GAP_MS)
        expect(yield* look(EMPTY)).toMatchObject({ unfit: null })
        yield* TestClock.setTime(START + 4 * MAX_GAP_MS)
        expect(yield* look(EMPTY)).toMatchObject({ unfit: "clockIsNotAhead" })
      }),
    ))

  it("knows how long a silence was, unless it has just begun or was told to forget: then the longest gap is its bound", () =>
    story(
      Effect.gen(function* () {
        const { look, forget, steady } = watched({ maxGapMs: HOUR })
        yield* look(tip())
        steady.ms = 2 * HOUR
        yield* TestClock.setTime(START + 2 * HOUR)
        expect(yield* look(tip())).toMatchObject({ unfit: null })
        yield* TestClock.setTime(START + 3 * HOUR)
        expect(yield* look(tip())).toMatchObject({ unfit: "clockIsNotAhead" })
        forget()
        expect(yield* look(tip())).toMatchObject({ unfit: "clockIsNotAhead" })
        expect(yield* look(tip(2 * HOUR))).toMatchObject({ unfit: null })
      }),
    ))
})
