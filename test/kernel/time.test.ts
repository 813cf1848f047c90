import { describe, expect, it } from "vitest"
import { Duration, Instant, later } from "../../kernel/time.ts"

describe("an instant, and a length of time", () => {
  it.each([0, 1, 1_700_000_000_000, Number.MAX_SAFE_INTEGER])("may be %d", (ms) => {
    expect(Instant.parse(ms)).toBe(ms)
    expect(Duration.parse(ms)).toBe(ms)
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1, "0", null])(
    "is not %j",
    (ms) => {
      expect(Instant.safeParse(ms).success).toBe(false)
      expect(Duration.safeParse(ms).success).toBe(false)
    },
  )

  it.each([
    [5, 7, 12],
    [5, 0, 5],
    [5, -2, 3],
    [5, -7, 0],
    [5, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])("%d and %d milliseconds later is %d: never before the first instant, nor after the last", (at, ms, then) => {
    expect(later(Instant.parse(at), ms)).toBe(then)
  })
})
