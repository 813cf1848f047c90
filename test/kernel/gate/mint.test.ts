import { describe, expect, it } from "vitest"
import { mint } from "../../../kernel/gate/mint.ts"
import type { Place } from "../../../kernel/gate/state.ts"
import { domainNames, registry } from "../../../kernel/registry.ts"
import { digest, instant } from "../../fixtures/people.ts"
import { acme, globex } from "./fixture.ts"

const place = (changed: Partial<Place> = {}): Place => ({
  now: instant(0),
  clock: instant(0),
  seq: 7,
  previous: digest("record 6"),
  ...changed,
})

describe("an id that the gate gives", () => {
  it.each(domainNames)("begins as those of its domain do, and is one: %s", (domain) => {
    const id = mint(domain, acme(), place())
    expect(id).toMatch(new RegExp(`^${registry[domain].prefix}_[0-9a-f]{24}$`))
    expect(registry[domain].schemas.id.parse(id)).toBe(id)
  })

  it("is the same at the same place and time", () => {
    expect(mint("approvals", acme(), place())).toBe(mint("approvals", acme(), place()))
  })

  it("is another one in another life of the log, which begins with the same records: what was signed for it names another", () => {
    const ids = [place(), place({ now: instant(1) }), place({ clock: instant(1) })].map((at) =>
      mint("break-glass", acme(), at),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("is another one at another place, in another tenant, domain or history", () => {
    const ids = [
      mint("approvals", acme(), place()),
      mint("approvals", acme(), place({ seq: 8 })),
      mint("approvals", globex(), place()),
      mint("break-glass", acme(), place()),
      mint("approvals", acme(), place({ previous: digest("another record 6") })),
    ].map((id) => id.slice(id.indexOf("_")))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe("the domains", () => {
  it("have prefixes that tell their ids apart", () => {
    const prefixes = domainNames.map((domain) => registry[domain].prefix)
    expect(new Set(prefixes).size).toBe(prefixes.length)
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]+$/)
  })
})
