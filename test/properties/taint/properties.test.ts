import { describe, expect, it } from "vitest"
import type { Taint } from "../../../kernel/taint/facts.ts"
import { taint } from "../../../kernel/taint/index.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { broken } from "../../fixtures/taint.ts"
import { everyProperty } from "../every-property.ts"
import { everySite } from "../every-site.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { falls } from "./falls.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"
import { stories } from "./story.ts"

everyProperty<Scenario, Trail<Taint>>(properties, stories(), (drawn) => play(drawn))

everySite({
  sites: sitesOf(taint),
  falls: new Map<string, string>(Object.entries(falls)),
  properties,
  scenario: scenario(),
  seed: 20_261_128,
  loosened: (site) => breakSite(taint, broken, site),
  play,
})

describe("where one site is broken", () => {
  it("has no property that is nobody's: each falls somewhere, follows from another one, or is of liveness", () => {
    const named = new Set(Object.values(falls))
    expect(Object.keys(properties).filter((name) => !named.has(name))).toEqual([
      "NobodyRunsOnTheirOwnWord",
      "EveryEndorsementEnds",
    ])
  })
})
