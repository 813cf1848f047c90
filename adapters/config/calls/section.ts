import { Duration } from "../../../kernel/time.ts"
import type * as z from "zod"
import { DurationText } from "../duration.ts"
import { mapOf } from "../entries.ts"
import { sectionOf } from "../section.ts"
import { doubts } from "./doubts.ts"

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

const CallsEntry = mapOf({
  /** How long after it was let through a call may be started. */
  start: DurationText.prefault(5 * MINUTE),
  /** How long after that its outcome may be told before it counts as unknown. */
  report: DurationText.prefault(60 * MINUTE),
  /** The longest that a call waits for people. */
  wait: DurationText.prefault(DAY),
})
type CallsEntry = z.infer<typeof CallsEntry>

/** A call is let through and released in one record: what was found of it has no time to be old. */
const FRESH_MS = Duration.parse(MINUTE)

const callsOf = ({ start, report, wait }: CallsEntry) => ({
  windowMs: start,
  reportMs: report,
  freshMs: FRESH_MS,
  waitMs: wait,
})

/** How long a call may wait, start and be reported. */
export const section = sectionOf({
  doubts,
  shape: { calls: CallsEntry.prefault({}) },
  tool: { shape: {}, settings: () => ({}) },
  settings: ({ calls }) => callsOf(calls),
  findings: () => [],
})
