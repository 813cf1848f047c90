import { Clock, Effect } from "effect"
import type { TenantId } from "../actors.ts"
import { type Tip, nowAfter } from "../ledger/chain.ts"
import { Instant } from "../time.ts"
import { type ClockSentence, type Seen, judgeClock } from "./clock.ts"

/** From now on nothing is decided for a tenant because of the clock; or, with null, it is again. */
export interface ClockChange {
  readonly tenant: TenantId
  readonly unfit: ClockSentence | null
}

export interface Timekeeping {
  /** Milliseconds that pass as time does, whatever is done to the clock; suspended time among them, where the platform can tell. */
  readonly steady: Effect.Effect<number>
  /** How long nothing may have been recorded at a start. */
  readonly maxGapMs: number
  /** Tells whoever operates the gate. Nothing waits for it. */
  readonly report: (change: ClockChange) => void
}

/** How a tenant's time stands. */
export interface Time {
  readonly clock: Instant
  /** The gate's own time: what it would decide with, and where the clock is not fit, what it would at least. */
  readonly now: Instant
  readonly unfit: ClockSentence | null
}

/** Looks at the clock for one tenant, and remembers what it was beside a steady one. */
export const watching = (tenant: TenantId, { steady, maxGapMs, report }: Timekeeping) => {
  let seen: Seen | null = null
  let told: ClockSentence | null = null

  /** Once for each change. Whoever hears of it may fail at that: nobody who asks is to suffer for it. */
  const tell = (unfit: ClockSentence | null): void => {
    if (unfit === told) return
    told = unfit
    try {
      report({ tenant, unfit })
    } catch {
      // There is nobody left to tell.
    }
  }

  return {
    look: (tip: Tip): Effect.Effect<Time> =>
      Effect.zipWith(Clock.currentTimeMillis, steady, (millis, counted) => {
        const clock = Instant.parse(millis)
        const newest = tip.size === 0 ? null : tip.now
        const judged = judgeClock({ newest, clock, steady: counted, seen, maxGapMs })
        seen = judged.seen
        tell(judged.unfit)
        const { unfit } = judged
        return { clock, now: unfit === "clockIsNotAhead" ? tip.now : nowAfter(tip, clock), unfit }
      }),
    /** Somebody has confirmed the clock: what it was before says nothing any more. */
    forget: (): void => {
      seen = null
    },
  }
}
