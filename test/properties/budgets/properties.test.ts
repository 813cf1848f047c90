import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Budgets } from "../../../kernel/budgets/facts.ts"
import { budgets } from "../../../kernel/budgets/index.ts"
import { broken } from "../../../verification/domains/budgets/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"
import { stories } from "./story.ts"

everyProperty<Scenario, Trail<Budgets>>(properties, stories(), (drawn) => play(drawn))

/** The property that falls without each site, as the page has it: of a guard in its third column, of a rule in its fourth. */
const page = readFileSync(new URL("../../../docs/domains/budgets.md", import.meta.url), "utf8")
const rows = page.split("\n").map((row) => row.split("|").map((cell) => cell.trim().replaceAll("`", "")))
const falls = new Map(
  rows.flatMap(([, name = "", at = "", third = "", fourth = ""]): (readonly [string, string])[] => {
    if (third in properties) return [[`${name}@${at}`, third]]
    return fourth in properties ? [[`${name}@rule`, fourth]] : []
  }),
)

it("every site of the page has its property, and every property is one of the page's", () => {
  expect([...falls.keys()].toSorted()).toEqual(sitesOf(budgets).toSorted())
  for (const name of Object.keys(properties)) expect(page).toContain(`\`${name}\``)
})

/** Each of them is worth something: where its site is broken, some run brings it down. */
describe("where one site is broken", () => {
  const runs = fc.sample(scenario(), { numRuns: 400, seed: 20_261_121 })

  it.each(sitesOf(budgets))("%s, the property beside it falls", (site) => {
    const holds = properties[falls.get(site) ?? ""]
    if (holds === undefined) throw new Error(`no property for ${site}`)
    const loose = breakSite(budgets, broken, site)
    expect(runs.some((drawn) => !holds(play(drawn, loose), loose))).toBe(true)
  })
})
