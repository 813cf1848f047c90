import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/approvals/approvals.ts"
import { approvals } from "../../../kernel/approvals/index.ts"
import type { Approvals } from "../../../kernel/approvals/facts.ts"
import { type Trail, alone, reaches } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"

/**
 * The runs are worth something: among them every status is reached, every command is accepted somewhere, and most guards
 * refuse alone somewhere. Counted over a fixed sample, so that a change of the generator which goes quiet is noticed.
 */
const RUNS = 200
const sample = () => fc.sample(scenario(), { numRuns: RUNS, seed: 20_261_121 }).map((drawn) => play(drawn))

describe("among the runs", () => {
  let trails: readonly Trail<Approvals>[] = []
  let played: Trail<Approvals> = []
  beforeAll(() => {
    trails = sample()
    played = trails.flat()
  })

  it.each(statuses)("some reach %s", (status) => {
    const reached = trails.filter((trail) => reaches(trail, status))
    expect(reached.length).toBeGreaterThanOrEqual(RUNS / 50)
  })

  it("a good part reaches approved and consumed", () => {
    const share = (status: (typeof statuses)[number]) => trails.filter((trail) => reaches(trail, status)).length / RUNS
    expect(share("approved")).toBeGreaterThan(0.3)
    expect(share("consumed")).toBeGreaterThan(0.08)
  })

  it.each(Object.keys(approvals.definition.guards))("some have %s accepted, some have it refused", (command) => {
    const said = played.filter((one) => one.command.type === command)
    expect(said.some(({ answer }) => answer.accepted)).toBe(true)
    expect(said.some(({ answer }) => !answer.accepted)).toBe(true)
  })

  it("nine of ten sites refuse alone", () => {
    const sites = Object.values<object>(approvals.definition.guards).flatMap((row) => Object.keys(row))
    expect(alone(played).size).toBeGreaterThanOrEqual(Math.floor(sites.length * 0.9))
  })
})
