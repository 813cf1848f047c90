import { it as property } from "@fast-check/vitest"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { BOUNDS, type Reading, type Seen, judgeClock } from "../../../kernel/gate/clock.ts"
import { START, instant } from "../../fixtures/people.ts"

const DAY = 86_400_000
const GAP = 30 * DAY

/** At noon by everything there is: the newest record, the clock, and what was seen of it. */
const reading = ({
  newest = 0,
  clock = 0,
  steady = 0,
  ...given
}: {
  readonly newest?: number | null
  readonly clock?: number
  readonly steady?: number
  readonly seen?: Seen | null
} = {}): Reading => ({
  newest: newest === null ? null : instant(START + newest),
  clock: instant(START + clock),
  steady,
  seen: given.seen === undefined ? { clock: START, steady: 0 } : given.seen,
  maxGapMs: GAP,
})
const unfit = (given: Parameters<typeof reading>[0]) => judgeClock(reading(given)).unfit

describe("a clock", () => {
  it("is fit where it tells the time that has passed", () => {
    expect(judgeClock(reading({ clock: DAY, steady: DAY }))).toEqual({
      unfit: null,
      seen: { clock: START + DAY, steady: DAY },
    })
  })

  it("is not behind the newest record by more than a few seconds", () => {
    expect(BOUNDS.behindMs).toBe(5_000)
    expect(unfit({ clock: -5_000 })).toBeNull()
    expect(unfit({ clock: -5_001 })).toBe("clockIsNotBehind")
    expect(unfit({ clock: -5_000, seen: null })).toBeNull()
    expect(unfit({ clock: -5_001, seen: null })).toBe("clockIsNotBehind")
    expect(unfit({ newest: null, clock: -5_001 })).toBeNull()
  })

  it("is not ahead of the time that has passed by more than a minute", () => {
    expect(BOUNDS.stepMs).toBe(60_000)
    expect(unfit({ clock: 60_000 })).toBeNull()
    expect(unfit({ clock: 60_001 })).toBe("clockIsNotAhead")
    expect(unfit({ newest: null, clock: 60_001 })).toBe("clockIsNotAhead")
    expect(unfit({ clock: DAY + 60_001 + 43_200, steady: DAY })).toBe("clockIsNotAhead")
    expect(unfit({ clock: DAY + 60_000 + 43_200, steady: DAY })).toBeNull()
  })

  it("is not more than a minute short of the time that has passed: it stands still, or was set back", () => {
    expect(unfit({ newest: -DAY, clock: -60_000 })).toBeNull()
    expect(unfit({ newest: -DAY, clock: -60_001 })).toBe("clockKeepsPace")
    expect(unfit({ newest: -DAY, clock: 0, steady: 60_030 })).toBeNull()
    expect(unfit({ newest: -DAY, clock: 0, steady: 60_031 })).toBe("clockKeepsPace")
  })

  it("at a start is held against the newest record, with a bound that is generous", () => {
    const seen = null
    expect(judgeClock(reading({ clock: GAP, seen }))).toEqual({ unfit: null, seen: { clock: START + GAP, steady: 0 } })
    expect(judgeClock(reading({ clock: GAP + 1, seen }))).toEqual({ unfit: "clockIsNotAhead", seen: null })
    expect(judgeClock(reading({ clock: -5_001, seen }))).toEqual({ unfit: "clockIsNotBehind", seen: null })
    expect(unfit({ newest: null, clock: 1_000 * DAY, seen })).toBeNull()
  })

  it("that is put right again is fit again, with nobody's help", () => {
    for (const wrong of [-DAY, DAY]) {
      const { seen } = judgeClock(reading({ newest: -DAY, clock: wrong, steady: 1_000 }))
      expect(unfit({ clock: 2_000, steady: 2_000, seen })).toBeNull()
    }
  })

  it("is followed as fast as clocks drift, and no faster", () => {
    expect(BOUNDS.drift).toBe(0.0005)
    const seenAt = (clock: number, steady = 2_000_000) => {
      const { seen } = judgeClock(reading({ newest: -DAY, clock, steady }))
      return (seen?.clock ?? 0) - START
    }
    expect(seenAt(2_000_000)).toBe(2_000_000)
    expect(seenAt(2_000_999)).toBe(2_000_999)
    expect(seenAt(2_001_001)).toBe(2_001_000)
    expect(seenAt(1_999_001)).toBe(1_999_001)
    expect(seenAt(1_998_999)).toBe(1_999_000)
  })

  it("is held against time that has passed, also where a steady clock would say that none has, or less", () => {
    expect(unfit({ clock: 60_000, steady: -DAY })).toBeNull()
    expect(unfit({ clock: 60_001, steady: -DAY })).toBe("clockIsNotAhead")
  })
})

/** How much time passes, and how far the clock is from it then. */
const moves = () =>
  fc.array(fc.tuple(fc.nat(2 * DAY), fc.integer({ min: -2 * DAY, max: 2 * DAY })), { minLength: 1, maxLength: 30 })
/** Steps that are each within the bound. */
const creeping = () => fc.array(fc.tuple(fc.nat(10_000), fc.nat(55_000)), { minLength: 5, maxLength: 60 })

describe("whatever a clock does", () => {
  property.prop([fc.oneof(moves(), creeping())])(
    "what is decided by is never ahead of the time that has passed by more than the bound and what clocks drift",
    (told) => {
      let [passed, clock, newest] = [0, 0, 0]
      let seen: Seen | null = { clock: START, steady: 0 }
      for (const [ms, off] of told) {
        passed += ms
        clock = Math.max(-START, ms < 10_001 && off >= 0 && off <= 55_000 ? clock + ms + off : passed + off)
        const judged = judgeClock(reading({ newest, clock, steady: passed, seen }))
        ;({ seen } = judged)
        if (judged.unfit === null) {
          newest = Math.max(newest, clock)
          expect(clock).toBeLessThanOrEqual(passed * (1 + 2 * BOUNDS.drift) + BOUNDS.stepMs)
        }
      }
    },
  )
})
