import { describe, expect, it } from "vitest"
import { exactly, printable, printableJson, unbroken } from "../../adapters/printable.ts"

describe("attack 18: text from outside", () => {
  it.each([
    ["an escape sequence", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
    ["its 8-bit form", "a\u009b2Jb", "a\\u{9b}2Jb"],
    ["a bell", "a\u0007b", "a\\u{7}b"],
    ["a backspace", "a\bb", "a\\u{8}b"],
    ["a line end", "a\nb", "a\\u{a}b"],
    ["a carriage return", "a\rb", "a\\u{d}b"],
    ["a tabulator", "a\tb", "a\\u{9}b"],
    ["a separator of lines", "a\u2028b", "a\\u{2028}b"],
    ["an override of direction", "a\u202eb", "a\\u{202e}b"],
    ["an isolate", "a\u2066b", "a\\u{2066}b"],
    ["a blank of no width", "a\u200bb", "a\\u{200b}b"],
    ["a blank that is none of ASCII", "a\u00a0b", "a\\u{a0}b"],
    ["a letter that shows as nothing", "a\u3164b", "a\\u{3164}b"],
    ["a Braille pattern without dots", "a\u2800b", "a\\u{2800}b"],
    ["a selector of variants", "a\ufe0fb", "a\\u{fe0f}b"],
    ["a tag", "a\u{e0041}b", "a\\u{e0041}b"],
    ["a half of a pair", "a\ud800b", "a\\u{d800}b"],
    ["a private character", "a\ue000b", "a\\u{e000}b"],
    ["marks that pile up", "a\u0300\u0301\u0302b", "a\\u{300}\\u{301}\\u{302}b"],
    ["a mark on what stands before", "\u0338", "\\u{338}"],
  ])("%s is escaped, and stays so", (_, text, shown) => {
    expect(printable(text)).toBe(shown)
    expect(printable(shown)).toBe(shown)
  })

  it("is read in its own script", () => {
    for (const text of ["Datenbank läuft über", "база данных", "データベース", "Cafe\u0301", "±  …"])
      expect(printable(text)).toBe(text)
  })

  it("is told as JSON that reads back as it was", () => {
    const value = { "a\u009b": ["\u202e\u{e0041}", "\u001b[2J", "a\u0300\u0301\u0302", "läuft"] }
    const json = printableJson(value)
    expect(json).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}]/u)
    expect(json).toContain("läuft")
    expect(JSON.parse(json)).toEqual(value)
  })
})

describe("attack 14: a name that people compare", () => {
  it("is printable ASCII, and no two blanks of it stand in a row", () => {
    expect(exactly("a  b")).toBe("a \\u{20}b")
    expect(exactly(" a ")).toBe("\\u{20}a\\u{20}")
    expect(exactly("a    b")).toBe("a \\u{20}\\u{20}\\u{20}b")
    expect(exactly("aws_instance.раypal")).toBe("aws_instance.\\u{440}\\u{430}ypal")
    expect(exactly('module.a["b c"].d')).toBe('module.a["b c"].d')
  })

  it("has no blank at all where it is copied as a whole", () => {
    expect(unbroken("ey.J a\u001b")).toBe("ey.J\\u{20}a\\u{1b}")
  })
})
