import { Instant } from "../../kernel/time.ts"
import { readAs } from "./instance.ts"

/** The kernel time of the model's 0. One tick is a millisecond. Far from 0, so that no clamp of the kernel's hides anything. */
const EPOCH = 1_700_000_000_000

/** The model's clock in the kernel's time. */
export interface Clock {
  readonly start: Instant
  /** The last moment: there time stands still. */
  readonly horizon: Instant
  readonly at: (tick: number) => Instant
  readonly tick: (at: Instant) => number
}

export const clockOf = (horizon: number): Clock => {
  const at = (tick: number) => readAs(Instant, EPOCH + tick, "a time")
  return { start: at(0), horizon: at(horizon), at, tick: (instant) => instant - EPOCH }
}

/** How the models write the time of what has not happened. */
export const NEVER = -1
