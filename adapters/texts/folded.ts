/**
 * A text as it is compared: by the letters that it has, whatever their case, width and form (NFKC), and without all that a reader
 * doesn't see or that stands between letters: white space, marks, controls, zero-width and bidi characters.
 *
 * Compatibility decompositions are used and not compositions. Two texts have one NFKC exactly when they have one NFKD (UAX #15), and
 * without marks no code point's NFKD depends on its neighbours: a text stands in another wherever its letters do.
 */

/** White space; of it, a run counts as one. */
const SPACE = /[\p{White_Space}]/u

/** What is left out of a comparison, the sign for what was no text among it. */
const DROPPED =
  /[\p{White_Space}\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffd]/gu

/** By way of capitals: `ß` and `ẞ` are `ss`, and a final sigma is a sigma (Unicode's full case folding, and a little more). */
const withoutCase = (text: string): string =>
  Array.from(text.normalize("NFKD"), (letter) => letter.toUpperCase().toLowerCase())
    .join("")
    .replaceAll("ς", "σ")
    .normalize("NFKD")

/** A capital's decomposition may have case again, once: twice is the end of it, which a test shows of every code point. */
const compute = (point: number): string => withoutCase(withoutCase(String.fromCodePoint(point))).replace(DROPPED, "")

const ASCII = Uint16Array.from({ length: 128 }, (_, point) => compute(point).charCodeAt(0) || 0)

/** What was computed last, by the low bits of the code point: no text makes it grow. */
const REMEMBERED = 4096
const points = new Int32Array(REMEMBERED).fill(-1)
const folds = Array<string>(REMEMBERED).fill("")

/** The letters of one code point, none where it is left out. */
export const foldOf = (point: number): string => {
  const slot = point % REMEMBERED
  if (points[slot] !== point) {
    points[slot] = point
    folds[slot] = compute(point)
  }
  return folds[slot] ?? ""
}

export const isSpace = (point: number): boolean =>
  point < 128 ? point === 0x20 || (point >= 0x09 && point <= 0x0d) : SPACE.test(String.fromCodePoint(point))

/** How many units the code point has that begins with this one. */
const sizeOf = (point: number): number => (point > 0xffff ? 2 : 1)

/** Of so many units of a text each, how many letters came before. */
const EVERY = 256

export interface Folded {
  readonly text: string
  /** The letters, as UTF-16 units. */
  readonly units: Uint16Array
  /** How many letters come before the 0th, 256th, 512th … unit of the text. */
  readonly before: Uint32Array
}

/** A text's letters, unless there are more than `most`. */
export const folded = (text: string, most: number): Folded | undefined => {
  let units = new Uint16Array(Math.min(text.length, most))
  const before = new Uint32Array(Math.ceil(text.length / EVERY))
  let size = 0
  let blocks = 0
  for (let index = 0; index < text.length;) {
    if (index >= blocks * EVERY) {
      before[blocks] = size
      blocks += 1
    }
    const unit = text.charCodeAt(index)
    if (unit < 128) {
      const letter = ASCII[unit] ?? 0
      if (letter !== 0) {
        if (size === units.length) {
          if (size >= most) return undefined
          units = enlarged(units, size + 1, most)
        }
        units[size] = letter
        size += 1
      }
      index += 1
      continue
    }
    const point = text.codePointAt(index) ?? 0
    const letters = foldOf(point)
    if (size + letters.length > units.length) {
      if (size + letters.length > most) return undefined
      units = enlarged(units, size + letters.length, most)
    }
    for (let each = 0; each < letters.length; each += 1) units[size + each] = letters.charCodeAt(each)
    size += letters.length
    index += sizeOf(point)
  }
  return { text, units: units.length === size ? units : units.slice(0, size), before }
}

const enlarged = (units: Uint16Array, least: number, most: number) => {
  const larger = new Uint16Array(Math.min(most, Math.max(least, 2 * units.length)))
  larger.set(units)
  return larger
}

/** Half-open, in UTF-16 units: as `slice` takes it. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where a code point begins that this unit belongs to, or the next one where it is the second half of a pair. */
const beginning = (text: string, index: number): number =>
  index > 0 && (text.codePointAt(index - 1) ?? 0) > 0xffff ? index + 1 : index

/** The code point of a text that one of its letters comes from. */
const spanOf = ({ text, before }: Folded, letter: number): Span => {
  let [low, high] = [0, before.length - 1]
  // The last block with no more letters before it: of those that are left out there may be any number of blocks.
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((before[middle] ?? 0) <= letter) low = middle
    else high = middle - 1
  }
  let size = before[low] ?? 0
  for (let start = beginning(text, low * EVERY); start < text.length;) {
    const point = text.codePointAt(start) ?? 0
    const end = start + sizeOf(point)
    size += foldOf(point).length
    if (size > letter) return { start, end }
    start = end
  }
  throw new RangeError("a text has fewer letters")
}

/** Where a run of letters stands in the text: every code point that gave one of them. */
export const placeOf = (of: Folded, letters: Span): Span => ({
  start: spanOf(of, letters.start).start,
  end: spanOf(of, letters.end - 1).end,
})
