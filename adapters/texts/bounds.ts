/**
 * Every bound on what is compared, and what happens at it. Texts and arguments come from somebody who would like this to take long,
 * to take memory, or to find nothing: each is bounded, and what could not be looked at to its end is answered as such.
 */
export const BOUNDS = {
  /**
   * A region has so many letters at least (UTF-16 units as folded: what is left out of comparisons counts for nothing, a Hangul
   * syllable for two or three). What is shorter is no evidence. How often a region says nothing is in docs/text-evidence.md.
   */
  least: 16,
  /** An index may be asked for shorter or longer ones, within these: below, regions say nothing, and decoding costs more. */
  leastOfAll: 12,
  mostOfLeast: 64,
  /** All texts of an index, as they came and as folded. The next one is not added, and no answer is complete from then on. */
  indexed: 16 * 1024 * 1024,
  /** The texts of an index, however short: as above. */
  values: 65_536,
  /** A longer argument is not looked at: nothing is found in it, and the answer is not complete. */
  argument: 256 * 1024,
  /** What an argument may decode to in all, in units and in units for each of its own: the rest is not looked at, not complete. */
  decoded: { units: 1024 * 1024, each: 16 },
  /** Codings within each other. What is written in more of them is not found, and nothing says so. */
  nesting: 2,
  /** Comparisons of one search, in all and for each unit of the argument. Then it ends with what it has, not complete. */
  steps: { units: 128 * 1024, each: 32 },
  /** Where a text has one gram more often, and a region is found: the longest of so many places is taken, and the answer is complete. */
  places: 64,
  /** The longest are told. Where there are more, the answer is not complete. */
  regions: 256,
  /** A longer argument is not looked for as a whole: not found, not complete. */
  whole: 1024,
  /** Places that begin as the argument does. After so many it is not found, and the answer is not complete. */
  candidates: 4096,
  /** Of a longer text only so much is shown, and how much is missing. */
  shown: 16_384,
} as const
