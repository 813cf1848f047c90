import type { End, Mode } from "./calls.ts"

/**
 * The named derivations that guards and chart call through this one table, so that a table with one rule replaced is a value
 * like any other.
 */
export interface Rules {
  /** Which mode counts when a call is released: the one that was sealed at its receipt. @param said the one that is said now */
  readonly sealedModeCounts: (sealed: Mode, said: Mode) => Mode
  /** How a call ended of which nobody has reported: nobody knows. */
  readonly unreportedIsUnknown: () => End["how"]
}

export const rules: Rules = {
  sealedModeCounts: (sealed) => sealed,
  unreportedIsUnknown: () => "unknown",
}
