/** The codings that are looked through: one list. Each reads what may be written in it, wherever it stands, and leaves the rest. */
import { DecodingMode, HtmlEntityDecoder } from "entities/decode"
import { type Run, alphabet, readDigits, runsOf } from "./digits.ts"
import { readUtf8 } from "./utf8.ts"
import { type Taking, type Written, taking } from "./written.ts"

type Read = (of: Written) => readonly Written[]

/** Reads each match of a pattern, and copies what stands between. */
const reading =
  (pattern: RegExp, read: (match: RegExpExecArray, to: Taking) => void): Read =>
  (of) => {
    const to = taking(of)
    let copied = 0
    for (const match of of.text.matchAll(pattern)) {
      to.copy(copied, match.index)
      read(match, to)
      copied = match.index + match[0].length
    }
    if (copied === 0) return []
    to.copy(copied, of.text.length)
    return [to.taken()]
  }

/** RFC 3986 §2.1: bytes of UTF-8. */
const readPercents = ({ 0: percents, index }: RegExpExecArray, { take }: Taking): void => {
  const bytes = Array.from({ length: percents.length / 3 }, (_, byte) =>
    Number.parseInt(percents.slice(3 * byte + 1, 3 * byte + 3), 16),
  )
  readUtf8(bytes, (point, start, end) => {
    take(point, index + 3 * start, index + 3 * end)
  })
}
const percent = reading(/(?:%[0-9a-f]{2})+/gi, readPercents)

/** As forms are sent: a plus is a space, which is left out of comparisons. */
const form: Read = (of) =>
  of.text.includes("+")
    ? reading(/(?:%[0-9a-f]{2})+|\++/gi, (match, to) => {
        if (match[0].startsWith("%")) readPercents(match, to)
      })(of)
    : []

/** HTML §13.2.5.72, without a semicolon too. */
const html: Read = (of) => {
  const { text } = of
  const to = taking(of)
  let copied = 0
  for (let start = text.indexOf("&"); start >= 0; start = text.indexOf("&", Math.max(copied, start + 1))) {
    const read: number[] = []
    let consumed = 0
    const decoder = new HtmlEntityDecoder((point, length) => {
      read.push(point)
      consumed = length
    })
    decoder.startEntity(DecodingMode.Legacy)
    if (decoder.write(text, start + 1) < 0) decoder.end()
    if (consumed === 0) continue
    to.copy(copied, start)
    for (const point of read) to.take(point, start, start + consumed)
    copied = start + consumed
  }
  if (copied === 0) return []
  to.copy(copied, text.length)
  return [to.taken()]
}

/** RFC 8259 §7, and what JavaScript adds. Halves of a pair meet in what is taken. */
const NAMED: Readonly<Record<string, number>> = { b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b, 0: 0 }
const readEscape = (
  { 0: escape, 1: four, 2: braced, 3: two, 4: named = "", index }: RegExpExecArray,
  { take }: Taking,
): void => {
  const digits = four ?? braced ?? two
  const point = digits === undefined ? (NAMED[named] ?? named.charCodeAt(0)) : Number.parseInt(digits, 16)
  take(point, index, index + escape.length)
}
const NUMERIC = "\\\\(?:u([0-9a-f]{4})|u\\{0*([0-9a-f]{1,5}|10[0-9a-f]{4})\\}|x([0-9a-f]{2})|"
const strictly = reading(new RegExp(`${NUMERIC}([^ux]))`, "gi"), readEscape)
/** With a backslash that stands before an escape as itself: where one escaped itself can't be told without the beginning. */
const loosely = reading(new RegExp(`${NUMERIC}([^ux\\\\]))`, "gi"), readEscape)
const json: Read = (of) => [...strictly(of), ...(of.text.includes("\\\\") ? loosely(of) : [])]

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
/** RFC 4648 §4 and §5 in one: a run of digits is in either. */
const BASE64 = alphabet(6, [`${LETTERS}+/`, `${LETTERS}-_`], 4, "")
const HEX = alphabet(4, ["0123456789abcdef", "0123456789ABCDEF"], 2, ":,-")

const isForUrls = (text: string, { digits, at }: Run): boolean =>
  digits.some((digit, index) => digit > 61 && "-_".includes(text.charAt(at[index] ?? 0)))

/** Runs are looked for once, and each is of one of the two. */
const base64 = (of: Written): readonly Reading[] => {
  const runs = Map.groupBy(runsOf(of.text, BASE64), (run) => (isForUrls(of.text, run) ? "base64url" : "base64"))
  return [...runs].flatMap(([coding, its]) => readDigits(of, its, BASE64).map((written) => ({ coding, written })))
}

export type Coding = "percent" | "form" | "html" | "json" | "base64" | "base64url" | "hex"

/** What a text says in one coding. */
export interface Reading {
  readonly coding: Coding
  readonly written: Written
}

const as =
  (coding: Coding, read: Read) =>
  (of: Written): readonly Reading[] =>
    read(of).map((written) => ({ coding, written }))

const readers: readonly ((of: Written) => readonly Reading[])[] = [
  as("percent", percent),
  as("form", form),
  as("html", html),
  as("json", json),
  base64,
  as("hex", (of) => readDigits(of, runsOf(of.text, HEX), HEX)),
]

/** All that a text may say in some coding, one after the other: whoever has enough asks for no more. */
export function* readings(of: Written): Generator<Reading> {
  for (const read of readers) yield* read(of)
}
