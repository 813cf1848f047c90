/** Which runs of one text's letters stand in the texts that were added. */
import { BOUNDS } from "./bounds.ts"
import { type Grams, NONE, type Place, STRIDE } from "./grams.ts"

/** Letters that are the same on both sides. */
export interface Match {
  /** The text, by its number. */
  readonly text: number
  /** Of what was searched, its first letter. */
  readonly start: number
  readonly length: number
  /** Of the text, the first letter. */
  readonly at: number
}

/** What a search may still do, in comparisons. */
export interface Work {
  left: number
}

/**
 * Of each text the fewest runs that cover all that stands in it: from the left the first run of the least length that no earlier
 * one covers, as far as it goes on anywhere in that text. It ends early where there is no work left.
 *
 * INVARIANT: a run of so many letters that stands in a text has one of the grams there that are kept, within its first four letters.
 */
export const search = (units: Uint16Array, within: Grams, work: Work): readonly Match[] => {
  const matches: Match[] = []
  const last = units.length - within.least
  if (last < 0) return matches
  const lists = new Int32Array(units.length - within.gram + 1)
  for (let from = 0; from < lists.length; from += 1) lists[from] = within.listOf(units, from)
  /** By text, up to where a run may begin and is covered. */
  const covered = new Map<number, number>()

  /** How far the letters from here on are the same, where they are the same further than so far. */
  const further = (start: number, others: Uint16Array, at: number, than: number): number => {
    if (at < 0 || at + than >= others.length || start + than >= units.length) return 0
    if (units[start + than] !== others[at + than]) return 0
    let length = 0
    while (
      start + length < units.length &&
      at + length < others.length &&
      units[start + length] === others[at + length]
    )
      length += 1
    work.left -= length
    return length > than ? length : 0
  }

  /** The longest of the runs in one text that begin so many letters before one of these places. */
  const longest = (text: number, list: Place, start: number, ahead: number, known: Match | undefined) => {
    const others = within.unitsOf(text)
    let best = known
    let looked = 0
    for (let place = list; place !== NONE && work.left > 0; place = within.placeAfter(place)) {
      work.left -= 1
      const at = within.offsetOf(place, text) - ahead
      const length = further(start, others, at, best?.length ?? within.least - 1)
      if (length > 0) best = { text, start, length, at }
      looked += 1
      if (looked >= BOUNDS.places && best !== undefined) break
    }
    return best
  }

  const found = new Map<number, Match>()
  for (let start = 0; start <= last && work.left > 0; start += 1) {
    for (let ahead = 0; ahead < STRIDE; ahead += 1) {
      const from = start + ahead
      for (
        let list = lists[from] ?? NONE;
        list !== NONE && work.left > 0;
        list = within.listBefore(list, units, from)
      ) {
        work.left -= 1
        const text = within.textOf(list)
        if ((covered.get(text) ?? 0) > start) continue
        const match = longest(text, list, start, ahead, found.get(text))
        if (match !== undefined) found.set(text, match)
      }
    }
    for (const match of found.values()) {
      matches.push(match)
      covered.set(match.text, start + match.length - within.least + 1)
    }
    found.clear()
  }
  return matches
}
