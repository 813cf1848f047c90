import type * as z from "zod"
import type { Json } from "../../kernel/json.ts"
import { refuse } from "./terraform-refusals.ts"

/**
 * Lists and tables of a plan are walked by hand, an element at a time: a schema over a whole list gathers an issue for each
 * element that is wrong, which is far more work than the text is long. Here the first wrong element ends it.
 */

/** More elements than that are in no list of a plan; what is listed is counted before it is looked at. */
export const MAX_LISTED = 200_000

export type Table = Readonly<Record<string, Json>>
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
export const isTable = (value: Json | undefined): value is Table =>
  typeof value === "object" && value !== null && !isList(value)

/** The elements of a list, raw; a list that is missing is empty. */
export const listOf = (value: Json | undefined, where: string): readonly Json[] => {
  if (value === undefined) return []
  if (!isList(value)) throw refuse("shape", where)
  if (value.length > MAX_LISTED) throw refuse("tooMany", where)
  return value
}

/** The elements of a list, each as its schema has it. */
export const eachOf = <Item>(schema: z.ZodType<Item>, value: Json | undefined, where: string): readonly Item[] =>
  listOf(value, where).map((element, at) => elementOf(schema, element, `${where}.${at}`))

/** One value as its schema has it. */
export const elementOf = <Item>(schema: z.ZodType<Item>, value: Json, where: string): Item => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw refuse("shape", [where, ...(parsed.error.issues[0]?.path ?? []).map(String)].join("."))
}

/** A table, whose names are not judged here; one that is missing is empty. */
export const tableOf = (value: Json | undefined, where: string): Table => {
  if (value === undefined) return {}
  if (!isTable(value)) throw refuse("shape", where)
  return value
}
