/** Texts that nobody wrote, in words of letters as common as in English: the same at each run. */

const LETTERS = "eeetttaaooiinnsshhrrddllucmfwypvbgk"

const draws = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % below
  }
}

/** So many characters of prose. */
const prose = (length: number, seed: number): string => {
  const draw = draws(seed)
  const words: string[] = []
  for (let size = 0; size < length;) {
    const letters = Array.from({ length: 2 + draw(9) }, () => LETTERS.charAt(draw(LETTERS.length))).join("")
    const word = `${letters}${draw(9) === 0 ? "." : ""}`
    words.push(word)
    size += word.length + 1
  }
  return words.join(" ").slice(0, length)
}

/** What one tool answers. */
const ANSWER = 20_000

/** So many characters of untrusted text, as tools' answers. */
export const answers = (length: number): readonly string[] =>
  Array.from({ length: Math.ceil(length / ANSWER) }, (_, answer) =>
    prose(Math.min(ANSWER, length - answer * ANSWER), answer + 1),
  )

const QUOTED = 60
/** An argument of so many characters, which has a sentence of this text in the middle of its own. */
export const quoting = (length: number, text: string): string => {
  const own = prose(length - QUOTED, 0x7fff_ffff)
  return `${own.slice(0, own.length / 2)}${text.slice(100, 100 + QUOTED)}${own.slice(own.length / 2)}`
}
