import * as fc from "fast-check"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: settings and a list of draws, each a kind of command, how much sense it has to make, and a number from
 * which some commands of that kind are thought up against the register as it then is (play.ts).
 */

export interface DrawnSettings {
  readonly trusted: readonly string[]
  readonly endorsers: readonly string[]
  readonly endorsementMs: number
}

export const kinds = [
  "open",
  "spawn",
  "ingest",
  "show",
  "derive",
  "call",
  "result",
  "write",
  "read",
  "endorse",
  "withdraw",
  "expire",
] as const

export interface Draw {
  readonly kind: (typeof kinds)[number]
  /** How plausible the command is: one that nothing is against, one that is wrong in one way alone, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly thought: number
  /** In which of the ways that there are somebody careless errs. */
  readonly way: number
  readonly wait: number
  /** Waits until an endorsement's time is over instead, or until the moment before. */
  readonly edge: "none" | "before" | "at"
}

export interface Scenario {
  readonly settings: DrawnSettings
  readonly draws: readonly Draw[]
}

const settings = (): fc.Arbitrary<DrawnSettings> =>
  fc.record({
    trusted: weighed<readonly string[]>([5, ["staff", "disk"]], [3, ["staff"]], [1, []]),
    endorsers: weighed<readonly string[]>([4, ["reviewer"]], [2, ["boss", "reviewer"]]),
    endorsementMs: weighed([2, 4], [3, 12], [2, 60]),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [5, "open"],
      [8, "spawn"],
      [18, "ingest"],
      [14, "show"],
      [13, "derive"],
      [38, "call"],
      [10, "result"],
      [15, "write"],
      [17, "read"],
      [26, "endorse"],
      [13, "withdraw"],
      [8, "expire"],
    ),
    care: weighed<Draw["care"]>([6, "careful"], [5, "careless"], [1, "wild"]),
    thought: fc.nat(9_999),
    way: fc.nat(59),
    wait: weighed([20, 0], [4, 1], [1, 3]),
    edge: weighed<Draw["edge"]>([20, "none"], [1, "before"], [2, "at"]),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ settings: settings(), draws: fc.array(draw(), { minLength: 5, maxLength: 75, size: "max" }) })
