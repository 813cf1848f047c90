import { describe, expect, it } from "vitest"
import { Word, words } from "../../kernel/word.ts"

describe("a word", () => {
  it.each(["w", "!~", "toolIsKnown", "w".repeat(128)])("is %j", (word) => {
    expect(Word.safeParse(word).success).toBe(true)
  })

  it.each(["", " w", "w ", "w w", "w\n", "\u007f", "é", "w".repeat(129)])("is not %j", (word) => {
    expect(Word.safeParse(word).success).toBe(false)
  })

  it("stands in a record beside 63 others, and not one more", () => {
    const many = (size: number) => words.safeParse(Array.from({ length: size }, () => "w")).success
    expect([0, 64, 65].map(many)).toEqual([true, true, false])
    expect(words.safeParse(["a b"]).success).toBe(false)
  })
})
