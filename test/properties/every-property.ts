import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/**
 * Whole sequences of commands, plausible and absurd ones, interleaved over entities: no property of the table ever falls.
 * One seed for all of them, another one each time, so that what was played for one property is played once.
 */
export const everyProperty = <Drawn, Trail>(
  properties: Readonly<Record<string, (trail: Trail) => boolean>>,
  scenario: fc.Arbitrary<Drawn>,
  play: (drawn: Drawn) => Trail,
): void => {
  const trails = new Map<string, Trail>()
  const trailOf = (drawn: Drawn): Trail => {
    const key = JSON.stringify(drawn)
    const trail = trails.get(key) ?? play(drawn)
    trails.set(key, trail)
    return trail
  }
  const { seed = fc.sample(fc.integer(), 1)[0] ?? 0, numRuns = 60 } = fc.readConfigureGlobal()

  describe("whatever is said, in whatever order", () => {
    it.each(Object.entries(properties))("%s", (_, holds) => {
      fc.assert(
        fc.property(scenario, (drawn) => {
          expect(holds(trailOf(drawn))).toBe(true)
        }),
        { seed, numRuns },
      )
    })
  })
}
