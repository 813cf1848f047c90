import { describe, expect, it } from "vitest"
import { ToolName } from "../../kernel/tool.ts"

describe("the name of a tool", () => {
  it.each(["t", "terraform.apply", "fs/write:v2_x-y", "a".repeat(128)])("is %s", (name) => {
    expect(ToolName.safeParse(name).success).toBe(true)
  })

  it.each(["", ".hidden", "*", "terraform.*", "a b", " a", "a\n", "a".repeat(129)])("is not %j", (name) => {
    expect(ToolName.safeParse(name).success).toBe(false)
  })
})
