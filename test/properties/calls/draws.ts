import * as fc from "fast-check"
import type { Command } from "../../../kernel/calls/calls.ts"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: settings and a list of draws, each a handful of small numbers that are read against the register
 * as it then is (play.ts), so that most of them make a plausible command and all of them shrink.
 */

export interface DrawnSettings {
  readonly windowMs: number
  readonly reportMs: number
  readonly freshMs: number
  readonly waitMs: number
}

export interface Draw {
  readonly kind: Command["type"]
  /** How plausible the command is: as somebody who knows the rules would say it, wrong in one place, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly call: number
  readonly who: number
  readonly what: number
  /** In which place somebody careless errs. */
  readonly other: number
  readonly wait: number
  /** Waits for an edge of an interval instead, or for the moment before it. */
  readonly edge: "none" | "deadline" | "stale" | "closed" | "overdue"
  readonly before: boolean
}

export interface Scenario {
  readonly settings: DrawnSettings
  readonly draws: readonly Draw[]
}

const settings = (): fc.Arbitrary<DrawnSettings> =>
  fc.record({
    windowMs: weighed([1, 1], [4, 9], [3, 40]),
    reportMs: weighed([1, 1], [4, 12], [2, 60]),
    freshMs: weighed([1, 2], [4, 14], [3, 90]),
    waitMs: weighed([1, 3], [4, 25], [2, 70]),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [14, "receive"],
      [14, "wait"],
      [30, "admit"],
      [5, "refuse"],
      [7, "timeout"],
      [9, "cancel"],
      [26, "release"],
      [22, "perform"],
      [10, "complete"],
      [10, "fail"],
      [12, "recover"],
      [12, "resolve"],
    ),
    care: weighed<Draw["care"]>([9, "careful"], [9, "careless"], [1, "wild"]),
    call: fc.nat(59),
    who: fc.nat(59),
    what: fc.nat(59),
    other: fc.nat(59),
    wait: weighed([20, 0], [5, 1], [2, 3], [1, 9]),
    edge: weighed<Draw["edge"]>([22, "none"], [1, "deadline"], [1, "stale"], [1, "closed"], [1, "overdue"]),
    before: fc.boolean(),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ settings: settings(), draws: fc.array(draw(), { minLength: 14, maxLength: 60, size: "max" }) })
