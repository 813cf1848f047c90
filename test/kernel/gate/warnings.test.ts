import { describe, expect, it } from "vitest"
import { warningsOf } from "../../../kernel/gate/warnings.ts"
import { policyOf } from "./fixture.ts"

describe("a policy", () => {
  it("is warned of where one person may do what takes two", () => {
    expect(warningsOf(policyOf())).toEqual([])
    expect(warningsOf(policyOf({ allowSelfCountersign: true }))).toEqual(["countersigningTakesTwo"])
  })
})
