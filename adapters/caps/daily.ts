import { RateLimiterMemory } from "rate-limiter-flexible"

const DAY_SECONDS = 24 * 60 * 60

/**
 * So many bytes a day by name, the day counted from the first of them. They are counted when they are there already, so that
 * what comes last may go beyond.
 */
export const daily = (most: number) => {
  const bytes = new RateLimiterMemory({ points: most, duration: DAY_SECONDS })
  return {
    count: (name: string, amount: number): void => {
      void bytes.penalty(name, amount)
    },
    /** Null where there is room in a share of it, or how long until the day is over, in milliseconds. */
    full: async (name: string, share: number): Promise<number | null> => {
      const counted = await bytes.get(name)
      return counted === null || counted.consumedPoints < most * share ? null : counted.msBeforeNext
    },
  }
}
export type Daily = ReturnType<typeof daily>
