import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

/** Whole sequences of commands, plausible and absurd ones, interleaved over requests: no property of the table ever falls. */
describe("whatever is said, in whatever order", () => {
  it.each(Object.entries(properties))("%s", (_, holds) => {
    fc.assert(
      fc.property(scenario(), (drawn) => {
        expect(holds(play(drawn))).toBe(true)
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 60 },
    )
  })
})
