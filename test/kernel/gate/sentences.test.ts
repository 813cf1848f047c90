import { describe, expect, it } from "vitest"
import { sentenceOf } from "../../../kernel/gate/sentences.ts"
import { denials, stepUps } from "../../../kernel/gate/weigh.ts"

describe("the sentence of a reason", () => {
  it.each([...Object.keys(denials), ...Object.keys(stepUps), "toolIsKnown", "approverIsHuman"])(
    "is there for %s",
    (name) => {
      expect(sentenceOf(name)).toMatch(/^[A-Z].+\.$/)
    },
  )

  it.each(["aGuardOfAnotherVersion", "constructor", "__proto__"])("is the name itself for %s", (name) => {
    expect(sentenceOf(name)).toBe(name)
  })
})
