import type { Instant } from "../time.ts"

/** How far a clock may be from what it should say, in milliseconds. How long nothing may have been recorded is the config's. */
export const BOUNDS = {
  /** Behind the newest record: two machines on one store are as far apart, and a clock that is corrected steps as far. */
  behindMs: 5_000,
  /** From what a steady clock has counted since the clock was looked at last. */
  stepMs: 60_000,
  /** What a clock may gain or lose beside a steady one, for each millisecond: as fast as NTP slews one. */
  drift: 0.0005,
} as const

/** What may be untrue of a clock: a sentence as those of calls are, true when all is well. */
export type ClockSentence = "clockIsNotBehind" | "clockIsNotAhead" | "clockKeepsPace"

/** What the clock may be believed to have said when a steady clock stood there; fractions of milliseconds matter to drift. */
export interface Seen {
  readonly clock: number
  readonly steady: number
}

export interface Reading {
  /** The time of the newest record, null where there is none. */
  readonly newest: Instant | null
  readonly clock: Instant
  /** What a steady clock says, from whatever it counts. */
  readonly steady: number
  /** Null at a start, and after somebody has confirmed the clock: no steady clock has counted from then on. */
  readonly seen: Seen | null
  /** How long nothing may have been recorded where nothing else says how long it was. */
  readonly maxGapMs: number
}

export interface Judgement {
  /** The sentence that is not true of the clock, null where it is fit to decide by. */
  readonly unfit: ClockSentence | null
  /** What the next reading is held against. */
  readonly seen: Seen | null
}

/**
 * Whether a clock is fit to decide by. What is believed follows the steady clock, and the clock itself no faster than clocks
 * drift: steps that are each within the bound don't add up, and a clock that comes back is fit again.
 */
export const judgeClock = ({ newest, clock, steady, seen, maxGapMs }: Reading): Judgement => {
  const isBehind = clock < (newest ?? 0) - BOUNDS.behindMs
  if (seen === null) {
    const isAhead = newest !== null && clock > newest + maxGapMs
    if (isBehind) return { unfit: "clockIsNotBehind", seen }
    return isAhead ? { unfit: "clockIsNotAhead", seen } : { unfit: null, seen: { clock, steady } }
  }
  const elapsed = Math.max(0, steady - seen.steady)
  const expected = seen.clock + elapsed
  const drift = elapsed * BOUNDS.drift
  const next: Seen = { clock: Math.min(Math.max(clock, expected - drift), expected + drift), steady }
  if (isBehind) return { unfit: "clockIsNotBehind", seen: next }
  if (clock > expected + drift + BOUNDS.stepMs) return { unfit: "clockIsNotAhead", seen: next }
  return { unfit: clock < expected - drift - BOUNDS.stepMs ? "clockKeepsPace" : null, seen: next }
}
