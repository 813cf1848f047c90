import type { Contest } from "../measure.ts"

/** One row: what is measured, and beside what. */
export interface Case {
  readonly name: string
  /** What one answer is. */
  readonly what: string
  /** What the ratio is against: work that nothing of this kind could leave out. */
  readonly against: string
  /** Makes everything ready, in an empty folder of its own. */
  readonly open: (folder: string) => Promise<Contest & { readonly close: () => Promise<void> }>
}
