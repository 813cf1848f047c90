import { type Instant, later } from "../time.ts"
import type { Kept, Status } from "./break-glass.ts"

/**
 * The named derivations that facts, guards and chart call through this one table, so that a table with one rule replaced is
 * a value like any other.
 */
export interface Rules {
  /** Whether a grant is open is told by the clock: no sweeper extends it, and a dead one makes nobody wait. */
  readonly openIsByNow: (grant: Standing, now: Instant) => boolean
  /** When an activated grant really ended, null while it has not: also one that nobody has swept. */
  readonly cooldownCountsTheUnswept: (kept: Pick<Kept, "ended" | "expiresAt">, now: Instant) => Instant | null
  /** A sweep stamps the end that the grant had, however late it comes. */
  readonly endIsTheRealEnd: (now: Instant, expiresAt: Instant | null) => Instant
  /** A grant lasts as long as was asked for, from its countersignature on. */
  readonly expiryRunsFromActivation: (now: Instant, durationMs: number, maxDurationMs: number) => Instant
  /** A grant that its own holder countersigned says so. */
  readonly selfCountersignIsMarked: (byHolder: boolean) => boolean
}

export interface Standing {
  readonly status: Status
  readonly kept: Pick<Kept, "lapsesAt" | "expiresAt">
}

const isBefore = (now: Instant, end: Instant | null): boolean => end !== null && now < end

export const rules: Rules = {
  openIsByNow: ({ status, kept: { lapsesAt, expiresAt } }, now) =>
    (status === "requested" && now < lapsesAt) || (status === "active" && isBefore(now, expiresAt)),
  cooldownCountsTheUnswept: ({ ended, expiresAt }, now) => ended?.at ?? (isBefore(now, expiresAt) ? null : expiresAt),
  endIsTheRealEnd: (now, expiresAt) => (isBefore(now, expiresAt) ? now : (expiresAt ?? now)),
  expiryRunsFromActivation: (now, durationMs) => later(now, durationMs),
  selfCountersignIsMarked: (byHolder) => byHolder,
}
