import { fc, it } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { foldOf, folded, placeOf } from "../../../adapters/texts/folded.ts"

const lettersOf = (text: string, most = Infinity): string | undefined => {
  const units = folded(text, most)?.units
  return units && String.fromCharCode(...units)
}
/** All that have another case or form, or are left out; of the Hangul syllables every hundredth. */
const scalars = Array.from({ length: 0x110000 }, (_, point) => point).filter((point) => {
  if ((point >= 0xd800 && point < 0xe000) || (point >= 0xac00 && point < 0xd7a4 && point % 100 > 0)) return false
  const letter = String.fromCodePoint(point)
  return [letter.normalize("NFKD"), letter.toLowerCase(), letter.toUpperCase()].some((other) => other !== letter)
})

describe("the letters of a code point, of every script,", () => {
  it("have themselves as letters", () => {
    expect(scalars.filter((point) => lettersOf(foldOf(point)) !== foldOf(point))).toEqual([])
  })

  it("are those of its NFKC and its NFKD", () => {
    for (const form of ["NFKC", "NFKD"])
      expect(
        scalars.filter((point) => lettersOf(String.fromCodePoint(point).normalize(form)) !== foldOf(point)),
      ).toEqual([])
  })

  it("are those of its small letter and its capital", () => {
    const others = scalars.filter((point) => {
      const letter = String.fromCodePoint(point)
      return [letter.toLowerCase(), letter.toUpperCase()].some((other) => lettersOf(other) !== foldOf(point))
    })
    expect(others).toEqual([])
  })

  it("are five at the most for each byte that it takes", () => {
    const bytes = (point: number) => Buffer.byteLength(String.fromCodePoint(point))
    expect(scalars.filter((point) => foldOf(point).length > 5 * bytes(point))).toEqual([])
  })
})

describe("a text as it is compared", () => {
  it.each([
    ["case", "GB29 NWBK", "gb29nwbk"],
    ["width", "ＧＢ２９", "gb29"],
    ["forms", "ﬁve 𝐛𝐨𝐥𝐝 ① ½", "fivebold11⁄2"],
    ["one letter that is two as a capital", "Straße STRASSE", "strassestrasse"],
    ["sigmas", "ΟΔΟΣ οδος", "οδοσοδοσ"],
    ["white space", " a\t\n\u00a0\u3000b ", "ab"],
    ["marks, however they are written", "Cafe\u0301 Café Z\u0351\u036ba\u0321", "cafecafeza"],
    ["what isn't seen", "a\u200bb\u202ec\u2066d\ufefff\u00adg\u2800h\u{e0041}i\u034fj", "abcdfghij"],
    ["controls", "a\u0000b\u001bc", "abc"],
    ["what was no text", "a\ufffdb\ud800c\uffffd", "abcd"],
  ])("has no %s", (_, text, letters) => {
    expect(lettersOf(text)).toBe(letters)
  })

  it("keeps signs", () => {
    expect(lettersOf("a-b_c.d@e/f")).toBe("a-b_c.d@e/f")
  })

  it("has no more letters than there is room for", () => {
    expect(lettersOf("abc", 3)).toBe("abc")
    expect(folded("abcd", 3)).toBeUndefined()
    expect(lettersOf("\ufdfa", 15)).toHaveLength(15)
    expect(folded("\ufdfa", 14)).toBeUndefined()
    expect(folded("abcd\u00e9", 4)).toBeUndefined()
  })
})

/** Texts with long stretches that have no letters, pairs and letters that are many. */
const text = () =>
  fc
    .array(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.constantFrom("\u200b".repeat(300), "😀".repeat(150), "\ufdfa".repeat(40), " ".repeat(513), "a".repeat(255)),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(""))

describe("a letter's place", () => {
  it.prop([text()])("is the code point that it comes from", (whole) => {
    const of = folded(whole, Infinity)
    if (of === undefined) throw new Error("no letters")
    let letter = 0
    for (let start = 0; start < whole.length;) {
      const point = whole.codePointAt(start) ?? 0
      const end = start + String.fromCodePoint(point).length
      for (let each = 0; each < foldOf(point).length; each += 1) {
        expect(placeOf(of, { start: letter, end: letter + 1 })).toEqual({ start, end })
        letter += 1
      }
      start = end
    }
    expect(letter).toBe(of.units.length)
  })

  it.prop([text(), text()])("doesn't depend on what stands beside it", (one, other) => {
    expect(lettersOf(`${one.toWellFormed()}${other.toWellFormed()}`)).toBe(
      `${String(lettersOf(one))}${String(lettersOf(other))}`,
    )
  })
})
