import * as z from "zod"
import { TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { Instant } from "../time.ts"
import { Word } from "../word.ts"
import { Body } from "./body.ts"

/** The most canonical bytes that one record may have: the length of a leaf in a C2SP tile is a 16-bit number. */
export const RECORD_BYTES = 65_535

/** What the first record of a log names as the one before it. */
export const NOTHING: Digest = Digest.parse("0".repeat(64))

/** One record of a tenant's log, version 1. Its RFC 8785 bytes are what is hashed, chained and signed. */
export const LogRecord = z.strictObject({
  version: z.literal(1),
  tenant: TenantId,
  /** Counts from 0 without a gap. */
  seq: z.int().min(0),
  /** The hash of the record before this one. */
  previous: Digest,
  /** What the clock said, and the time decided with: never before that of the record before, but where the clock is confirmed. */
  at: z.strictObject({ clock: Instant, now: Instant }),
  /** The caller's idempotency key. */
  key: z.string().min(1).max(128).nullable(),
  /** Digest of what was asked with that key; null without a key, and for what has no canonical form. */
  ask: Digest.nullable(),
  /** Digest of the policy in force. */
  policy: Digest,
  /** Digest of the sources of the kernel that decided. */
  kernel: Digest,
  /** What whoever reads this has to be told: sentences that are not true of the policy in force, though they should be. */
  warnings: z.array(Word).max(16).readonly(),
  body: Body,
})
export type LogRecord = Readonly<z.infer<typeof LogRecord>>
