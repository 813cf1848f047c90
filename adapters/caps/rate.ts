import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"

const MINUTE_SECONDS = 60
const MINUTE_MS = 60_000

/** So many calls a minute by name, counted from the first of them. */
export const rate = (most: number) => {
  const calls = new RateLimiterMemory({ points: most, duration: MINUTE_SECONDS })
  return {
    /** Counts a call. Null where it is within the rate, or how long to wait for the next one, in milliseconds. */
    count: async (name: string): Promise<number | null> => {
      try {
        await calls.consume(name)
        return null
      } catch (refused) {
        // Whatever else it is, what can't be counted is not let in.
        return refused instanceof RateLimiterRes ? refused.msBeforeNext : MINUTE_MS
      }
    },
  }
}
export type Rate = ReturnType<typeof rate>
