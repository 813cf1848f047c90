import { describe, expect, it } from "vitest"
import { UsageError, wantedSites } from "../../../verification/run/wanted.ts"

const house = () => ({ name: "house", sites: ["isWarm@open", "isWarm@shut", "isDry@open", "counts@rule"] })
const wanting = (asked: { readonly guard?: string; readonly at?: string }) => () => wantedSites(house(), asked)

describe("the sites that are asked for", () => {
  it.each([
    [{}, house().sites],
    [{ guard: "isWarm" }, ["isWarm@open", "isWarm@shut"]],
    [{ at: "open" }, ["isWarm@open", "isDry@open"]],
    [{ guard: "counts", at: "rule" }, ["counts@rule"]],
  ])("by %j", (asked, sites) => {
    expect(wanting(asked)()).toEqual(sites)
  })

  it.each([
    [{ guard: "isWam" }, "house has no guard or rule isWam; it has counts, isDry, isWarm"],
    [{ guard: "isWarm", at: "paint" }, "isWarm does not stand at paint, but at open, shut"],
    [{ at: "paint" }, "house has no guard at paint, but at open, rule, shut"],
  ])("are refused by %j", (asked, message) => {
    expect(wanting(asked)).toThrow(new UsageError(message))
  })
})
