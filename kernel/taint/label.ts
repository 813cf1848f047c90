import * as z from "zod"

/** How many sources a label names at most, and how many readers. */
const SOURCES = 32
const READERS = 32

/** Where content comes from, as the deployment calls it. */
export const Source = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/)
  .brand("Source")
export type Source = z.infer<typeof Source>

/** The source of what nobody has labelled. No deployment trusts it. */
export const UNKNOWN: Source = Source.parse("unknown")

/**
 * Who may see content: somebody of the tenant by their id, or an address outside. Printable ASCII without spaces, and nothing that
 * JSON escapes, so that each character is a byte of a record.
 */
export const Reader = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/)
  .brand("Reader")
export type Reader = z.infer<typeof Reader>

const isNamedOnce = (names: readonly string[]): boolean => new Set(names).size === names.length

/** So many readers at most, each named once. */
export const readersUpTo = (most: number) =>
  z.array(Reader).max(most).refine(isNamedOnce, { error: "a reader is named once" }).readonly()

/** More sources than a label can name: all that there are. Nobody trusts that either. */
export const Sources = z
  .array(Source)
  .max(SOURCES)
  .refine(isNamedOnce, { error: "a source is named once" })
  .readonly()
  .or(z.literal("all"))
export type Sources = z.infer<typeof Sources>

export const Readers = readersUpTo(READERS).or(z.literal("anyone"))
export type Readers = z.infer<typeof Readers>

/** Where content comes from, and who may see it. */
export const Label = z.strictObject({ sources: Sources, readers: Readers })
export type Label = Readonly<z.infer<typeof Label>>

/** The label of what comes from nowhere: it adds nothing to any other. */
export const BOTTOM: Label = { sources: [], readers: "anyone" }

/** What a label is when nobody knows where content comes from: it is untrusted, and for one reader alone. */
export const unknownFor = (reader: Reader): Label => ({ sources: [UNKNOWN], readers: [reader] })

/** In order, so that equal sets are equal lists. */
const setOf = <T extends string>(names: readonly T[]): readonly T[] => [...new Set(names)].sort()

/** All sources of both. */
export const union = (a: Sources, b: Sources): Sources => {
  if (a === "all" || b === "all") return "all"
  const both = setOf([...a, ...b])
  return both.length > SOURCES ? "all" : both
}

/** Who is a reader of both. */
export const intersection = (a: Readers, b: Readers): Readers => {
  if (a === "anyone") return b === "anyone" ? b : setOf(b)
  return setOf(b === "anyone" ? a : a.filter((reader) => b.includes(reader)))
}

/** The two derivations of which a join is made: the rules `sourcesUnite` and `readersIntersect`. */
export interface Joining {
  readonly sourcesUnite: (a: Sources, b: Sources) => Sources
  readonly readersIntersect: (a: Readers, b: Readers) => Readers
}

/** The label of what has something of both. */
export const join = ({ sourcesUnite, readersIntersect }: Joining, one: Label, other: Label): Label => ({
  sources: sourcesUnite(one.sources, other.sources),
  readers: readersIntersect(one.readers, other.readers),
})

/** The label of what has something of all of these; BOTTOM of nothing. */
export const joined = (joining: Joining, labels: readonly Label[]): Label =>
  labels.reduce((one, other) => join(joining, one, other), BOTTOM)

/** Whether every source is one of these. */
export const comesFrom = ({ sources }: Pick<Label, "sources">, trusted: readonly Source[]): boolean =>
  sources !== "all" && sources.every((source) => trusted.includes(source))

/** Whether each of these may see it. */
export const mayBeReadBy = ({ readers }: Pick<Label, "readers">, names: readonly string[]): boolean =>
  readers === "anyone" || names.every((name) => readers.some((reader) => reader === name))
