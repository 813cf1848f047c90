import type { Contest } from "../measure.ts"

interface Row {
  readonly name: string
  /** What one answer is. */
  readonly what: string
  /** What the ratio is against: work that nothing of this kind could leave out. */
  readonly against: string
  /** What the ratio should be at most; null where nobody has said. Nothing fails by it. */
  readonly aim: number | null
}

/** One row that is timed: what is measured, and beside what. */
export interface Timed extends Row {
  /** Makes everything ready, in an empty folder of its own. */
  readonly open: (folder: string) => Promise<Contest & { readonly close: () => Promise<void> }>
}

/** Two heaps, in bytes. */
export interface Heaps {
  readonly subject: number
  readonly yardstick: number
}

/** One row that is weighed. */
export interface Weighed extends Row {
  readonly weigh: (folder: string) => Promise<Heaps>
}

export type Case = Timed | Weighed
