/**
 * A text as it is, for a person who has to judge it: what isn't seen is named, and so is what looks like something else. Nothing is
 * normalised, and the text could be told from what is shown. What is named stands in `⟦…⟧`, and where those stand in the text they
 * are named too, so that no text can name anything by itself.
 */
import { UNSAFE } from "../printable.ts"
import { BOUNDS } from "./bounds.ts"
import { mixedWords } from "./scripts.ts"

const names = (characters: string): string =>
  Array.from(
    characters,
    (character) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟧`,
  ).join("")

/** Line ends stay, and so do blanks: many of either would move the rest out of sight, and are counted. */
const NAMED = new RegExp(`(?!\\n)(?:${UNSAFE.source})|[⟦⟧]|(?<letter>(?!\\p{ASCII})\\p{L})`, "gu")
const AGAIN = /(⟦U\+[\dA-F]+⟧)\1+/g
const BLANKS = / {9,}|\n{4,}/g

const counted = (name: string, times: number): string => name.replace("⟧", ` ×${times}⟧`)

/** Lines end where the text's do. It is ten times as long as the text at the most, and of a long one the rest is counted. */
export const shown = (text: string): string => {
  const short = text.length > BOUNDS.shown
  // Not within a pair: half of it would be named as something else.
  const end = short && (text.codePointAt(BOUNDS.shown - 1) ?? 0) > 0xffff ? BOUNDS.shown - 1 : BOUNDS.shown
  const part = text.slice(0, end)
  const mixed = mixedWords(part)
  const pieces: string[] = []
  let [told, word] = [0, 0]
  for (const { 0: match, index, groups } of part.matchAll(NAMED)) {
    while (word < mixed.length && (mixed[word]?.end ?? 0) <= index) word += 1
    const isLetter = groups?.["letter"] !== undefined
    if (isLetter && (mixed[word]?.start ?? Infinity) > index) continue
    pieces.push(part.slice(told, index), isLetter ? match : "", names(match))
    told = index + match.length
  }
  const named = `${pieces.join("")}${part.slice(told)}`
  const whole = named
    .replace(AGAIN, (match: string, name: string) => counted(name, match.length / name.length))
    .replace(BLANKS, (blanks) =>
      blanks.startsWith("\n") ? `\n${counted(names("\n"), blanks.length - 2)}\n` : counted(names(" "), blanks.length),
    )
  return short ? `${whole}⟦${text.length - end} more⟧` : whole
}
