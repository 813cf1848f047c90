/**
 * An index of texts that are trusted, which tells whether an argument stands in one of them as a whole: an account, an amount or a
 * name from the user's own message. It errs on one side. What it finds stands there; what it doesn't find may.
 */
import { BOUNDS } from "./bounds.ts"
import { beginsWhole, endsWhole } from "./edges.ts"
import { type Span, foldOf, folded, isSpace } from "./folded.ts"
import { keyed } from "./keyed.ts"
import { numberOf } from "./numbers.ts"
import { plain } from "./plain.ts"
import { roomFor } from "./room.ts"

/**
 * How it stands there: letter by letter; with other case, form (NFKC) or white space, so that a reader of the argument may see
 * something else than the user wrote (`10²` and `102`); or as the same number, written otherwise.
 */
export type Alike = "exactly" | "normalised" | "number"

export interface Whole<Id> {
  readonly value: Id
  readonly inValue: Span
  readonly alike: Alike
}

export interface Recognised<Id> {
  /** The one that is most alike; of those, the one that came last. */
  readonly whole: Whole<Id> | null
  /** False where a bound was met (`bounds.ts`) or the index was full: then it may stand there all the same. */
  readonly complete: boolean
}

const WORD = /^[\p{L}\p{N}]+/u
const LONGEST_KEY = 16

/** Whether there is white space in how this is written. */
const parts = (point: number): boolean => isSpace(point) || /\s/u.test(String.fromCodePoint(point).normalize("NFKD"))

/** The first word of what begins here, as it is compared, or the first letter where that is no word's. */
const keyAt = (text: string, start: number): string => {
  let key = ""
  for (let index = start; index < text.length && key.length < LONGEST_KEY;) {
    const point = text.codePointAt(index) ?? 0
    if (key !== "" && parts(point)) break
    const letters = foldOf(point)
    const [word = ""] = WORD.exec(letters) ?? []
    key += key === "" && word === "" ? letters.slice(0, 1) : word
    if (word.length < letters.length) break
    index += point > 0xffff ? 2 : 1
  }
  return key.slice(0, LONGEST_KEY)
}

/** Where these letters end that begin here, with the marks on the last of them; or nothing, where others stand here. */
const endOf = (text: string, start: number, letters: Uint16Array): number | undefined => {
  let [index, size] = [start, 0]
  for (; index < text.length; index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1) {
    const point = text.codePointAt(index) ?? 0
    if (size === letters.length && (isSpace(point) || foldOf(point) !== "")) break
    for (const letter of foldOf(point).split("")) {
      if (letters[size] !== letter.charCodeAt(0)) return undefined
      size += 1
    }
  }
  return size === letters.length ? index : undefined
}

const NUMBER = /\d(?:[\d.,'’]*\d)?/y
/** The number that stands here as a whole. */
const numberAt = (text: string, start: number): { readonly number: string; readonly end: number } | undefined => {
  NUMBER.lastIndex = start
  const [written] = NUMBER.exec(text) ?? []
  const number = written === undefined ? undefined : numberOf(written)
  if (written === undefined || number === undefined) return undefined
  const end = start + written.length
  return endsWhole(text, end) ? { number, end } : undefined
}

export const wholeIndex = <Id>() => {
  const kept: { readonly id: Id; readonly text: string; readonly from: number }[] = []
  const words = keyed()
  const numbers = keyed()
  const room = roomFor()
  let length = 0

  /** The value of a place among all, and where in its text that is. */
  const at = (place: number) => {
    let [low, high] = [0, kept.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((kept[middle]?.from ?? 0) <= place) low = middle
      else high = middle - 1
    }
    const value = kept[low]
    if (value === undefined) throw new RangeError("no such place")
    return { ...value, start: place - value.from }
  }

  const byLetters = (argument: string): Recognised<Id> => {
    const { units } = folded(argument, Infinity) ?? {}
    if (units === undefined || units.length === 0) return { whole: null, complete: true }
    const key = keyAt(argument, 0)
    const wanted = plain(argument)
    let left: number = BOUNDS.candidates
    let alike: Whole<Id> | null = null
    for (const place of words.placesOf(key)) {
      const { id, text, start } = at(place)
      if (keyAt(text, start) !== key) continue
      if (left === 0) return { whole: alike, complete: false }
      left -= 1
      const end = endOf(text, start, units)
      if (end === undefined || !endsWhole(text, end)) continue
      const written = text.slice(start, end)
      if (written === argument)
        return { whole: { value: id, inValue: { start, end }, alike: "exactly" }, complete: true }
      if (plain(written) === wanted) alike ??= { value: id, inValue: { start, end }, alike: "normalised" }
    }
    return { whole: alike, complete: true }
  }

  const byNumber = (argument: string): Recognised<Id> => {
    const wanted = numberOf(argument)
    if (wanted === undefined) return { whole: null, complete: true }
    let left: number = BOUNDS.candidates
    for (const place of numbers.placesOf(wanted)) {
      const { id, text, start } = at(place)
      const found = numberAt(text, start)
      if (found?.number === wanted)
        return { whole: { value: id, inValue: { start, end: found.end }, alike: "number" }, complete: true }
      // Only a longer number that begins as this one does.
      if (left === 0) return { whole: null, complete: false }
      left -= 1
    }
    return { whole: null, complete: true }
  }

  return {
    /** Adds the text of a value. False where there is no room for it, as in the index of regions. */
    add: (text: string, id: Id): boolean => {
      if (!room.take(text.length)) return false
      kept.push({ id, text, from: length })
      for (let start = 0; start < text.length;) {
        const point = text.codePointAt(start) ?? 0
        if (foldOf(point) !== "" && beginsWhole(text, start)) {
          words.add(keyAt(text, start), length + start)
          const found = numberAt(text, start)
          if (found !== undefined) numbers.add(found.number, length + start)
        }
        start += point > 0xffff ? 2 : 1
      }
      length += text.length
      return true
    },

    /** Whether the argument as a whole stands in one of the texts, as a whole there too. It is not decoded. */
    occursWhole: (argument: string): Recognised<Id> => {
      if (argument.length > BOUNDS.whole) return { whole: null, complete: false }
      const found = byLetters(argument)
      const { whole, complete } = found.whole === null ? byNumber(argument.trim()) : found
      return { whole, complete: complete && found.complete && !room.isFull() }
    },
  }
}
export type WholeIndex<Id> = ReturnType<typeof wholeIndex<Id>>
