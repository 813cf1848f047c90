import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { broken } from "../../fixtures/taint.ts"
import { everyProperty } from "../every-property.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { falls } from "./falls.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"
import { stories } from "./story.ts"

everyProperty<Scenario, Trail<Taint>>(properties, stories(), (drawn) => play(drawn))

/** Each of them is worth something: where its site is broken, some run brings it down. */
describe("where one site is broken", () => {
  const runs = fc.sample(scenario(), { numRuns: 400, seed: 20_261_128 })
  const beside = new Map<string, string>(Object.entries(falls))

  it.each(sitesOf(taint))("%s, the property beside it falls", (site) => {
    const holds = properties[beside.get(site) ?? ""]
    if (holds === undefined) throw new Error(`no property for ${site}`)
    const loose = breakSite(taint, broken, site)
    expect(runs.some((drawn) => !holds(play(drawn, loose), loose))).toBe(true)
  })

  it("has no property that is nobody's: each falls somewhere, follows from another one, or is of liveness", () => {
    const named = new Set(Object.values(falls))
    expect(Object.keys(properties).filter((name) => !named.has(name))).toEqual([
      "NobodyRunsOnTheirOwnWord",
      "EveryEndorsementEnds",
    ])
  })
})
