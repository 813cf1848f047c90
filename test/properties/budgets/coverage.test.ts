import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/budgets/budgets.ts"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { partsOf, sitesOf } from "../../../verification/explore/knock-out.ts"
import { type Trail, alone, reaches } from "../trail.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"

/**
 * The runs are worth something: among them every status is reached, every command is accepted and every guard refuses alone.
 * Counted over a fixed sample, so that a change of the generator which goes quiet is noticed.
 */
const RUNS = 300
const sample = () => fc.sample(scenario(), { numRuns: RUNS, seed: 20_261_121 }).map((drawn) => play(drawn))

describe("among the runs", () => {
  let trails: readonly Trail<Budgets>[] = []
  let played: Trail<Budgets> = []
  beforeAll(() => {
    trails = sample()
    played = trails.flat()
  })

  it.each(statuses)("a good part reach %s", (status) => {
    expect(trails.filter((trail) => reaches(trail, status)).length).toBeGreaterThanOrEqual(RUNS / 10)
  })

  it.each(Object.keys(budgets.definition.guards))("%s is accepted and refused often", (command) => {
    const said = played.filter((one) => one.command.type === command)
    expect(said.filter(({ answer }) => answer.accepted).length).toBeGreaterThanOrEqual(RUNS / 10)
    expect(said.filter(({ answer }) => !answer.accepted).length).toBeGreaterThanOrEqual(RUNS / 10)
  })

  it.each(sitesOf(budgets).filter((site) => partsOf(site).at !== "rule"))("%s refuses alone", (site) => {
    expect(alone(played).get(site) ?? 0).toBeGreaterThanOrEqual(3)
  })

  it.each(["taken", "unknown"])("some ids are %s", (reason) => {
    expect(played.some(({ answer }) => !answer.accepted && answer.refusal === reason)).toBe(true)
  })

  it("calls are admitted on several days, and reported on another one than theirs", () => {
    const day = (now: number) => Math.floor(now / 86_400_000)
    const late = played.filter(({ command, now, answer, before }) => {
      const kept = before.entities.get(command.id)?.kept
      return answer.accepted && command.type === "settle" && kept?.entity === "reservation" && day(kept.at) < day(now)
    })
    expect(late.length).toBeGreaterThanOrEqual(RUNS / 10)
  })
})
