import { BOUNDS } from "./bounds.ts"
import { type Folded, folded } from "./folded.ts"

/** What one index has room for. Once something had none, the index is full for good: it doesn't know everything any more. */
export const roomFor = () => {
  let left: number = BOUNDS.indexed
  let values = 0
  let full = false
  return {
    /** The text as it is compared, or nothing where there is no room for it. */
    take: (text: string): Folded | undefined => {
      const of = full || values === BOUNDS.values || text.length > left ? undefined : folded(text, left)
      if (of === undefined) {
        full = true
        return undefined
      }
      values += 1
      left -= Math.max(text.length, of.units.length)
      return of
    },
    isFull: (): boolean => full,
  }
}
