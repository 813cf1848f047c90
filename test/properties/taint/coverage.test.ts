import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { statuses } from "../../../kernel/taint/taint.ts"
import { partsOf, sitesOf } from "../../../verification/explore/knock-out.ts"
import { type Trail, alone, reaches } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"

/**
 * The runs are worth something: among them every status is reached, every command is accepted and every guard refuses alone.
 * Counted over a fixed sample, so that a change of the generator which goes quiet is noticed.
 */
const RUNS = 300
const sample = () => fc.sample(scenario(), { numRuns: RUNS, seed: 20_261_128 }).map((drawn) => play(drawn))

describe("among the runs", () => {
  let trails: readonly Trail<Taint>[] = []
  let played: Trail<Taint> = []
  beforeAll(() => {
    trails = sample()
    played = trails.flat()
  })

  it.each(statuses)("a good part reach %s", (status) => {
    expect(trails.filter((trail) => reaches(trail, status)).length).toBeGreaterThanOrEqual(RUNS / 10)
  })

  it.each(Object.keys(taint.definition.guards))("%s is accepted often, and refused", (command) => {
    const said = played.filter((one) => one.command.type === command)
    expect(said.filter(({ answer }) => answer.accepted).length).toBeGreaterThanOrEqual(RUNS / 10)
    expect(said.filter(({ answer }) => !answer.accepted).length).toBeGreaterThanOrEqual(3)
  })

  it.each(sitesOf(taint).filter((site) => partsOf(site).at !== "rule"))("%s refuses alone", (site) => {
    expect(alone(played).get(site) ?? 0).toBeGreaterThanOrEqual(5)
  })

  it.each(["taken", "unknown"])("some ids are %s", (reason) => {
    expect(played.some(({ answer }) => !answer.accepted && answer.refusal === reason)).toBe(true)
  })

  it("some labels are of all sources that there are, and some endorsements are named together", () => {
    expect(
      played.some(
        ({ answer }) =>
          answer.accepted && answer.after.some(({ kept }) => "label" in kept && kept.label.sources === "all"),
      ),
    ).toBe(true)
    expect(
      played.some(
        ({ answer, command }) =>
          answer.accepted && command.type === "call" && Object.keys(command.endorsements).length > 1,
      ),
    ).toBe(true)
  })
})
