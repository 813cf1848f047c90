import * as fc from "fast-check"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: settings and a list of draws, each a handful of small numbers that are read against the register
 * as it then is (play.ts), so that most of them make a plausible command and all of them shrink.
 */

export interface DrawnSettings {
  readonly windowMs: number
  readonly leaseMs: number
  readonly spend: number
  readonly affected: number
  readonly blast: number
  readonly depth: number
  readonly rate: number
  readonly open: number
  readonly unknown: number
}

export interface Draw {
  readonly kind: "open" | "reserve" | "release" | "settle" | "unreserve" | "lapse" | "widen" | "narrow" | "unfreeze"
  /** How plausible the command is: as somebody who knows the rules would say it, wrong in one place, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly budget: number
  readonly call: number
  readonly who: number
  readonly what: number
  readonly other: number
  readonly wait: number
  /** Waits for an edge of an interval instead, or for the moment before it. */
  readonly edge: "none" | "lease" | "window" | "midnight" | "widening"
  readonly before: boolean
}

export interface Scenario {
  readonly settings: DrawnSettings
  readonly draws: readonly Draw[]
}

const MOST = Number.MAX_SAFE_INTEGER
/** Longer than it is to the next midnight, so that a window lies on both sides of it. */
const LONG = 10_000_000

const settings = (): fc.Arbitrary<DrawnSettings> =>
  fc.record({
    windowMs: weighed([1, 8], [2, 40], [2, LONG]),
    leaseMs: weighed([1, 1], [4, 12], [2, 60]),
    spend: weighed([5, 20], [1, 0], [2, MOST - 1]),
    affected: weighed([3, 9], [1, 30], [1, MOST - 1]),
    blast: weighed([2, 3], [1, 9]),
    depth: weighed([1, 1], [2, 4]),
    rate: weighed([1, 4], [3, 9], [3, 48]),
    open: weighed([2, 2], [3, 9]),
    unknown: weighed([2, 1], [2, 2], [1, 9]),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [3, "open"],
      [44, "reserve"],
      [32, "release"],
      [14, "settle"],
      [10, "unreserve"],
      [6, "lapse"],
      [18, "widen"],
      [10, "narrow"],
      [22, "unfreeze"],
    ),
    care: weighed<Draw["care"]>([9, "careful"], [9, "careless"], [1, "wild"]),
    budget: fc.nat(11),
    call: fc.nat(59),
    who: fc.nat(59),
    what: fc.nat(59),
    other: fc.nat(59),
    wait: weighed([20, 0], [5, 1], [2, 3], [1, 9]),
    edge: weighed<Draw["edge"]>([22, "none"], [3, "lease"], [1, "window"], [1, "midnight"], [1, "widening"]),
    before: fc.boolean(),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ settings: settings(), draws: fc.array(draw(), { minLength: 12, maxLength: 56, size: "max" }) })
