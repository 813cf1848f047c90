import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import type { BreakGlass } from "../../../kernel/break-glass/facts.ts"
import { breakGlass } from "../../../kernel/break-glass/index.ts"
import { broken } from "../../../verification/domains/break-glass/broken.ts"
import { breakSite, sitesOf } from "../../../verification/explore/knock-out.ts"
import { everyProperty } from "../every-property.ts"
import type { Trail } from "../trail.ts"
import { type Scenario, scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

everyProperty<Scenario, Trail<BreakGlass>>(properties, scenario(), (drawn) => play(drawn))

/** Each of them is worth something: where its site is broken, some run brings it down. */
describe("where one site is broken", () => {
  const Negatives = z.array(z.object({ name: z.string(), site: z.string(), property: z.string() }))
  const json: unknown = JSON.parse(
    readFileSync(new URL("../../../models/break-glass/negatives.json", import.meta.url), "utf8"),
  )
  const negatives = Negatives.parse(json)

  const runs = fc.sample(scenario(), { numRuns: 400, seed: 20_261_121 })

  it.each(sitesOf(breakGlass))("%s, the property beside it falls", (site) => {
    const negative = negatives.find((one) => `${one.name}@${one.site}` === site)
    const holds = properties[negative?.property ?? ""]
    if (holds === undefined) throw new Error(`no property for ${site}`)
    const loose = breakSite(breakGlass, broken, site)
    expect(runs.some((drawn) => !holds(play(drawn, loose), loose))).toBe(true)
  })
})
