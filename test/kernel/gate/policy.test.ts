import { describe, expect, it } from "vitest"
import { Policy } from "../../../kernel/gate/policy.ts"
import { policyOf } from "./fixture.ts"

describe("a policy", () => {
  it.each(["interlock", "interlock.ledger", "Interlock/settings", "interlock:x", "INTERLOCK-log", "interlock_x"])(
    "can't make %s grantable",
    (tool) => {
      const { breakGlass, ...rest } = policyOf()
      const grantable = [{ tool, prefix: "x" }]
      expect(Policy.safeParse({ ...rest, breakGlass: { ...breakGlass, grantable } }).success).toBe(false)
    },
  )

  it("declares a tool once", () => {
    const { tools, ...rest } = policyOf()
    expect(Policy.safeParse({ ...rest, tools: [...tools, ...tools] }).error?.issues).toMatchObject([
      { path: ["tools"], message: "a tool is declared once" },
    ])
  })
})
