import os from "node:os"
import { Effect } from "effect"

/**
 * Milliseconds since this machine was started, whatever is done to its clock. With the time in which it was suspended on Linux
 * (CLOCK_BOOTTIME), macOS and Windows; where a platform leaves that out, a machine that wakes up looks as if its clock had
 * jumped ahead, and nothing is decided until somebody confirms it.
 */
export const sinceBoot: Effect.Effect<number> = Effect.sync(() => os.uptime() * 1000)
