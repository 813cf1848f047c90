import * as z from "zod"

/** Milliseconds since the epoch, a safe integer. The kernel never reads a clock: an instant arrives with each command. */
export const Instant = z.int().min(0).brand("Instant")
export type Instant = z.infer<typeof Instant>

/** A length of time in milliseconds. Every interval in the kernel is half-open: its end is no longer inside. */
export const Duration = z.int().min(0).brand("Duration")
export type Duration = z.infer<typeof Duration>

/** The last instant that can be said: what lasts until then lasts for ever. */
export const FOREVER = Number.MAX_SAFE_INTEGER as Instant

/** The instant `ms` milliseconds after `at`, at most the last one that can be said. Total, also where a bound on `ms` was broken. */
export const later = (at: Instant, ms: number): Instant =>
  Math.max(0, Math.min(at + ms, Number.MAX_SAFE_INTEGER)) as Instant
