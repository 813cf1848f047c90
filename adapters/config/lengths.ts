import { DurationText } from "./duration.ts"
import { type Finding, childOf } from "./finding.ts"
import type { Path } from "./source.ts"

const SECOND = 1_000
const DAY = 86_400_000

/** What is longer than this is more likely a slip than meant: a row a length of time, by its path within what is looked at. */
export type Lengths = readonly (readonly [path: readonly string[], days: number, effect: string])[]

/** What is shorter than this gives nobody the time for it: a row a length of time. */
export type Least = readonly (readonly [path: readonly string[], seconds: number, effect: string])[]

const lengthAt = (raw: unknown, path: readonly string[]): number | undefined =>
  DurationText.safeParse(path.reduce<unknown>(childOf, raw)).data

/** The lengths of time in a part of the file that are longer than anybody means. */
export const tooLong = (raw: unknown, at: Path, rows: Lengths): readonly Finding[] =>
  rows.flatMap(([path, days, effect]) => {
    const ms = lengthAt(raw, path)
    if (ms === undefined || ms <= days * DAY) return []
    return [{ path: [...at, ...path], message: `this is more than ${days} days, and so long ${effect}` }]
  })

/** The lengths of time in a part of the file in which nobody can do what they are for. */
export const tooShort = (raw: unknown, at: Path, rows: Least): readonly Finding[] =>
  rows.flatMap(([path, seconds, effect]) => {
    const ms = lengthAt(raw, path)
    if (ms === undefined || ms >= seconds * SECOND) return []
    return [{ path: [...at, ...path], message: `this is less than ${seconds} seconds: ${effect}` }]
  })
