/** All that an argument may be the writing of: itself, and what it says when codings are looked through. */
import { BOUNDS } from "./bounds.ts"
import { type Coding, readings } from "./codings.ts"
import { type Written, asItself } from "./written.ts"

export interface View {
  readonly written: Written
  /** The codings that were looked through, the outermost first. */
  readonly through: readonly Coding[]
}

/** @returns also whether these are all: an argument decodes to so much and no more */
export const viewsOf = (argument: string): { readonly views: readonly View[]; readonly complete: boolean } => {
  const { units, each } = BOUNDS.decoded
  let left = units + each * argument.length
  const views: View[] = [{ written: asItself(argument), through: [] }]
  // What is found is looked through in its turn: the list grows while it is read.
  for (const { written, through } of views) {
    if (through.length === BOUNDS.nesting) break
    for (const inner of readings(written)) {
      left -= inner.written.text.length
      if (left < 0) return { views, complete: false }
      if (inner.written.text.length > 0) views.push({ written: inner.written, through: [...through, inner.coding] })
    }
  }
  return { views, complete: true }
}
