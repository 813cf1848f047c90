/** How much of the service an actor, a tenant and all together may take. */
import * as z from "zod"
import { DEFAULTS, type Scope } from "../caps/limits.ts"
import { count, mapOf } from "./entries.ts"

/** A cap that is below the longest body would refuse it for ever. */
const BODY_BYTES = 8 * 1024 * 1024
const bytesAdvice = `write a number of bytes from ${BODY_BYTES}, which one body may have`

const caps = (scope: Scope) => {
  const { calls, bodyBytes, waits, callsPerMinute, storedBytesPerDay } = DEFAULTS[scope]
  return mapOf({
    calls: count().default(calls),
    bodyBytes: z.int(bytesAdvice).min(BODY_BYTES, bytesAdvice).default(bodyBytes),
    waits: count().default(waits),
    callsPerMinute: count().default(callsPerMinute),
    storedBytesPerDay: count().default(storedBytesPerDay),
  }).prefault({})
}

export const LimitsSection = mapOf({ actor: caps("actor"), tenant: caps("tenant"), all: caps("all") }).prefault({})
