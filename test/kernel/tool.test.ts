import { describe, expect, it } from "vitest"
import { DeclaredTool, InspectorName, ToolName } from "../../kernel/tool.ts"

describe("the name of a tool", () => {
  it.each(["t", "terraform.apply", "fs/write:v2_x-y", "a".repeat(128)])("is %s", (name) => {
    expect(ToolName.safeParse(name).success).toBe(true)
  })

  it.each(["", ".hidden", "*", "terraform.*", "a b", " a", "a\n", "a".repeat(129)])("is not %j", (name) => {
    expect(ToolName.safeParse(name).success).toBe(false)
  })
})

describe("a declared tool", () => {
  const said = {
    name: "terraform.apply",
    schema: "0".repeat(64),
    effect: "write",
    inspector: "terraform",
    writes: "step_up",
  }

  it("is judged by one of these effects, and its writes by one of these words", () => {
    expect(DeclaredTool.shape.effect.options).toEqual(["read", "write", "destructive"])
    expect(DeclaredTool.shape.writes.options).toEqual(["allow", "step_up", "deny"])
    expect(InspectorName.options).toEqual(["terraform"])
  })

  it("says all of it, of an inspector also that there is none, and nothing else", () => {
    expect(DeclaredTool.parse(said)).toEqual(said)
    expect(DeclaredTool.parse({ ...said, inspector: null })).toEqual({ ...said, inspector: null })
    for (const name of Object.keys(said))
      expect(DeclaredTool.safeParse({ ...said, [name]: undefined }).success).toBe(false)
    expect(DeclaredTool.safeParse({ ...said, also: 1 }).success).toBe(false)
  })
})
