import { expect, it } from "vitest"
import { patterns } from "../../../verification/bench/hostile/patterns.ts"
import { siege, siegeTable } from "../../../verification/bench/hostile/siege.ts"
import { tmp } from "../../adapters/tmp.ts"

const CALM = patterns.filter(({ name }) => name === "calm")

it("every pattern has a name of its own", () => {
  expect(new Set(patterns.map(({ name }) => name)).size).toBe(patterns.length)
})

it("what another tenant and a probe feel is measured, while somebody attacks", async () => {
  for (const pattern of CALM) {
    const { decisionP99ms, healthP99ms, asked } = await siege(pattern, tmp(), 300)
    expect([decisionP99ms > 0, healthP99ms > 0, asked > 1]).toEqual([true, true, true])
  }
})

it("the table has a row for each that was measured, beside what is aimed at", () => {
  const told = siegeTable(new Map([["calm", { decisionP99ms: 3.5, healthP99ms: 1.25, asked: 200 }]]))
  const [header = "", ...rows] = told.split("\n")
  expect(header).toMatch(/decision p99 ms \(≤ 250\).*healthz p99 ms \(≤ 100\)/)
  expect(rows.filter((row) => /calm +3\.5 +1\.25 +200/.test(row))).toHaveLength(1)
  expect(told).toContain("hostile.bodies\n  300 bodies of 7.9 MB at once")
})
