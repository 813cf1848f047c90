import { describe, expect, it } from "vitest"
import { calls } from "../../../kernel/calls/index.ts"
import { rules } from "../../../kernel/calls/rules.ts"
import { broken } from "../../../verification/domains/calls/broken.ts"
import { breakSite } from "../../../verification/explore/knock-out.ts"
import { callIn, next, recover, refusals, release, statusOf } from "../../fixtures/calls.ts"
import { OVERDUE, admitted, performing, rehearsed } from "./sites/case.ts"

describe("the rules of calls", () => {
  it("the mode that counts is the one that was sealed", () => {
    for (const said of ["live", "dryRun"] as const) {
      expect(rules.sealedModeCounts("live", said)).toBe("live")
      expect(rules.sealedModeCounts("dryRun", said)).toBe("dryRun")
    }
  })

  it("what nobody has reported is unknown", () => {
    expect(rules.unreportedIsUnknown()).toBe("unknown")
  })
})

describe("where one is broken", () => {
  it("a dry call turns real, and a live one that is said to be dry is not released", () => {
    const careless = breakSite(calls, broken, "sealedModeCounts@rule")
    const turned = next(rehearsed(), [2, release()], careless)
    expect(callIn(turned)).toMatchObject({ mode: "dryRun", releases: [{ mode: "live" }] })
    expect(statusOf(turned, "call_1")).toBe("released")
    expect(refusals(admitted(), [2, release("call_1", { mode: "dryRun" })], careless)).toEqual(["callIsLive"])
  })

  it("what nobody has reported has failed, and nobody knows that", () => {
    const careless = breakSite(calls, broken, "unreportedIsUnknown@rule")
    const swept = next(performing(), [OVERDUE, recover()], careless)
    expect(callIn(swept).ends).toMatchObject([{ how: "failed", nothingHappened: false, output: null }])
    expect(statusOf(swept, "call_1")).toBe("failed")
  })
})
