import { fc, it } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { BOUNDS } from "../../../adapters/texts/bounds.ts"
import { shown, shownWhole } from "../../../adapters/texts/shown.ts"
import { readBack } from "./read-back.ts"

describe("a text, as a person is shown it,", () => {
  it.each([
    [
      "is read in its own script",
      "Datenbank läuft über, база данных, データベース Tシャツ",
      "Datenbank läuft über, база данных, データベース Tシャツ",
    ],
    ["keeps its lines", "a\n\nb", "a\n\nb"],
    ["has the escapes that it has", "\\u202e %20 &amp;", "\\u202e %20 &amp;"],
    ["names what turns it round", "a\u202eb\u2066c", "a⟦U+202E⟧b⟦U+2066⟧c"],
    ["names what has no width", "a\u200bb\ufeffc\u{e0041}", "a⟦U+200B⟧b⟦U+FEFF⟧c⟦U+E0041⟧"],
    ["names what moves a cursor", "\u001b[2J\r\u0008", "⟦U+001B⟧[2J⟦U+000D⟧⟦U+0008⟧"],
    ["names blanks of other widths", "a\u00a0b\tc", "a⟦U+00A0⟧b⟦U+0009⟧c"],
    ["names half a pair", "a\ud800b", "a⟦U+D800⟧b"],
    ["names marks that pile up", "a\u0300\u0301\u0302", "a⟦U+0300⟧⟦U+0301⟧⟦U+0302⟧"],
    ["names the brackets of names", "⟦U+0041⟧", "⟦U+27E6⟧U+0041⟦U+27E7⟧"],
    ["names letters of another script within a word", "at pаypal.com", "at pа⟦U+0430⟧ypal.com"],
    ["names them where something unseen parts the word", "pay\u200bраl", "pay⟦U+200B⟧р⟦U+0440⟧а⟦U+0430⟧l"],
    ["names letters that are no script's", "𝐛ob", "𝐛⟦U+1D41B⟧ob"],
    ["counts what is there again", `a${"\u200b".repeat(500)}b`, "a⟦U+200B ×500⟧b"],
    ["counts blanks that would move the rest out of sight", `a${" ".repeat(90)}b`, "a⟦U+0020 ×90⟧b"],
    ["counts lines that would", `a${"\n".repeat(90)}b`, "a\n⟦U+000A ×88⟧\nb"],
  ])("%s", (_, text, as) => {
    expect(shown(text)).toBe(as)
  })

  it("is as long as a person reads, and says what is missing", () => {
    const text = "x".repeat(BOUNDS.shown)
    expect(shown(text)).toBe(text)
    expect(shown(`${text}yy`)).toBe(`${text}⟦2 more⟧`)
    expect(shown(`${text.slice(1)}😀`)).toBe(`${text.slice(1)}⟦2 more⟧`)
    expect(shownWhole(`${text}\u202eyy`)).toBe(`${text}⟦U+202E⟧yy`)
  })
})

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "a",
        "а",
        "α",
        "⟦",
        "⟧",
        "U+0041",
        "\u200b",
        "\u202e",
        " ".repeat(9),
        "\n\n",
        "\u0301",
        "\ud800",
        "日",
        "é",
        "×3",
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
)

describe("attack: whatever a text is,", () => {
  it.prop([text], { numRuns: 1000 })("it can be told from what is shown", (any) => {
    expect(readBack(shown(any))).toBe(any)
  })

  it.prop([text], { numRuns: 1000 })("nothing that isn't seen is shown", (any) => {
    expect(shown(any)).not.toMatch(/(?!\n)[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/u)
  })

  it.prop([text])("it is ten times as long at the most", (any) => {
    expect(shown(any).length).toBeLessThanOrEqual(10 * any.length)
  })
})
