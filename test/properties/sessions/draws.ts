import * as fc from "fast-check"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: settings and a list of draws, each a handful of small numbers that are read against the register
 * as it then is (play.ts), so that most of them make a plausible command and all of them shrink.
 */

export interface DrawnSettings {
  readonly sessionMs: number
  readonly idleMs: number
  readonly credentialMs: number
  readonly factorMs: number
  readonly maxDepth: number
  readonly maxSessions: number
  readonly sensitive: readonly ("read" | "write" | "destructive")[]
}

export const kinds = [
  "enrol",
  "disable",
  "enable",
  "open",
  "touch",
  "mint",
  "delegate",
  "present",
  "lapse",
  "end",
  "expire",
] as const

export interface Draw {
  readonly kind: (typeof kinds)[number]
  /** How plausible the command is: as somebody who knows the rules would say it, wrong in one place, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly which: number
  readonly who: number
  readonly what: number
  /** In which place somebody careless errs. */
  readonly place: number
  readonly wait: number
  /** Waits for an edge of an interval instead, or for the moment before it. */
  readonly edge: "none" | "session" | "idle" | "credential" | "factor"
  readonly before: boolean
}

export interface Scenario {
  readonly settings: DrawnSettings
  readonly draws: readonly Draw[]
}

const settings = (): fc.Arbitrary<DrawnSettings> =>
  fc.record({
    sessionMs: weighed([2, 12], [3, 40]),
    idleMs: weighed([3, 9], [2, 14], [2, 60]),
    credentialMs: weighed([1, 5], [4, 25]),
    factorMs: weighed([2, 3], [2, 8], [1, 30]),
    maxDepth: weighed([1, 1], [3, 2], [4, 3], [1, 5]),
    maxSessions: weighed([2, 1], [4, 2], [2, 4]),
    sensitive: weighed<DrawnSettings["sensitive"]>([4, ["destructive"]], [2, ["write", "destructive"]], [1, []]),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [5, "enrol"],
      [13, "disable"],
      [24, "enable"],
      [9, "open"],
      [16, "touch"],
      [24, "mint"],
      [36, "delegate"],
      [36, "present"],
      [6, "lapse"],
      [7, "end"],
      [6, "expire"],
    ),
    care: weighed<Draw["care"]>([8, "careful"], [8, "careless"], [1, "wild"]),
    which: fc.nat(59),
    who: fc.nat(59),
    what: fc.nat(59),
    place: fc.nat(59),
    wait: weighed([20, 0], [3, 1], [1, 2]),
    edge: weighed<Draw["edge"]>([44, "none"], [2, "session"], [2, "idle"], [2, "credential"], [2, "factor"]),
    before: fc.boolean(),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ settings: settings(), draws: fc.array(draw(), { minLength: 30, maxLength: 60, size: "max" }) })
