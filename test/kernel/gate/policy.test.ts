import { describe, expect, it } from "vitest"
import { Policy } from "../../../kernel/gate/policy.ts"
import { policyOf } from "./fixture.ts"

describe("a policy", () => {
  it("declares a tool once", () => {
    const { tools, ...rest } = policyOf()
    expect(Policy.safeParse({ ...rest, tools: [...tools, ...tools] }).error?.issues).toMatchObject([
      { path: ["tools"], message: "a tool is declared once" },
    ])
  })
})
