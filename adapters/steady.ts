import os from "node:os"
import { Effect } from "effect"

/** What a machine can be asked for its time, each in milliseconds. */
interface Clocks {
  /** Since it was started, suspended time included. On Linux this reads a file, for each call that is decided. */
  readonly boot: () => number
  /** Since any origin, without suspended time: asked in no time. */
  readonly running: () => number
  readonly wall: () => number
}

/** As old at most is what was read of the boot clock, in milliseconds. */
const EVERY_MS = 1_000

/**
 * The boot clock, read once a second, and at once where the wall clock has not gone as the running one did, so that the first
 * look after a sleep knows of it. The wall clock says nothing else here.
 */
export const steadyOn = ({ boot, running, wall }: Clocks): (() => number) => {
  let read: { readonly boot: number; readonly running: number; readonly wall: number } | null = null
  return () => {
    const [ran, said] = [running(), wall()]
    const isCurrent =
      read !== null && ran - read.running < EVERY_MS && Math.abs(said - read.wall - (ran - read.running)) < EVERY_MS
    if (read === null || !isCurrent) read = { boot: boot(), running: ran, wall: said }
    return read.boot + (ran - read.running)
  }
}

/**
 * Milliseconds since this machine was started, whatever is done to its clock. On Linux the time in which it
 * was suspended is among them (CLOCK_BOOTTIME). Where a platform leaves that out, a machine that wakes up looks as if its clock
 * had jumped ahead, and nothing is decided until somebody confirms it: the safe side.
 */
export const sinceBoot: Effect.Effect<number> = Effect.sync(
  steadyOn({ boot: () => os.uptime() * 1000, running: () => performance.now(), wall: () => Date.now() }),
)
