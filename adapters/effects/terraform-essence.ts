import { parseJson } from "../../kernel/canonical.ts"
import type { Json } from "../../kernel/json.ts"
import { COSMETIC } from "./terraform-cosmetic.ts"
import { DOCUMENTS } from "./terraform-documents.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { attributesIn } from "./terraform-names.ts"

/** What is left of values when remarks are taken out, and documents are read: two that are left the same do the same. */

/** Remarks of a block in a resource. Labels and tags in there are what something is found by. */
const REMARKS: readonly string[] = ["description"]

/** Without the resource's remarks, nor those of its blocks. */
export const essence = (type: string, values: Json): Json =>
  isTable(values)
    ? Object.fromEntries(
        attributesIn(type, "", values).flatMap(([name, value]) =>
          COSMETIC.includes(name) ? [] : [[name, plain(name, value)]],
        ),
      )
    : values

/** A value without the remarks in it; a document as what it says. */
export const plain = (name: string, value: Json): Json => {
  if (isList(value)) return value.map((item) => plain(name, item))
  if (isTable(value))
    return Object.fromEntries(
      Object.entries(value).flatMap(([inner, item]) => (REMARKS.includes(inner) ? [] : [[inner, plain(inner, item)]])),
    )
  return comparable(name, value)
}

/** What a value says, where it is a document of who may do what: the order in it has no meaning. */
const comparable = (name: string, value: Json): Json => {
  if (typeof value !== "string" || !DOCUMENTS.includes(name) || !/^\s*[[{]/.test(value)) return value
  try {
    return unordered(parseJson(value, "double"))
  } catch {
    return value
  }
}

/** The same with its names and its lists in one order, which says the same in a document of who may do what. */
export const unordered = (value: Json): Json => {
  if (isList(value)) return value.map(unordered).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  if (!isTable(value)) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, unordered(value[name] ?? null)]))
}
const keyOf = (value: Json): string => JSON.stringify(value)

/** The values of a table that are no blocks of their own. */
export const leavesOf = (table: Table): Table =>
  Object.fromEntries(
    Object.entries(table).filter(
      ([name, value]) => !REMARKS.includes(name) && !isTable(value) && !(isList(value) && value.some(isTable)),
    ),
  )
