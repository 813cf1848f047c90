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

/** All of the text, however long: for whoever answers for all of it. Lines end where the text's do, and it is ten times as long at the most. */
export const shownWhole = (text: string): string => {
  const mixed = mixedWords(text)
  const pieces: string[] = []
  let [told, word] = [0, 0]
  for (const { 0: match, index, groups } of text.matchAll(NAMED)) {
    while (word < mixed.length && (mixed[word]?.end ?? 0) <= index) word += 1
    const isLetter = groups?.["letter"] !== undefined
    if (isLetter && (mixed[word]?.start ?? Infinity) > index) continue
    pieces.push(text.slice(told, index), isLetter ? match : "", names(match))
    told = index + match.length
  }
  const named = `${pieces.join("")}${text.slice(told)}`
  return named
    .replace(AGAIN, (match: string, name: string) => counted(name, match.length / name.length))
    .replace(BLANKS, (blanks) =>
      blanks.startsWith("\n") ? `\n${counted(names("\n"), blanks.length - 2)}\n` : counted(names(" "), blanks.length),
    )
}

/** The same, of a long text its beginning: the rest is counted. */
export const shown = (text: string): string => {
  if (text.length <= BOUNDS.shown) return shownWhole(text)
  // Not within a pair: half of it would be named as something else.
  const end = (text.codePointAt(BOUNDS.shown - 1) ?? 0) > 0xffff ? BOUNDS.shown - 1 : BOUNDS.shown
  return `${shownWhole(text.slice(0, end))}⟦${text.length - end} more⟧`
}
