import * as fc from "fast-check"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: settings and a list of draws, each a handful of small numbers that are read against the register
 * as it then is (play.ts), so that most of them make a plausible command and all of them shrink.
 */

export interface DrawnSettings {
  readonly requestMs: number
  readonly factorMs: number
  readonly cooldownMs: number
  readonly requestRate: { readonly max: number; readonly windowMs: number }
  readonly maxActiveGrants: number
  readonly allowSelfCountersign: boolean
}

export interface Draw {
  readonly kind: "request" | "countersign" | "deny" | "lapse" | "use" | "revoke" | "expire"
  /** How plausible the command is: as somebody who knows the rules would say it, wrong in one place, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly grant: number
  readonly who: number
  readonly what: number
  readonly other: number
  readonly wait: number
  /** Waits for an edge of an interval instead, or for the moment before it. */
  readonly edge: "none" | "deadline" | "rest" | "window"
  readonly before: boolean
  /** What the deployment no longer gives by then, where there is something of that number for the command. */
  readonly less: number
}

export interface Scenario {
  readonly settings: DrawnSettings
  readonly draws: readonly Draw[]
}

const settings = (): fc.Arbitrary<DrawnSettings> =>
  fc.record({
    requestMs: weighed([1, 3], [3, 12], [3, 30]),
    factorMs: fc.integer({ min: 1, max: 20 }),
    cooldownMs: weighed([3, 0], [1, 1], [2, 6], [1, 25]),
    requestRate: fc.record({ max: weighed([1, 1], [2, 2], [4, 4]), windowMs: weighed([2, 1], [2, 8], [3, 60]) }),
    maxActiveGrants: weighed([2, 1], [2, 2], [1, 9]),
    allowSelfCountersign: weighed([2, false], [1, true]),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [14, "request"],
      [22, "countersign"],
      [9, "deny"],
      [4, "lapse"],
      [34, "use"],
      [11, "revoke"],
      [12, "expire"],
    ),
    care: weighed<Draw["care"]>([8, "careful"], [8, "careless"], [1, "wild"]),
    grant: fc.nat(11),
    who: fc.nat(59),
    what: fc.nat(59),
    other: fc.nat(59),
    wait: weighed([16, 0], [5, 1], [1, 3], [1, 9]),
    edge: weighed<Draw["edge"]>([14, "none"], [2, "deadline"], [2, "rest"], [1, "window"]),
    before: fc.boolean(),
    less: fc.nat(29),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ settings: settings(), draws: fc.array(draw(), { minLength: 4, maxLength: 40, size: "max" }) })
