import { fc, it } from "@fast-check/vitest"
import { expect } from "vitest"
import { BOUNDS } from "../../../adapters/texts/bounds.ts"
import { grams } from "../../../adapters/texts/grams.ts"
import { type Match, search } from "../../../adapters/texts/search.ts"

/** From the left, whatever stands in the text and isn't covered, as far as it goes on anywhere in it: over all its substrings. */
const naive = (argument: string, value: string): readonly Pick<Match, "start" | "length">[] => {
  const matches: Pick<Match, "start" | "length">[] = []
  let covered = 0
  for (let start = 0; start + BOUNDS.least <= argument.length; start += 1) {
    if (start < covered) continue
    let length = argument.length - start
    while (length >= BOUNDS.least && !value.includes(argument.slice(start, start + length))) length -= 1
    if (length < BOUNDS.least) continue
    matches.push({ start, length })
    covered = start + length - BOUNDS.least + 1
  }
  return matches
}

const unitsOf = (text: string) => Uint16Array.from(text, (letter) => letter.charCodeAt(0))
const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "a", "a", "b"), maxLength })
/** Pieces of the same few kinds on both sides, so that they have much in common. */
const pieces = fc
  .array(fc.oneof(letters(40), fc.constantFrom("abcdefghijklmnopqrst", "cdefghijklmnopqrstuv", "zz")), { maxLength: 8 })
  .map((all) => all.join(""))

it.prop([fc.array(pieces, { maxLength: 4 }), pieces], { numRuns: 2000 })(
  "what stands in texts is what a look at every substring finds",
  (values, argument) => {
    const index = grams(BOUNDS.least)
    for (const value of values) index.add(unitsOf(value))
    const work = { left: Infinity }
    const matches = search(unitsOf(argument), index, work)
    for (const [text, value] of values.entries()) {
      const its = matches.filter((match) => match.text === text)
      expect(its.map(({ start, length }) => ({ start, length }))).toEqual(naive(argument, value))
      for (const { start, length, at } of its)
        expect(value.slice(at, at + length)).toBe(argument.slice(start, start + length))
    }
  },
)

it.prop([fc.array(pieces, { maxLength: 4 }), pieces])("where all grams share one slot, too", (values, argument) => {
  const [one, other] = [grams(BOUNDS.least), grams(BOUNDS.least, new Uint32Array(BOUNDS.least))]
  for (const value of values) for (const index of [one, other]) index.add(unitsOf(value))
  const found = [one, other].map((index) => search(unitsOf(argument), index, { left: Infinity }))
  expect(found[0]).toEqual(found[1])
})
