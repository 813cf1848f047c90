import { describe, expect, it } from "vitest"
import { Factor, isProvenNow } from "../../kernel/factor.ts"
import { ann, instant, keyOf } from "../fixtures/people.ts"

describe("a factor", () => {
  const signedAt = (at: number) => Factor.parse({ key: keyOf(ann()), at })

  it("names its key and its moment, and nothing more", () => {
    expect(signedAt(7)).toEqual({ key: keyOf(ann()), at: 7 })
    for (const given of [{ key: keyOf(ann()) }, { at: 7 }, { key: "SHA256:", at: 7 }, { ...signedAt(7), by: "ann" }])
      expect(Factor.safeParse(given).success).toBe(false)
  })

  it("counts from when it was signed, for so long, and no longer", () => {
    const counts = (now: number) => isProvenNow(signedAt(100), { now: instant(now), factorMs: 10 })
    expect([99, 100, 109, 110, 111].map(counts)).toEqual([false, true, true, false, false])
  })

  it("counts at no time where there is none", () => {
    expect(isProvenNow(null, { now: instant(0), factorMs: 10 })).toBe(false)
  })
})
