import * as fc from "fast-check"
import { weighed } from "../choose.ts"

/**
 * What a run is drawn from: a policy and its amendment, and a list of draws, each a handful of small numbers that are read
 * against the register as it then is (play.ts), so that most of them make a plausible command and all of them shrink.
 */

export interface DrawnGroup {
  /** Indexes of people. */
  readonly seats: readonly number[]
  readonly quorum: number
}
export interface DrawnStage {
  readonly mode: "sequential" | "parallel"
  readonly groups: readonly DrawnGroup[]
  readonly slaMs: number
}
export interface DrawnPolicy {
  readonly routes: readonly (readonly DrawnStage[])[]
  readonly maxOpenRequests: number
  readonly decisionRate: { readonly max: number; readonly windowMs: number }
}

export const kinds = [
  "submit",
  "approve",
  "reject",
  "delegate",
  "consume",
  "withdraw",
  "cancel",
  "supersede",
  "expire",
  "amend",
  "revoke",
] as const

export interface Draw {
  readonly kind: (typeof kinds)[number]
  /** How plausible the command is: as somebody who knows the rules would say it, as a confused one would, or anything. */
  readonly care: "careful" | "careless" | "wild"
  readonly request: number
  readonly who: number
  readonly seat: number
  readonly other: number
  readonly wait: number
  /** Waits for an edge of an interval instead, or for the moment before it. */
  readonly edge: "none" | "expiry" | "sla" | "window"
  readonly before: boolean
  readonly signature: "good" | "none" | "foreign" | "misstated"
  readonly plan: "sealed" | "other"
}

export interface Scenario {
  readonly policies: readonly [DrawnPolicy, DrawnPolicy]
  readonly draws: readonly Draw[]
}

/** The indexes of everybody who may be seated; see people() in play.ts. */
export const SEATED = 10

const group = (): fc.Arbitrary<DrawnGroup> =>
  fc.record({
    seats: fc.uniqueArray(fc.nat(SEATED - 1), { minLength: 4, maxLength: 8 }),
    quorum: weighed([16, 1], [6, 2], [1, 0], [1, 3]),
  })

const stage = (): fc.Arbitrary<DrawnStage> =>
  fc.record({
    mode: weighed([2, "sequential" as const], [1, "parallel" as const]),
    groups: fc
      .tuple(group(), fc.option(group(), { freq: 3, nil: undefined }))
      .map((both) => both.filter((one) => one !== undefined)),
    slaMs: fc.integer({ min: 4, max: 40 }),
  })

const policy = (caps: fc.Arbitrary<Omit<DrawnPolicy, "routes">>): fc.Arbitrary<readonly [DrawnPolicy, DrawnPolicy]> => {
  const stages = fc.oneof(
    { weight: 3, arbitrary: stage().map((one) => [one]) },
    { weight: 3, arbitrary: fc.array(stage(), { minLength: 2, maxLength: 3 }) },
  )
  const routes = fc.array(stages, { minLength: 2, maxLength: 3 })
  // An amendment changes the routes, not the caps: caps are read from history, under one policy.
  return fc.tuple(routes, routes, caps).map(([before, amended, rest]) => [
    { routes: before, ...rest },
    { routes: amended, ...rest },
  ])
}

const caps = (): fc.Arbitrary<Omit<DrawnPolicy, "routes">> =>
  fc.record({
    maxOpenRequests: fc.integer({ min: 1, max: 3 }),
    decisionRate: fc.record({ max: fc.integer({ min: 1, max: 3 }), windowMs: fc.integer({ min: 1, max: 12 }) }),
  })

const draw = (): fc.Arbitrary<Draw> =>
  fc.record({
    kind: weighed<Draw["kind"]>(
      [8, "submit"],
      [30, "approve"],
      [6, "reject"],
      [8, "delegate"],
      [16, "consume"],
      [1, "withdraw"],
      [2, "cancel"],
      [2, "supersede"],
      [2, "expire"],
      [2, "amend"],
      [1, "revoke"],
    ),
    care: weighed<Draw["care"]>([9, "careful"], [5, "careless"], [1, "wild"]),
    request: fc.nat(11),
    who: fc.nat(59),
    seat: fc.nat(59),
    other: fc.nat(59),
    wait: weighed([24, 0], [4, 1], [2, 3], [1, 7]),
    edge: weighed<Draw["edge"]>([48, "none"], [1, "expiry"], [1, "sla"], [2, "window"]),
    before: fc.boolean(),
    signature: weighed<Draw["signature"]>([30, "good"], [1, "none"], [1, "foreign"], [1, "misstated"]),
    plan: weighed<Draw["plan"]>([16, "sealed"], [1, "other"]),
  })

export const scenario = (): fc.Arbitrary<Scenario> =>
  fc.record({ policies: policy(caps()), draws: fc.array(draw(), { minLength: 4, maxLength: 40, size: "max" }) })
