/**
 * Where something in a text begins and ends as a whole: a word or a number does, a part of one doesn't. Whoever relies on what stands
 * there as a whole is misled by a part, so that only what surely separates counts: white space, and quotes, brackets, signs of currency
 * and the signs at a sentence's end, where white space is beyond them. A point, a sign or a slash that goes on is a part of the whole:
 * `10` stands in none of `2010`, `10.50`, `-10`, `10%`, `2022-01-10` and `x/10`.
 */
import { foldOf, isSpace } from "./folded.ts"

const OPENING = /[\p{Ps}\p{Pi}"'`$€£¥¿¡]/u
const CLOSING = /[\p{Pe}\p{Pf}"'`$€£¥.,;:!?…]/u
/** What is in a word for certain, and most of a text. */
const WITHIN = /[A-Za-z0-9]/
const LINE = /[\n\r\u000b\u000c\u0085\u2028\u2029]/
const DIGIT = /^\p{Nd}$/u

/** No more of them stand between a whole and the white space around it. */
const MOST = 8

/** The code point before and after a place. */
const pointBefore = (text: string, index: number): number => {
  const point = text.codePointAt(index - 2)
  return index > 1 && point !== undefined && point > 0xffff ? point : text.charCodeAt(index - 1)
}
const pointAfter = (text: string, index: number): number => text.codePointAt(index) ?? 0
const isDigit = (point: number): boolean => DIGIT.test(foldOf(point))

const SIGN = /[-+−±]/

/** What stands beyond the white space on one side, as one code point: nothing where a line or the text ends first. */
const beyond = (text: string, index: number, step: -1 | 1): string => {
  const next = step < 0 ? pointBefore : pointAfter
  for (let at = index; at > 0 && at < text.length && Math.abs(at - index) < MOST; at += step) {
    const point = String.fromCodePoint(next(text, at))
    if (LINE.test(point)) return ""
    if (!isSpace(next(text, at))) return point
  }
  return ""
}

/** A code and nothing before it, as in `EUR100`: those that are no word of any kind besides. */
const CURRENCY = /(?:^|[\s([{"'])(?:AUD|CAD|CHF|CNY|CZK|DKK|EUR|GBP|INR|JPY|NOK|NZD|PLN|SEK|USD)$/

/** Before this place, a token with a letter in it whose digits at the end are more than any group of a number has: it is no number's beginning. */
const LONG_TOKEN = /[A-Za-z][A-Za-z0-9]*\d{5}$/
const LONGEST_TOKEN = 64

const endsLongToken = (text: string, end: number): boolean =>
  LONG_TOKEN.test(text.slice(Math.max(0, end - LONGEST_TOKEN), end).trimEnd())

/** A number goes on over a space, as in `10 000`, and has its sign beyond one. Lines part numbers. */
export const beginsWhole = (text: string, start: number): boolean => {
  const isAmount = isDigit(pointAfter(text, start)) && CURRENCY.test(text.slice(Math.max(0, start - 4), start))
  if (!isAmount && start > 0 && WITHIN.test(text.charAt(start - 1))) return false
  let index = isAmount ? start - 3 : start
  for (let passed = 0; index > 0; passed += 1) {
    const point = pointBefore(text, index)
    if (isSpace(point)) break
    if (passed === MOST || !OPENING.test(String.fromCodePoint(point))) return false
    index -= point > 0xffff ? 2 : 1
  }
  if (!isDigit(pointAfter(text, start))) return true
  const before = beyond(text, index, -1)
  return !SIGN.test(before) && !(index === start && isDigit(before.codePointAt(0) ?? 0) && !endsLongToken(text, start))
}

export const endsWhole = (text: string, end: number): boolean => {
  let index = end
  for (let passed = 0; index < text.length; passed += 1) {
    const point = pointAfter(text, index)
    if (isSpace(point)) break
    if (passed === MOST || !CLOSING.test(String.fromCodePoint(point))) return false
    index += point > 0xffff ? 2 : 1
  }
  return !(index === end && isDigit(pointBefore(text, end)) && isDigit(beyond(text, index, 1).codePointAt(0) ?? 0))
}
