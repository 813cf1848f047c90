import { describe, expect, it } from "vitest"
import { slowestOf } from "./slowest.ts"

describe("where a run's time went", () => {
  it("is told slowest first, and the quickest of many are left out", () => {
    const files = Array.from({ length: 12 }, (_, index) => ({ name: `${index}.test.ts`, ms: 1000 * index }))
    const told = slowestOf(files)
    expect(told).toHaveLength(10)
    expect([told[0], told.at(-1)]).toEqual(["   11.0 s  11.test.ts", "    2.0 s  2.test.ts"])
  })
})
