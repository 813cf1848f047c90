/** The most bytes that a body may have: calls carry their arguments, everything else is small. */
export const BODY_BYTES = { calls: 8 * 1024 * 1024, others: 64 * 1024 } as const

/** How long an answer may take, in milliseconds. */
export const ANSWER_MS = 30_000

/** A path that has limits of its own. */
export interface RouteLimit {
  readonly path: `/v1/${string}`
  readonly bodyBytes?: number
  readonly answerMs?: number
  /** Whether a request there waits for something, and does nothing meanwhile. */
  readonly waits?: boolean
  /** Whether something is asked anew there. */
  readonly asks?: boolean
  /** Whether a credential is presented there. */
  readonly presents?: boolean
}
