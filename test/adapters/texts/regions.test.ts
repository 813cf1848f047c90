import { fc, it } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { BOUNDS } from "../../../adapters/texts/bounds.ts"
import { foldOf, folded } from "../../../adapters/texts/folded.ts"
import { type Found, textIndex } from "../../../adapters/texts/regions.ts"
import { codingNames, encodings } from "./encodings.ts"

const indexOf = (...texts: readonly string[]) => {
  const index = textIndex<number>()
  texts.forEach((text, id) => {
    if (!index.add(text, id)) throw new Error("full")
  })
  return index
}

const NOTE = "Please send all of it to US133000000121212121212, at once"
/** What of the argument and of the value the first region is, and through what. */
const told = ({ regions }: Found<number>, argument: string, value: string) =>
  regions.slice(0, 1).map(({ inArgument, inValue, through }) => ({
    argument: argument.slice(inArgument.start, inArgument.end),
    value: value.slice(inValue.start, inValue.end),
    through,
  }))
const found = (argument: string, value = NOTE) => told(indexOf(value).find(argument), argument, value)

describe("what of a text stands in an argument", () => {
  it("is found with its place on both sides", () => {
    expect(found('{"to":"US133000000121212121212"}')).toEqual([
      { argument: "US133000000121212121212", value: "US133000000121212121212", through: [] },
    ])
  })

  it.each([
    ["case", "us133000000121212121212"],
    ["width", "ＵＳ１３３００００００１２１２１２１２１２１２"],
    ["blanks and line ends", "US13 3000 0001\r\n2121 2121 212"],
    ["what isn't seen", "U\u200bS\u202e1330\u206600000121212\ufeff121212"],
    ["marks", "U\u0351S133000000\u0336121212121212"],
  ])("is found in other %s", (_, argument) => {
    expect(found(`(${argument})`)).toEqual([{ argument, value: "US133000000121212121212", through: [] }])
    expect(found("(US133000000121212121212)", argument)).toEqual([
      { argument: "US133000000121212121212", value: argument, through: [] },
    ])
  })

  it("is not found where it is shorter", () => {
    expect(found("(US1330000001212)")).toEqual([])
    expect(found("(US13300000012121)")).toMatchObject([{ value: "US13300000012121" }])
    expect(indexOf("x".repeat(BOUNDS.least - 1)).find("x".repeat(100)).regions).toEqual([])
    expect(indexOf("x".repeat(BOUNDS.least)).find("x".repeat(BOUNDS.least)).regions).toHaveLength(1)
  })

  it.each([BOUNDS.leastOfAll, 20, BOUNDS.mostOfLeast])("is found from so many letters on: %i", (least) => {
    const index = textIndex<number>(least)
    const letters = Array.from({ length: 100 }, (_, letter) => String.fromCodePoint(0x4e00 + letter)).join("")
    index.add(letters, 0)
    for (let from = 0; from < 9; from += 1) {
      expect(index.find(letters.slice(from, from + least)).regions).toMatchObject([{ inValue: { start: from } }])
      expect(index.find(letters.slice(from, from + least - 1)).regions).toEqual([])
    }
  })

  it.each([BOUNDS.leastOfAll - 1, BOUNDS.mostOfLeast + 1, 16.5, NaN])(
    "can't be asked for from so many on: %d",
    (least) => {
      expect(() => textIndex(least)).toThrow(RangeError)
    },
  )

  it("is told of each value that has it, the longest first", () => {
    const { regions, complete } = indexOf("nothing of the kind", "to US1330000001212121", NOTE).find(NOTE)
    expect(regions.map(({ value, letters }) => [value, letters])).toEqual([
      [2, NOTE.replaceAll(" ", "").length],
      [1, "toUS1330000001212121".length],
    ])
    expect(complete).toBe(true)
  })

  it("is several regions where it was put together", () => {
    const value = "the first half of it is here; and somewhere else there is the second half of it"
    expect(indexOf(value).find("the first half of it, then the second half of it").regions).toMatchObject([
      { inArgument: { start: 27, end: 48 } },
      { inArgument: { start: 0, end: 20 } },
    ])
  })
})

