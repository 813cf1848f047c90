import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/** What is played where one site is broken, and what has to fall then. */
interface Broken<Drawn, Trail, Kernel> {
  readonly sites: readonly string[]
  /** The property beside each site. */
  readonly falls: ReadonlyMap<string, string>
  readonly properties: Readonly<Record<string, (trail: Trail, kernel?: Kernel) => boolean>>
  readonly scenario: fc.Arbitrary<Drawn>
  readonly seed: number
  /** The kernel with this site broken. */
  readonly loosened: (site: string) => Kernel
  readonly play: (drawn: Drawn, kernel: Kernel) => Trail
}

/** Each property is worth something: where its site is broken, some run brings it down. */
export const everySite = <Drawn, Trail, Kernel>({
  sites,
  falls,
  properties,
  scenario,
  seed,
  loosened,
  play,
}: Broken<Drawn, Trail, Kernel>): void => {
  describe("where one site is broken", () => {
    const runs = fc.sample(scenario, { numRuns: 400, seed })

    it.each(sites)("%s, the property beside it falls", (site) => {
      const holds = properties[falls.get(site) ?? ""]
      if (holds === undefined) throw new Error(`no property for ${site}`)
      const loose = loosened(site)
      expect(runs.some((drawn) => !holds(play(drawn, loose), loose))).toBe(true)
    })
  })
}
