import { describe, expect, it } from "vitest"
import { because } from "../../../kernel/gate/said.ts"

describe("why a call is denied", () => {
  it("is what refused it, then what had asked, and no reason twice", () => {
    expect(because(["b", "a"], ["c", "a"])).toEqual(["b", "a", "c"])
    expect(because([], ["c"])).toEqual(["c"])
  })
})
