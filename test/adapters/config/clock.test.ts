import { describe, expect, it } from "vitest"
import { changed, config, lines, problems } from "./fixture.ts"

const DAY = 86_400_000
const with_ = (clock: string) => changed("tenants:", `clock: ${clock}\ntenants:`, lines())

describe("how long nothing may have been recorded at a start", () => {
  it("is thirty days where the file says nothing", () => {
    expect(config(lines().join("\n")).clock).toEqual({ maxGapMs: 30 * DAY })
    expect(config(with_("{}")).clock).toEqual({ maxGapMs: 30 * DAY })
  })

  it("is what the file says", () => {
    expect(config(with_("{ maxGap: 2d }")).clock).toEqual({ maxGapMs: 2 * DAY })
  })

  it.each([
    ["{ maxGap: 0d }", /^4:\d+: clock\.maxGap: write a length of time/],
    ["{ maxGap: never }", /^4:\d+: clock\.maxGap: write a length of time/],
    ["{ gap: 2d }", /^4:\d+: clock\.gap: there is no such key/],
    ["30d", /^4:\d+: clock: write a map with maxGap/],
  ])("is never %s", (written, problem) => {
    expect(problems(with_(written))).toEqual([expect.stringMatching(problem)])
  })
})
