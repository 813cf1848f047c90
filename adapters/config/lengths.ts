import { DurationText } from "./duration.ts"
import { type Finding, childOf } from "./finding.ts"
import type { Path } from "./source.ts"

const DAY = 86_400_000

/** What is longer than this is more likely a slip than meant: a row a length of time, by its path within what is looked at. */
export type Lengths = readonly (readonly [path: readonly string[], days: number, effect: string])[]

/** The lengths of time in a part of the file that are longer than anybody means. */
export const tooLong = (raw: unknown, at: Path, rows: Lengths): readonly Finding[] =>
  rows.flatMap(([path, days, effect]) => {
    const written = path.reduce<unknown>(childOf, raw)
    const { data: ms } = DurationText.safeParse(written)
    if (ms === undefined || ms <= days * DAY) return []
    return [{ path: [...at, ...path], message: `this is more than ${days} days, and so long ${effect}` }]
  })
