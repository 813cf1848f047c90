import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { broken } from "../../../verification/domains/budgets/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import { everySite } from "../every-site.ts"
import { fallsOnPage } from "../page.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"
import { stories } from "./story.ts"

everyProperty<Scenario, Trail<Budgets>>(properties, stories(), (drawn) => play(drawn))

const falls = fallsOnPage("budgets", sitesOf(budgets), properties)

everySite({
  sites: sitesOf(budgets),
  falls,
  properties,
  scenario: scenario(),
  seed: 20_261_121,
  loosened: (site) => breakSite(budgets, broken, site),
  play,
})
