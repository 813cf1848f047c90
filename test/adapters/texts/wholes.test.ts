import { fc, it } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { BOUNDS } from "../../../adapters/texts/bounds.ts"
import { beginsWhole, endsWhole } from "../../../adapters/texts/edges.ts"
import { foldOf, isSpace } from "../../../adapters/texts/folded.ts"
import { plain } from "../../../adapters/texts/plain.ts"
import { wholeIndex } from "../../../adapters/texts/wholes.ts"

const indexOf = (...texts: readonly string[]) => {
  const index = wholeIndex<number>()
  texts.forEach((text, id) => {
    if (!index.add(text, id)) throw new Error("full")
  })
  return index
}
const recognised = (argument: string, text: string) => {
  const { whole, complete } = indexOf(text).occursWhole(argument)
  expect(complete).toBe(true)
  return whole && [whole.alike, text.slice(whole.inValue.start, whole.inValue.end)]
}

const MESSAGE =
  "Please pay $1,000.00 to GB29NWBK60161331926819 (that is ‘Müller & Söhne’), and 98.70 to bob; see bill-december-2023.txt!"

describe("what stands in the user's own words is recognised", () => {
  it.each([
    "GB29NWBK60161331926819",
    "bob",
    "bill-december-2023.txt",
    "Müller & Söhne",
    "98.70",
    "1,000.00",
    "98.70 to bob",
  ])("exactly: %s", (argument) => {
    expect(recognised(argument, MESSAGE)).toEqual(["exactly", argument])
  })

  it.each([
    ["gb29nwbk60161331926819", "GB29NWBK60161331926819"],
    ["Mu\u0308ller  &\nsöhne", "Müller & Söhne"],
    ["ＢＯＢ", "bob"],
    ["bo\u200bb", "bob"],
    [" bob ", "bob"],
  ])("normalised, which is told: %j", (argument, written) => {
    expect(recognised(argument, MESSAGE)).toEqual(["normalised", written])
  })

  it.each([
    ["1000", "1,000.00"],
    ["98.7", "98.70"],
    ["98,7", "98.70"],
  ])("as the same number: %s", (argument, written) => {
    expect(recognised(argument, MESSAGE)).toEqual(["number", written])
  })

  it("as it is most alike, and where it came last", () => {
    const { whole } = indexOf("bob and Bob", "to Bob", "BOB").occursWhole("Bob")
    expect(whole).toEqual({ value: 1, inValue: { start: 3, end: 6 }, alike: "exactly" })
    expect(indexOf("bob", "bob").occursWhole("Bob").whole?.value).toBe(1)
  })
})

describe("attack: a part is not what the user said:", () => {
  it.each([
    [
      "10",
      "in 2010, 10.50, 10,000, -10, +10, 10%, #10, 2022-01-10, 12:10, x10, 10x, 1e10, x/10, 10/x, .10, 10², and ½10",
    ],
    ["10", "10 000"],
    ["000", "10 000"],
    ["10", "10\u00a0000"],
    ["10", "- 10"],
    ["102", "10²"],
    ["bob", "bobby, bob-2, bob@example.org, x.bob, bob.x, bob_, bob's, @bob, ~bob, bob/x, bo\u0308b, bob\u0301"],
    ["evil.com", "x.evil.com evil.com.org evil.com/x http://evil.com"],
    ["etc", "/etc etc/ .etc"],
    ["Muller", "Müller"],
    ["newyork", "new york"],
    ["new york", "newyork"],
    ["O", "O'Brien"],
    ["pаypal", "paypal"],
    ["", "a b"],
    [" ", "a b"],
    ["\u200b", "a \u200b b"],
  ])("%j in %j", (argument, text) => {
    const { whole } = indexOf(text).occursWhole(argument)
    // `10²` is alike, where nobody looks how: what it is told as has to be asked for.
    if (argument === "102") expect(whole?.alike).toBe("normalised")
    else expect(whole).toBeNull()
  })

  it("what is written in a coding is not looked through", () => {
    expect(recognised("bob", "Ym9i and %62ob")).toBeNull()
    expect(recognised("Ym9i", "bob")).toBeNull()
  })

  it("a number that could be two is the same only as it stands", () => {
    expect(recognised("1000", "pay 1,000 now")).toBeNull()
    expect(recognised("1", "pay 1.000 now")).toBeNull()
    expect(recognised("1,000", "pay 1,000 now")).toEqual(["exactly", "1,000"])
  })
})

describe("what parts words", () => {
  it.each([
    "(bob)",
    "“bob”",
    "'bob'.",
    "bob, x",
    "bob?!",
    "x\nbob\n",
    "[bob];",
    "`bob`",
    "¿bob?",
    "x\u3000bob",
    '("bob")',
  ])("lets it stand as a whole: %j", (text) => {
    expect(recognised("bob", text)).toEqual(["exactly", "bob"])
  })
  it.each(["€10", "10€", "$10.", "(10)", "5\n10", "10\n5", "10, 20", "a 10 b"])("lets a number: %j", (text) => {
    expect(recognised("10", text)).toEqual(["exactly", "10"])
  })
})

