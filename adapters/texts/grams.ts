/**
 * Where runs of letters occur in many texts. Of each text every fourth gram is kept, a gram being so long that any region has one
 * of those in it. A gram's places in one text are a list of their own, so that a text which repeats itself is one entry.
 *
 * Grams are found by a multilinear hash, whose multipliers nobody outside knows: any two grams share one of 2^17 slots no more often
 * than by chance (Lemire and Kaser, Strongly universal string hashing is fast). What a slot has is compared letter by letter, and
 * what was met only by chance is counted nowhere: no answer depends on the multipliers.
 */
import { getRandomValues } from "node:crypto"
import { BOUNDS } from "./bounds.ts"

/** Every so many letters a gram of a text is kept. */
export const STRIDE = 4
/** The number of a place among all that are kept, from 1. */
export type Place = number
export const NONE = 0

const FIRST_SLOTS = 10

/**
 * @param least how many letters a run has that has to be found
 * @param multipliers odd or even, as they come; given in tests alone
 */
export const grams = (
  least: number,
  multipliers: Uint32Array = getRandomValues(new Uint32Array(BOUNDS.mostOfLeast)),
) => {
  /** So many letters are a gram: among the least in a row one begins at a multiple of the stride, and ends. */
  const gram = least - STRIDE + 1
  const texts: Uint16Array[] = []
  /** How many places were kept before each text. */
  const before: number[] = []
  let places = 0
  let lists = 0
  /** By slot, the first place of the newest list there. */
  let slots = new Int32Array(2 ** FIRST_SLOTS)
  let shift = 32 - FIRST_SLOTS
  /** By slot, which of eight finer slots have a list: most grams that nothing has are known by this byte. */
  let finer = new Uint8Array(2 ** FIRST_SLOTS)
  /** By place: of a list's first one, the next list of its slot; and the list's next place. */
  let nextList = new Int32Array(1024)
  let nextPlace = new Int32Array(1024)
  let compared = 0

  const hashOf = (units: Uint16Array, from: number): number => {
    let hash = 0
    for (let each = 0; each < gram; each += 1)
      hash = (hash + Math.imul(multipliers[each] ?? 0, (units[from + each] ?? 0) + 1)) | 0
    return hash
  }
  const finerOf = (hash: number): number => 1 << ((hash >>> (shift - 3)) & 7)

  /** The text of a place. */
  const textOf = (place: Place): number => {
    let [low, high] = [0, before.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((before[middle] ?? 0) < place) low = middle
      else high = middle - 1
    }
    return low
  }
  const unitsOf = (text: number): Uint16Array => {
    const units = texts[text]
    if (units === undefined) throw new RangeError("no such text")
    return units
  }
  /** At which of its text's letters a place begins. */
  const offsetOf = (place: Place, text: number): number => (place - 1 - (before[text] ?? 0)) * STRIDE

  const isGram = (place: Place, units: Uint16Array, from: number): boolean => {
    compared += 1
    const text = textOf(place)
    const others = unitsOf(text)
    const offset = offsetOf(place, text)
    for (let each = 0; each < gram; each += 1) if (others[offset + each] !== units[from + each]) return false
    return true
  }

  /** Twice as many slots. The bits of a hash that choose one are its first, so each slot's lists part in two and keep their order. */
  const widen = (): void => {
    const [old, halves] = [slots, new Int32Array(2 * slots.length)]
    finer = new Uint8Array(halves.length)
    shift -= 1
    for (const first of old) {
      const tails = [NONE, NONE]
      for (let list = first; list !== NONE;) {
        const following = nextList[list] ?? NONE
        const text = textOf(list)
        const hash = hashOf(unitsOf(text), offsetOf(list, text))
        const slot = hash >>> shift
        const tail = tails[slot & 1] ?? NONE
        if (tail === NONE) halves[slot] = list
        else nextList[tail] = list
        tails[slot & 1] = list
        finer[slot] = (finer[slot] ?? 0) | finerOf(hash)
        nextList[list] = NONE
        list = following
      }
    }
    slots = halves
  }

  const reserve = (room: number): void => {
    if (room <= nextList.length) return
    const length = Math.max(room, Math.ceil(1.5 * nextList.length))
    const [lists, places] = [new Int32Array(length), new Int32Array(length)]
    lists.set(nextList)
    places.set(nextPlace)
    nextList = lists
    nextPlace = places
  }

  const keep = (units: Uint16Array, offset: number, earlier: number): void => {
    places += 1
    const hash = hashOf(units, offset)
    const slot = hash >>> shift
    const newest = slots[slot] ?? NONE
    // The newest lists come first: those of this text, that is, and there are as many as by chance.
    for (let list = newest; list > earlier; list = nextList[list] ?? NONE)
      if (isGram(list, units, offset)) {
        nextPlace[places] = nextPlace[list] ?? NONE
        nextPlace[list] = places
        return
      }
    nextList[places] = newest
    slots[slot] = places
    finer[slot] = (finer[slot] ?? 0) | finerOf(hash)
    lists += 1
    if (lists > slots.length) widen()
  }

  /** The first of these lists that is of this gram. */
  const among = (first: Place, units: Uint16Array, from: number): Place => {
    let list = first
    while (list !== NONE && !isGram(list, units, from)) list = nextList[list] ?? NONE
    return list
  }

  return {
    least,
    gram,
    /** Keeps a text, whose number is how many there were before it. */
    add: (units: Uint16Array): void => {
      const earlier = places
      texts.push(units)
      before.push(earlier)
      if (units.length < least) return
      reserve(earlier + 2 + Math.floor((units.length - gram) / STRIDE))
      for (let offset = 0; offset + gram <= units.length; offset += STRIDE) keep(units, offset, earlier)
    },
    /** The list of this gram in the text that has it and came last. */
    listOf: (units: Uint16Array, from: number): Place => {
      const hash = hashOf(units, from)
      const slot = hash >>> shift
      return ((finer[slot] ?? 0) & finerOf(hash)) === 0 ? NONE : among(slots[slot] ?? NONE, units, from)
    },
    /** The list of the same gram in a text that came earlier. */
    listBefore: (list: Place, units: Uint16Array, from: number): Place => among(nextList[list] ?? NONE, units, from),
    /** Another place of a list: after the first, from the last one backwards. */
    placeAfter: (place: Place): Place => nextPlace[place] ?? NONE,
    textOf,
    unitsOf,
    offsetOf,
    /** How many grams were compared so far, letter by letter: what nothing may drive up. */
    compared: (): number => compared,
    /** The bytes that are held. */
    bytes: (): number => slots.byteLength + finer.byteLength + nextList.byteLength + nextPlace.byteLength,
  }
}
export type Grams = ReturnType<typeof grams>
