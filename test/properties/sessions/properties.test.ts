import { describe, expect, it } from "vitest"
import type { Sessions } from "../../../kernel/sessions/facts.ts"
import { sessions } from "../../../kernel/sessions/index.ts"
import { broken } from "../../../verification/domains/sessions/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import { everySite } from "../every-site.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { falls } from "./falls.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

everyProperty<Scenario, Trail<Sessions>>(properties, scenario(), (drawn) => play(drawn))

everySite({
  sites: sitesOf(sessions),
  falls: new Map<string, string>(Object.entries(falls)),
  properties,
  scenario: scenario(),
  seed: 20_261_128,
  loosened: (site) => breakSite(sessions, broken, site),
  play,
})

describe("where one site is broken", () => {
  it("has no property that is nobody's: each falls somewhere, or is of liveness", () => {
    const named = new Set(Object.values(falls))
    expect(Object.keys(properties).filter((name) => !named.has(name))).toEqual([
      "EverySessionEnds",
      "EveryCredentialEnds",
    ])
  })
})
