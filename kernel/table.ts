/** Tables of one shape, told by their keys. The casts that TypeScript can't do without stand here alone. */

/** One part of every entry of a table, by the same keys. */
export const pluck = <T extends object, const P extends keyof T[keyof T]>(
  table: T,
  part: P,
): { readonly [K in keyof T]: T[K][P] } =>
  Object.fromEntries(Object.entries(table).map(([key, entry]) => [key, (entry as T[keyof T])[part]])) as {
    readonly [K in keyof T]: T[K][P]
  }

/** The keys of a table, in its order. */
export const keysOf = <T extends object>(table: T): readonly (keyof T & string)[] =>
  Object.keys(table) as (keyof T & string)[]

/** The entries of a table, in its order. */
export const entriesOf = <T extends object>(
  table: T,
): readonly (readonly [key: keyof T & string, entry: T[keyof T & string]])[] =>
  Object.entries(table) as [keyof T & string, T[keyof T & string]][]

/** A list of which there is a first one. @throws {RangeError} for a list of nothing */
export const nonEmpty = <T>([first, ...rest]: readonly T[]): readonly [T, ...T[]] => {
  if (first === undefined) throw new RangeError("a list of which something has to be there is empty")
  return [first, ...rest]
}

/** One or none, as a list. */
export const listed = <T>(found: T | null): readonly T[] => (found === null ? [] : [found])

/** A table made key by key. */
export const tableOf = <T extends object>(
  keys: readonly (keyof T & string)[],
  entry: (key: keyof T & string) => T[keyof T & string],
): T => Object.fromEntries(keys.map((key) => [key, entry(key)])) as T

/** A table with a new, empty map a key. */
export const emptyMaps = <T extends object>(keys: readonly (keyof T & string)[]): T =>
  Object.fromEntries(keys.map((key) => [key, new Map()])) as T