const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...Array.from("aàA1０2.,'-( )$\u200b\u0301 \n½ß´")), maxLength }),
    fc.string({ unit: "binary", maxLength: maxLength / 2 }),
  )

/** Every place where the argument stands as a whole, alike. What has no letter begins none, and marks belong to the letter before. */
const naive = (argument: string, whole: string): readonly string[] => {
  if (Array.from(argument).every((character) => foldOf(character.codePointAt(0) ?? 0) === "")) return []
  const edges = [0]
  for (const character of whole) edges.push((edges.at(-1) ?? 0) + character.length)
  const pointAt = (index: number) => whole.codePointAt(index) ?? 0
  const begins = (index: number) => index < whole.length && foldOf(pointAt(index)) !== "" && beginsWhole(whole, index)
  const ends = (index: number) => {
    const before = edges
      .filter((edge) => edge < index)
      .findLast((edge) => isSpace(pointAt(edge)) || foldOf(pointAt(edge)) !== "")
    return before !== undefined && !isSpace(pointAt(before)) && endsWhole(whole, index)
  }
  const starts = edges.filter(begins)
  return starts.flatMap((start) =>
    edges
      .filter((end) => end > start && plain(whole.slice(start, end)) === plain(argument) && ends(end))
      .map((end) => `${start}-${end}`),
  )
}

it.prop([text(40), text(6)], { numRuns: 3000 })(
  "is found exactly where a look at every part of the text finds it",
  (whole, argument) => {
    const { whole: found } = indexOf(whole).occursWhole(argument)
    const wanted = naive(argument, whole)
    if (found === null || found.alike === "number") expect(wanted).toEqual([])
    else expect(wanted).toContain(`${found.inValue.start}-${found.inValue.end}`)
  },
)

it.prop(
  [
    fc.array(fc.constantFrom("a", "b", "10", "1,000.00", "1000", " ", "\n", ".", "(", ")", "-"), { maxLength: 20 }),
    fc.constantFrom("a", "b", "10", "1000", "a b", "1,000.00"),
  ],
  { numRuns: 2000 },
)("of a few words, too", (parts, argument) => {
  const whole = parts.join("")
  const { whole: found } = indexOf(whole).occursWhole(argument)
  const wanted = naive(argument, whole)
  if (found === null || found.alike === "number") expect(wanted).toEqual([])
  else expect(wanted).toContain(`${found.inValue.start}-${found.inValue.end}`)
})

describe("attack: where it can't be looked at to its end, it is said so:", () => {
  it("a long argument", () => {
    const argument = "x".repeat(BOUNDS.whole)
    expect(indexOf(argument).occursWhole(argument).whole?.alike).toBe("exactly")
    expect(indexOf(`${argument}x`).occursWhole(`${argument}x`)).toEqual({ whole: null, complete: false })
  })

  it("a full index, for good", () => {
    const index = wholeIndex<number>()
    expect(index.add(" ".repeat(BOUNDS.indexed - 3), 0)).toBe(true)
    expect(index.add("bob", 1)).toBe(true)
    expect(index.occursWhole("bob").complete).toBe(true)
    expect(index.add("x", 2)).toBe(false)
    expect(index.occursWhole("bob")).toMatchObject({ whole: { value: 1 }, complete: false })
  })

  it("a word that many places begin with", () => {
    const index = indexOf("the first thing", "the other ".repeat(BOUNDS.candidates))
    expect(index.occursWhole("the first thing")).toEqual({ whole: null, complete: false })
    const one = indexOf("the first thing", "the other ".repeat(BOUNDS.candidates - 1))
    expect(one.occursWhole("the first thing").whole?.alike).toBe("exactly")
  })
})

describe("a number beside something else", () => {
  const finds = (text: string, argument: string): boolean => {
    const index = wholeIndex<string>()
    index.add(text, "said")
    return index.occursWhole(argument).whole !== null
  }

  it.each([
    ["pay GB29NWBK60161331926819 100", "100"],
    ["pay EUR100 to bob", "100"],
    ["pay (USD12.50) to bob", "12.50"],
  ])("is a whole where nothing goes on: %s", (text, argument) => {
    expect(finds(text, argument)).toBe(true)
  })

  it.each([
    ["pay 10 000 to bob", "000"],
    ["pay EUR1 500 to bob", "500"],
    ["pay EUR1 500 to bob", "1"],
    ["pay 1234567 500 to bob", "500"],
    ["pay NEUR100 to bob", "100"],
    ["pay ABC100 to bob", "100"],
    ["pay -EUR100 to bob", "100"],
    ["pay A1 500 to bob", "500"],
  ])("is none where it is a part: %s has no %s", (text, argument) => {
    expect(finds(text, argument)).toBe(false)
  })
})
