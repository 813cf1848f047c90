import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/calls/calls.ts"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { partsOf, sitesOf } from "../../../verification/explore/knock-out.ts"
import { type Trail, alone, reaches } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"

/**
 * The runs are worth something: among them every status is reached, every command is accepted and every guard refuses alone.
 * Counted over a fixed sample, so that a change of the generator which goes quiet is noticed.
 */
const RUNS = 300
const sample = () => fc.sample(scenario(), { numRuns: RUNS, seed: 20_261_129 }).map((drawn) => play(drawn))

describe("among the runs", () => {
  let trails: readonly Trail<Calls>[] = []
  let played: Trail<Calls> = []
  beforeAll(() => {
    trails = sample()
    played = trails.flat()
  })

  it.each(statuses)("a good part reach %s", (status) => {
    expect(trails.filter((trail) => reaches(trail, status)).length).toBeGreaterThanOrEqual(RUNS / 10)
  })

  it.each(Object.keys(calls.definition.guards))("%s is accepted and refused often", (command) => {
    const said = played.filter((one) => one.command.type === command)
    expect(said.filter(({ answer }) => answer.accepted).length).toBeGreaterThanOrEqual(RUNS / 10)
    expect(said.filter(({ answer }) => !answer.accepted).length).toBeGreaterThanOrEqual(RUNS / 10)
  })

  it.each(sitesOf(calls).filter((site) => partsOf(site).at !== "rule"))("%s refuses alone", (site) => {
    expect(alone(played).get(site) ?? 0).toBeGreaterThanOrEqual(3)
  })

  it.each(["taken", "unknown"])("some ids are %s", (reason) => {
    expect(played.some(({ answer }) => !answer.accepted && answer.refusal === reason)).toBe(true)
  })
})
