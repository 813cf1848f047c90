import { Instant } from "../../kernel/time.ts"
import { readAs } from "./instance.ts"

/** The kernel time of the model's 0: a midnight of UTC, far from 0, so that no clamp of the kernel's hides anything. */
const EPOCH = 19_676 * 86_400_000

/** The model's clock in the kernel's time. */
export interface Clock {
  readonly start: Instant
  /** The last moment: there time stands still. */
  readonly horizon: Instant
  readonly at: (tick: number) => Instant
  readonly tick: (at: Instant) => number
}

/** @param tickMs how long a tick is: a millisecond, where a domain knows of no day */
export const clockOf = (horizon: number, tickMs = 1): Clock => {
  const at = (tick: number) => readAs(Instant, EPOCH + tick * tickMs, "a time")
  return { start: at(0), horizon: at(horizon), at, tick: (instant) => (instant - EPOCH) / tickMs }
}

/** How the models write the time of what has not happened. */
export const NEVER = -1
