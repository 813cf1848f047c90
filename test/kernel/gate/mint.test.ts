import { describe, expect, it } from "vitest"
import { mint } from "../../../kernel/gate/mint.ts"
import type { Place } from "../../../kernel/gate/state.ts"
import { type DomainName, type Shapes, domainNames, registry } from "../../../kernel/registry.ts"
import { digest, instant } from "../../fixtures/people.ts"
import { acme, globex } from "./fixture.ts"

const place = (changed: Partial<Place> = {}): Place => ({
  now: instant(0),
  clock: instant(0),
  seq: 7,
  previous: digest("record 6"),
  ...changed,
})

/** Every command of any domain that brings something into being to which the gate gives its id. */
const opening = domainNames.flatMap((domain) =>
  Object.entries<string>(registry[domain].prefixes).map(
    ([opens, prefix]) => [domain, opens as Shapes[DomainName]["opens"], prefix] as const,
  ),
)

describe("an id that the gate gives", () => {
  it.each(opening)("begins as those of its kind do, and is one: %s, of %s", (domain, opens, prefix) => {
    const id = mint(domain, opens, acme(), place())
    expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-f]{24}$`))
    expect(registry[domain].schemas.id.parse(id)).toBe(id)
  })

  it("is given to each thing that doesn't come into being under a name, and to no other", () => {
    for (const domain of domainNames) {
      const { machine, named, prefixes } = registry[domain]
      const names: readonly string[] = named
      const given = machine.definition.opens.filter((opens) => !names.includes(opens))
      expect(Object.keys(prefixes).toSorted()).toEqual(given.toSorted())
      for (const opens of named)
        expect(() => mint(domain, opens, acme(), place())).toThrow(`${domain} gives no ids to what comes of ${opens}`)
    }
  })

  it("is the same at the same place and time", () => {
    expect(mint("approvals", "submit", acme(), place())).toBe(mint("approvals", "submit", acme(), place()))
  })

  it("is another one in another life of the log, which begins with the same records: what was signed for it names another", () => {
    const ids = [place(), place({ now: instant(1) }), place({ clock: instant(1) })].map((at) =>
      mint("break-glass", "request", acme(), at),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("is another one at another place, in another tenant or history", () => {
    const ids = [
      mint("approvals", "submit", acme(), place()),
      mint("approvals", "submit", acme(), place({ seq: 8 })),
      mint("approvals", "submit", globex(), place()),
      mint("approvals", "submit", acme(), place({ previous: digest("another record 6") })),
    ].map((id) => id.slice(id.indexOf("_")))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("has the digits of whatever else its record brings into being, in every domain: a reader follows one decision over them", () => {
    const ids = opening.map(([domain, opens]): string => mint(domain, opens, acme(), place()))
    expect(new Set(ids.map((id) => id.slice(id.indexOf("_")))).size).toBe(1)
    expect(new Set(ids).size).toBe(new Set(opening.map(([, , prefix]) => prefix)).size)
  })
})
