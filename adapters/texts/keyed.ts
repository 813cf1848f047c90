/** Places in texts by a short key, in a few bytes each. Under a key are its own places, and by chance those of others. */
import { getRandomValues } from "node:crypto"

/** Of a longer key only so many letters count. */
const KEY = 16
const FIRST_SLOTS = 8

/** The latest place first. The hash is that of `grams.ts`; no more depends on its multipliers. */
export const keyed = (multipliers: Uint32Array = getRandomValues(new Uint32Array(KEY))) => {
  let slots = new Int32Array(2 ** FIRST_SLOTS)
  let shift = 32 - FIRST_SLOTS
  let size = 0
  let hashes = new Int32Array(256)
  let places = new Int32Array(256)
  let next = new Int32Array(256)

  const hashOf = (key: string): number => {
    let hash = 0
    for (let each = 0; each < Math.min(KEY, key.length); each += 1)
      hash = (hash + Math.imul(multipliers[each] ?? 0, key.charCodeAt(each) + 1)) | 0
    return hash
  }
  const link = (entry: number): void => {
    const slot = (hashes[entry] ?? 0) >>> shift
    next[entry] = slots[slot] ?? 0
    slots[slot] = entry
  }
  const grow = (): void => {
    const longer = (of: Int32Array<ArrayBuffer>) => {
      const larger = new Int32Array(2 * of.length)
      larger.set(of)
      return larger
    }
    ;[hashes, places, next, slots] = [longer(hashes), longer(places), longer(next), new Int32Array(2 * slots.length)]
    shift -= 1
    for (let entry = 1; entry <= size; entry += 1) link(entry)
  }

  return {
    add: (key: string, place: number): void => {
      size += 1
      if (size === places.length) grow()
      hashes[size] = hashOf(key)
      places[size] = place
      link(size)
    },
    /** The places of a key, and of others: each has to be looked at. */
    *placesOf(key: string): Generator<number> {
      const hash = hashOf(key)
      for (let entry = slots[hash >>> shift] ?? 0; entry !== 0; entry = next[entry] ?? 0)
        if (hashes[entry] === hash) yield places[entry] ?? 0
    },
  }
}
