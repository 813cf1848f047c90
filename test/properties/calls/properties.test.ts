import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Calls } from "../../../kernel/calls/facts.ts"
import { calls } from "../../../kernel/calls/index.ts"
import { broken } from "../../../verification/domains/calls/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

everyProperty<Scenario, Trail<Calls>>(properties, scenario(), (drawn) => play(drawn))

/** The property that falls without each site, as the page has it: of a guard in its third column, of a rule in its fourth. */
const page = readFileSync(new URL("../../../docs/domains/calls.md", import.meta.url), "utf8")
const rows = page.split("\n").map((row) => row.split("|").map((cell) => cell.trim().replaceAll("`", "")))
const falls = new Map(
  rows.flatMap(([, name = "", at = "", third = "", fourth = ""]): (readonly [string, string])[] => {
    if (third in properties) return [[`${name}@${at}`, third]]
    return fourth in properties ? [[`${name}@rule`, fourth]] : []
  }),
)

it("every site of the page has its property, and every property is one of the page's", () => {
  expect([...falls.keys()].toSorted()).toEqual(sitesOf(calls).toSorted())
  for (const name of Object.keys(properties)) expect(page).toContain(`\`${name}\``)
})

/** Each of them is worth something: where its site is broken, some run brings it down. */
describe("where one site is broken", () => {
  const runs = fc.sample(scenario(), { numRuns: 400, seed: 20_261_129 })

  it.each(sitesOf(calls))("%s, the property beside it falls", (site) => {
    const holds = properties[falls.get(site) ?? ""]
    if (holds === undefined) throw new Error(`no property for ${site}`)
    const loose = breakSite(calls, broken, site)
    expect(runs.some((drawn) => !holds(play(drawn, loose), loose))).toBe(true)
  })

  it("has no property that is nobody's: each falls somewhere, or is of liveness", () => {
    const named = new Set(falls.values())
    expect(Object.keys(properties).filter((name) => !named.has(name))).toEqual([
      "EveryWaitEnds",
      "EveryReleaseIsSettled",
    ])
  })
})
