import { describe, expect, it } from "vitest"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { broken } from "../../../verification/domains/calls/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import { everySite } from "../every-site.ts"
import { fallsOnPage } from "../page.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

everyProperty<Scenario, Trail<Calls>>(properties, scenario(), (drawn) => play(drawn))

const falls = fallsOnPage("calls", sitesOf(calls), properties)

everySite({
  sites: sitesOf(calls),
  falls,
  properties,
  scenario: scenario(),
  seed: 20_261_129,
  loosened: (site) => breakSite(calls, broken, site),
  play,
})

describe("where one site is broken", () => {
  it("has no property that is nobody's: each falls somewhere, or is of liveness", () => {
    const named = new Set(falls.values())
    expect(Object.keys(properties).filter((name) => !named.has(name))).toEqual([
      "EveryWaitEnds",
      "EveryReleaseIsSettled",
    ])
  })
})
