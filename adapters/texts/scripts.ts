/** Words that are written in letters of several scripts, as `pаypal` is: its second letter is Cyrillic. */

/** Scripts that are written together, also within a word: UTS #39 §5.2, highly restrictive. Latin may stand beside each of these. */
const TOGETHER = [
  ["Han", "Hiragana", "Katakana"],
  ["Han", "Bopomofo"],
  ["Han", "Hangul"],
] as const

/** Those whose letters are taken for others. What is of none of them counts as one more, mathematical letters among it. */
const SCRIPTS = [
  ...["Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Cherokee", "Coptic", "Hebrew", "Arabic", "Thai"],
  ...["Devanagari", "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"],
].map((name) => ({ name, has: new RegExp(`\\p{Script_Extensions=${name}}`, "u") }))

const scriptsOf = (letter: string): readonly string[] => {
  const names = SCRIPTS.filter(({ has }) => has.test(letter)).map(({ name }) => name)
  return names.length === 0 ? ["other"] : names
}

/** Letters with what belongs to them, the invisible among it: a zero-width space ends no word that somebody sees. */
const WORD = /[\p{L}\p{M}\p{N}_\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu
const LETTER = /\p{L}/gu

const isMixed = (word: string): boolean => {
  const letters = (word.match(LETTER) ?? []).map(scriptsOf)
  const may = (allowed: readonly string[]) => letters.every((names) => names.some((name) => allowed.includes(name)))
  return ![...SCRIPTS.map(({ name }) => [name]), ["other"], ...TOGETHER.map((names) => ["Latin", ...names])].some(may)
}

/** Where such words stand, in order. */
export const mixedWords = (text: string): readonly { readonly start: number; readonly end: number }[] =>
  Array.from(text.matchAll(WORD))
    .filter(([word]) => /[^\p{ASCII}]/u.test(word) && isMixed(word))
    .map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
