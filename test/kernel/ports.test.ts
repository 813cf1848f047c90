import { describe, expect, it } from "vitest"
import { Gate } from "../../kernel/gate/gate.ts"
import { EffectInspector, InspectionRefusedError } from "../../kernel/ports.ts"

describe("the kernel's ports", () => {
  it("are services under names of their own", () => {
    expect([EffectInspector.key, Gate.key]).toEqual([
      "interlock/kernel/ports/EffectInspector",
      "interlock/kernel/gate/Gate",
    ])
  })

  it("refuse by name", () => {
    expect(new InspectionRefusedError({ inspector: "terraform", problem: "json", message: "not a plan" })._tag).toBe(
      "InspectionRefusedError",
    )
  })
})