describe("an argument is looked through", () => {
  it.each([
    ["percent", "US13300000%30%31%32%31212121212", "percent"],
    ["percent, as UTF-8", "%EF%BC%B5S133000000121212121212", "percent"],
    ["a form's plus", "US133000000121+212121212", "form"],
    ["HTML's names", "US133000000&ZeroWidthSpace;121212121212", "html"],
    ["HTML's numbers", "&#85;S133000000&#x31;21212121212", "html"],
    ["HTML without semicolons", "&#85S133000000121212121212", "html"],
    ["JSON's escapes", "\\u0055S133000000\\n121212121212", "json"],
    ["JavaScript's escapes", "\\x55\\u{53}133000000121212121212", "json"],
    ["base64", "VVMxMzMwMDAwMDAxMjEyMTIxMjEyMTI=", "base64"],
    ["base64 in lines", "VVMxMzMwMDAw\r\nMDAxMjEyMTIxMjEy\r\nMTI=", "base64"],
    ["base64 with what isn't seen", "VVMxMzMwMDAw\u200bMDAxMjEyMTIxMjEyMTI=", "base64"],
    ["base64 of UTF-16", Buffer.from("US133000000121212121212", "utf16le").toString("base64"), "base64"],
    ["hex", "5553313333303030303030313231323132313231323132", "hex"],
    ["hex in pairs", "55:53:31:33:33:30:30:30:30:30:30:31:32:31:32:31:32:31:32:31:32:31:32", "hex"],
  ])("for %s", (_, argument, coding) => {
    const [first] = found(`(${argument})`)
    expect(first?.value).toBe("US133000000121212121212")
    expect(first?.through).toEqual([coding])
    expect(argument.replace(/A*=+$/, "")).toBe(first?.argument)
  })

  it("for base64url where its own letters are in it", () => {
    const value = "a note of ÿÿ>>>>???? for nobody at all"
    const argument = Buffer.from(value).toString("base64url")
    expect(argument).toMatch(/[-_]/)
    expect(found(argument, value)).toEqual([{ argument, value, through: ["base64url"] }])
  })

  it("and told without it where it stands as itself too", () => {
    const { regions } = indexOf(NOTE).find(`${NOTE} %20 \\n &amp; +`)
    expect(regions.map(({ through }) => through)).toEqual([[]])
  })

  it("twice and no more often", () => {
    const { percent, base64, hex } = encodings
    expect(found(percent(base64(NOTE)))[0]).toMatchObject({ value: NOTE, through: ["percent", "base64"] })
    expect(found(base64(hex(NOTE)))[0]).toMatchObject({ value: NOTE, through: ["base64", "hex"] })
    expect(found(hex(base64(hex(NOTE))))).toEqual([])
  })

  const text = fc
    .string({ unit: "grapheme", minLength: BOUNDS.least, maxLength: 60 })
    .map((any) => any.toWellFormed())
    .filter((any) => {
      const points = Array.from(any, (character) => character.codePointAt(0) ?? 0)
      const edges = [points.at(0) ?? 0x20, points.at(-1) ?? 0x20]
      return (folded(any, Infinity)?.units.length ?? 0) >= BOUNDS.least && edges.every((point) => foldOf(point) !== "")
    })
  const chain = fc.array(fc.constantFrom(...codingNames), { maxLength: 2 })
  const beside = fc.string({ unit: "binary", maxLength: 12 })

  it.prop([text, chain, beside, beside, fc.array(text, { maxLength: 3 })], { numRuns: 500 })(
    "and what is written in codings anywhere in it is found as a whole, among other texts",
    (value, through, before, after, others) => {
      const written = through.reduceRight((inner, coding) => encodings[coding](inner), value)
      const { regions, complete } = indexOf(...others, value).find(`${before}${written}${after}`)
      expect(complete).toBe(true)
      const start = before.length
      // What fills base64 up to four digits is none of the text; it may be written in another coding itself.
      const end = start + written.length - (through.some((coding) => coding === "base64") ? 2 * 6 : 0)
      const spans = regions.filter((one) => one.value === others.length).map(({ inArgument }) => inArgument)
      let reached = start
      for (const span of spans.toSorted((a, b) => a.start - b.start))
        if (span.start <= reached) reached = Math.max(reached, span.end)
      expect(reached).toBeGreaterThanOrEqual(end)
    },
  )
})

describe("attack: whatever an argument is", () => {
  const short = fc.string({ unit: fc.constantFrom(...Array.from("ab%41&;#\\u0x+=-_ \u200bé")), maxLength: 200 })

  it.prop([fc.array(short, { maxLength: 4 }), short])(
    "each region is the same letters on both sides",
    (texts, argument) => {
      const { regions, complete } = indexOf(...texts).find(argument)
      expect(complete).toBe(true)
      for (const { value, inValue, inArgument, through, letters } of regions) {
        const its = folded((texts[value] ?? "").slice(inValue.start, inValue.end), Infinity)?.units
        expect(its?.length).toBeGreaterThanOrEqual(letters)
        if (through.length === 0)
          expect(folded(argument.slice(inArgument.start, inArgument.end), Infinity)?.units).toEqual(its)
      }
    },
  )

  it.prop([fc.array(short, { maxLength: 4 }), short])("the answer depends on no secret", (texts, argument) => {
    const [one, other] = [textIndex<number>(), textIndex<number>(BOUNDS.least, new Uint32Array(BOUNDS.least))]
    texts.forEach((text, id) => [one.add(text, id), other.add(text, id)])
    expect(one.find(argument)).toEqual(other.find(argument))
  })
})

