import type { Pair } from "./figures.ts"

/** What is timed: until it returns, or until its promise is kept. It throws where it didn't do what its name says. */
export type Work = () => void | Promise<void>

export interface Contest {
  readonly subject: Work
  /** How many of the subject's asks start together and make one lap. */
  readonly inFlight: number
  readonly yardstick: Work
}

export interface Bounds {
  /** Laps before the first that counts, in milliseconds. */
  readonly warmMs: number
  /** Measuring ends after so long, in milliseconds, or after so many pairs: whichever is first. At least one is measured. */
  readonly runMs: number
  readonly pairs: number
}

/** Milliseconds from any origin. */
type Clock = () => number

/**
 * Laps of subject and yardstick in turns, so that both meet the same moment of a noisy machine. Which of the two goes first
 * alternates, or one would always find the other's garbage.
 */
export const measure = async (
  { subject, inFlight, yardstick }: Contest,
  { warmMs, runMs, pairs }: Bounds,
  now: Clock = () => performance.now(),
): Promise<readonly Pair[]> => {
  const timed = async (work: Work): Promise<number> => {
    const start = now()
    const answer = work()
    if (answer !== undefined) await answer
    return now() - start
  }
  const lap = async (): Promise<Pair["subject"]> => {
    if (inFlight === 1) {
      const took = await timed(subject)
      return { took, each: [took] }
    }
    const start = now()
    const each = await Promise.all(Array.from({ length: inFlight }, () => timed(subject)))
    return { took: now() - start, each }
  }
  const pair = async (index: number): Promise<Pair> => {
    if (index % 2 === 0) return { subject: await lap(), yardstick: await timed(yardstick) }
    const first = await timed(yardstick)
    return { subject: await lap(), yardstick: first }
  }

  for (const end = now() + warmMs; now() < end;) await pair(0)
  const measured: Pair[] = []
  const end = now() + runMs
  do measured.push(await pair(measured.length))
  while (measured.length < pairs && now() < end)
  return measured
}
