import os from "node:os"
import { Effect } from "effect"

/**
 * Milliseconds since this machine was started, whatever is done to its clock. On Linux the time in which it
 * was suspended is among them (CLOCK_BOOTTIME). Where a platform leaves that out, a machine that wakes up looks as if its clock
 * had jumped ahead, and nothing is decided until somebody confirms it: the safe side.
 */
export const sinceBoot: Effect.Effect<number> = Effect.sync(() => os.uptime() * 1000)
