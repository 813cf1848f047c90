/** An index of the texts of one conversation, which tells what of them stands in an argument. */
import { BOUNDS } from "./bounds.ts"
import type { Coding } from "./codings.ts"
import { type Folded, type Span, folded, placeOf } from "./folded.ts"
import { grams } from "./grams.ts"
import { roomFor } from "./room.ts"
import { type Match, search } from "./search.ts"
import { type View, viewsOf } from "./views.ts"

/** What of a value stands in an argument: the same letters, whatever case, form and white space they have on either side. */
export interface Region<Id> {
  readonly value: Id
  readonly inValue: Span
  readonly inArgument: Span
  /** The codings in which it stands in the argument, the outermost first. */
  readonly through: readonly Coding[]
  /** How many letters that is, as they are compared. */
  readonly letters: number
}

export interface Found<Id> {
  /** The longest first. */
  readonly regions: readonly Region<Id>[]
  /**
   * Whether these cover all that stands there. Where it is false, whoever asks has to do as if everything did: a bound was met
   * (`bounds.ts`), or the index was full.
   */
  readonly complete: boolean
  /** How many comparisons it took. */
  readonly steps: number
}

interface Seen {
  readonly view: View
  readonly of: Folded
  readonly match: Match
}

/** Longest first; then what was looked through less, what comes first, and whose text does. */
const order = (a: Seen, b: Seen): number =>
  b.match.length - a.match.length ||
  a.view.through.length - b.view.through.length ||
  a.match.start - b.match.start ||
  a.match.text - b.match.text

/** Where something stands in the argument itself. */
const inArgument = ({ view, of, match }: Seen): Span => {
  const { start, end } = placeOf(of, { start: match.start, end: match.start + match.length })
  return { start: view.written.from[start] ?? 0, end: view.written.to[end - 1] ?? 0 }
}

const holds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end

/**
 * @param least how many letters a region has at least, `BOUNDS.leastOfAll` or more
 * @param multipliers of its hash; given in tests alone
 */
export const textIndex = <Id>(least: number = BOUNDS.least, multipliers?: Uint32Array) => {
  if (!Number.isInteger(least) || least < BOUNDS.leastOfAll || least > BOUNDS.mostOfLeast)
    throw new RangeError(`a region has ${BOUNDS.leastOfAll} to ${BOUNDS.mostOfLeast} letters at least`)
  const kept: { readonly id: Id; readonly of: Folded }[] = []
  const table = grams(least, multipliers)
  const room = roomFor()

  return {
    /**
     * Adds the text of a value. False where there is no room for it: then the conversation has to start anew, since no answer of
     * this index is complete any more.
     */
    add: (text: string, id: Id): boolean => {
      const of = text.length > room.left() ? undefined : folded(text, room.left())
      if (!room.take(of && Math.max(text.length, of.units.length)) || of === undefined) return false
      table.add(of.units)
      kept.push({ id, of })
      return true
    },

    /** What of the texts stands in an argument. */
    find: (argument: string): Found<Id> => {
      if (argument.length > BOUNDS.argument) return { regions: [], complete: false, steps: 0 }
      const { views, complete } = viewsOf(argument)
      const most = BOUNDS.steps.units + BOUNDS.steps.each * argument.length
      const work = { left: most }
      const seen = views.flatMap((view): readonly Seen[] => {
        const of = folded(view.written.text, Infinity)
        return of === undefined ? [] : search(of.units, table, work).map((match) => ({ view, of, match }))
      })

      const regions: Region<Id>[] = []
      const told = new Map<number, Span[]>()
      let left = 0
      for (const one of seen.toSorted(order)) {
        const { match, view } = one
        const value = kept[match.text]
        if (value === undefined) throw new RangeError("no such text")
        const span = inArgument(one)
        const spans = told.get(match.text) ?? []
        // What an escape leaves as it is, is found beside it too.
        if (spans.some((other) => holds(other, span))) continue
        if (regions.length === BOUNDS.regions) {
          left += 1
          break
        }
        told.set(match.text, [...spans, span])
        regions.push({
          value: value.id,
          inValue: placeOf(value.of, { start: match.at, end: match.at + match.length }),
          inArgument: span,
          through: view.through,
          letters: match.length,
        })
      }
      return {
        regions,
        complete: complete && left === 0 && work.left > 0 && !room.isFull(),
        steps: most - work.left,
      }
    },

    /** How many grams were compared so far, and the bytes that are held besides the texts themselves. */
    effort: () => ({
      compared: table.compared(),
      bytes: table.bytes() + kept.reduce((sum, { of }) => sum + of.units.byteLength + of.before.byteLength, 0),
    }),
  }
}
export type TextIndex<Id> = ReturnType<typeof textIndex<Id>>
