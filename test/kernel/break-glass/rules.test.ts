import { describe, expect, it } from "vitest"
import { statuses } from "../../../kernel/break-glass/break-glass.ts"
import { rules } from "../../../kernel/break-glass/rules.ts"
import { START, instant, sweeper } from "../../fixtures/break-glass.ts"

const at = (ms: number) => instant(START + ms)

describe("open is told by the clock", () => {
  const isOpen = (status: (typeof statuses)[number], expiresAt: number | null, now: number) =>
    rules.openIsByNow(
      { status, kept: { lapsesAt: at(100), expiresAt: expiresAt === null ? null : at(expiresAt) } },
      at(now),
    )

  it("of a request until it lapses", () => {
    expect([0, 99, 100, 101].map((now) => isOpen("requested", null, now))).toEqual([true, true, false, false])
    // Its deadline is its own, even where a grant's would be later.
    expect(isOpen("requested", 500, 100)).toBe(false)
  })

  it("of a grant until it expires, and never without an end", () => {
    expect([99, 100, 499, 500].map((now) => isOpen("active", 500, now))).toEqual([true, true, true, false])
    expect(isOpen("active", 50, 60)).toBe(false)
    expect(isOpen("active", null, 0)).toBe(false)
  })

  it.each(statuses.filter((status) => status !== "requested" && status !== "active"))("never of one %s", (status) => {
    expect(isOpen(status, 500, 0)).toBe(false)
  })
})

describe("the real end", () => {
  const endOf = (ended: number | null, expiresAt: number | null, now: number) => {
    const end = ended === null ? null : { how: "revoked" as const, by: sweeper(), at: at(ended), uses: 0 }
    const kept = { ended: end, expiresAt: expiresAt === null ? null : at(expiresAt) }
    return rules.cooldownCountsTheUnswept(kept, at(now))
  }

  it("is the end that was stamped, before and after the deadline", () => {
    expect(endOf(30, 500, 40)).toBe(at(30))
    expect(endOf(30, 500, 900)).toBe(at(30))
  })

  it("is the deadline once it is past, though nobody swept", () => {
    expect([499, 500, 900].map((now) => endOf(null, 500, now))).toEqual([null, at(500), at(500)])
  })

  it("is none of a grant without a deadline", () => {
    expect(endOf(null, null, 900)).toBeNull()
  })
})

describe("a sweep", () => {
  it("stamps now, and the deadline from then on", () => {
    const stamps = [0, 499, 500, 501, 9_000].map((now) => rules.endIsTheRealEnd(at(now), at(500)))
    expect(stamps).toEqual([at(0), at(499), at(500), at(500), at(500)])
    expect(rules.endIsTheRealEnd(at(7), null)).toBe(at(7))
  })
})

describe("an expiry", () => {
  it("runs as long as was asked for, from the countersignature on", () => {
    expect(rules.expiryRunsFromActivation(at(7), 500, 1_000)).toBe(at(507))
    expect(rules.expiryRunsFromActivation(at(7), 0, 1_000)).toBe(at(7))
  })
})

describe("the mark of a self-countersignature", () => {
  it("is there exactly where the holder countersigned", () => {
    expect([true, false].map(rules.selfCountersignIsMarked)).toEqual([true, false])
  })
})