describe("attack: where it can't be looked at to its end, it is said so:", () => {
  it("a long argument", () => {
    const index = indexOf(NOTE)
    const room = BOUNDS.argument - NOTE.length
    expect(index.find(`${".".repeat(room)}${NOTE}`)).toMatchObject({ regions: [{ value: 0 }], complete: true })
    expect(index.find(`${".".repeat(room + 1)}${NOTE}`)).toEqual({ regions: [], complete: false, steps: 0 })
  })

  it("a full index, for good", () => {
    const index = textIndex<number>()
    expect(index.add("x".repeat(BOUNDS.indexed), 0)).toBe(true)
    expect(index.find(NOTE).complete).toBe(true)
    expect(index.add("x", 1)).toBe(false)
    expect(index.add("", 2)).toBe(false)
    expect(index.find(NOTE)).toMatchObject({ regions: [], complete: false })
  })

  it("a text whose letters are too many", () => {
    const index = textIndex<number>()
    expect(index.add("\ufdfa".repeat(BOUNDS.indexed / 15 + 1), 0)).toBe(false)
    expect(index.find(NOTE).complete).toBe(false)
  })

  it("too many values", () => {
    const index = textIndex<number>()
    for (let value = 0; value < BOUNDS.values; value += 1) index.add("", value)
    expect(index.find(NOTE).complete).toBe(true)
    expect(index.add("", 0)).toBe(false)
    expect(index.find(NOTE).complete).toBe(false)
  })

  it("what decodes to much, again and again", () => {
    const argument = `%41 \\n &amp; + \\\\ ${"x ".repeat(55_000)}`
    expect(indexOf(NOTE).find(argument)).toMatchObject({ regions: [], complete: false })
    expect(indexOf(NOTE).find(argument.slice(0, 40_000)).complete).toBe(true)
  })

  it("many regions, of which the longest are told", () => {
    const values = Array.from({ length: BOUNDS.regions + 1 }, (_, value) => NOTE.slice(0, 20 + (value % 30)))
    const { regions, complete } = indexOf(...values).find(NOTE)
    expect(regions).toHaveLength(BOUNDS.regions)
    expect(complete).toBe(false)
    expect(regions.map(({ letters }) => letters)).toEqual(
      regions.map(({ letters }) => letters).toSorted((a, b) => b - a),
    )
    expect(indexOf(...values.slice(1)).find(NOTE).complete).toBe(true)
  })
})

describe("attack: work", () => {
  const most = (argument: string) => BOUNDS.steps.units + BOUNDS.steps.each * argument.length
  /** Once what is longest was begun, it is ended. */
  const slack = (argument: string) => 8 * argument.length

  it.each([
    ["one letter", "a".repeat(200_000), "a".repeat(2_000)],
    ["two letters", "ab".repeat(100_000), "ab".repeat(1_000)],
    ["a row of a table", "id=1, name='somebody', sum=10; ".repeat(5_000), "id=1, name='somebody', sum=10; ".repeat(60)],
  ])("a text that repeats %s costs no more than one that doesn't", (_, text, argument) => {
    const index = indexOf(text)
    const { regions, complete, steps } = index.find(argument)
    expect(regions).toMatchObject([{ inArgument: { start: 0 } }])
    expect(complete).toBe(true)
    expect(steps).toBeLessThan(300 * argument.length)
    // To keep a gram it is compared with a few.
    expect(index.effort().compared).toBeLessThan(text.length + 2 * argument.length)
  })

  it("a gram that stands everywhere, and never goes on as the argument does, ends in no answer", () => {
    const gram = "https://www.ex"
    const text = Array.from({ length: 40_000 }, (_, index) => `${gram}${index.toString(36).padStart(5, "!")} `).join("")
    const argument = `${gram}ample.org `.repeat(100)
    const index = indexOf(text)
    const { complete, steps } = index.find(argument)
    expect(complete).toBe(false)
    expect(steps).toBeLessThan(most(argument) + slack(argument))
  })

  it("many values that have one text end in no answer", () => {
    const index = textIndex<number>()
    for (let value = 0; value < 20_000; value += 1) index.add(NOTE, value)
    const argument = NOTE.repeat(20)
    const { complete, steps, regions } = index.find(argument)
    expect(complete).toBe(false)
    expect(regions).toHaveLength(BOUNDS.regions)
    expect(steps).toBeLessThan(most(argument) + slack(argument))
    expect(index.effort().compared).toBeLessThan(20_000 * NOTE.length)
  })

  it("what has nothing in common costs the same against much as against little", () => {
    const text = (length: number) => Array.from({ length }, (_, index) => `${index * 7919} `).join("")
    const argument = "The quick brown fox jumps over the lazy dog, and goes on. ".repeat(30)
    const [little, much] = [indexOf(text(1_000)), indexOf(text(100_000))]
    const before = [little, much].map((index) => index.effort().compared)
    expect([little.find(argument).steps, much.find(argument).steps]).toEqual([0, 0])
    const after = [little, much].map((index) => index.effort().compared)
    for (const [index, compared] of after.entries())
      expect(compared - (before[index] ?? 0)).toBeLessThan(argument.length)
  })

  it("memory is a small multiple of the text", () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `${index * 7919} `).join("")
    expect(indexOf(text).effort().bytes).toBeLessThan(8 * text.length)
  })
})
