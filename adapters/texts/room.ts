import { BOUNDS } from "./bounds.ts"

/** What one index has room for. Once something had none, the index is full for good: it doesn't know everything any more. */
export const roomFor = () => {
  let left: number = BOUNDS.indexed
  let values = 0
  let full = false
  return {
    /** How many units there is room for. */
    left: (): number => (full || values === BOUNDS.values ? -1 : left),
    /** Takes so many for a value; what is undefined had no room. */
    take: (units: number | undefined): boolean => {
      full ||= units === undefined || units > left || values === BOUNDS.values
      if (full) return false
      values += 1
      left -= units ?? 0
      return true
    },
    isFull: (): boolean => full,
  }
}
