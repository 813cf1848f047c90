import type { Json } from "../../kernel/json.ts"
import { hasFallen } from "./terraform-falls.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { type Pair, pairsOf } from "./terraform-pairs.ts"
import {
  AUTHORED,
  type Fall,
  LOW,
  ORDINARY,
  PROTECTING_SETTINGS,
  PROTECTIONS,
  PROTECTIONS_IN,
  REPLACED_BY,
  SETTING_BLOCKS,
} from "./terraform-protected.ts"

export { PROTECTIONS }

/**
 * Attributes that protect and fall with a change, by their names; where one means different things, with the block that it
 * stands in before it. What isn't known afterwards hasn't fallen yet.
 */
export const loweredBy = (before: Json, after: Json, unknown: Json, type = ""): readonly string[] => {
  const found = new Set<string>()
  compare(type, { before, after, unknown }, found)
  return [...found]
}

const compare = (block: string, pair: Pair, found: Set<string>): void => {
  const { before, after, unknown } = pair
  if (unknown === true) return
  if (isList(before) || isList(after)) for (const inner of pairsOf(pair)) compare(block, inner, found)
  else if (isTable(before) || isTable(after)) compareTables(block, tableOf(before), tableOf(after), unknown, found)
}

const tableOf = (value: Json): Table => (!isTable(value) ? {} : isIdle(value) ? omitted(value, DELETING) : value)

/** A rule that is switched off deletes nothing: switched on, what it deletes is new. */
const isIdle = ({ enabled, status = null }: Table): boolean =>
  enabled === false || (typeof status === "string" && /^disabled$/i.test(status))
const omitted = (table: Table, names: readonly string[]): Table =>
  Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)))
const DELETING: readonly string[] = ["expiration", "noncurrent_version_expiration", "actions"]

const compareTables = (block: string, was: Table, is: Table, unknown: Json, found: Set<string>): void => {
  const open = isTable(unknown) ? unknown : {}
  if (SETTING_BLOCKS.includes(block)) compareSettings(was, is, open, found)
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const inner: Pair = { before: was[name] ?? null, after: is[name] ?? null, unknown: open[name] ?? null }
    const told = inner.unknown === true ? undefined : fallen(block, name, inner, is)
    if (told !== undefined) found.add(told)
    compare(name, inner, found)
  }
}

/** The name by which a fall is told. */
const fallen = (block: string, name: string, { before, after }: Pair, is: Table): string | undefined => {
  const placed = `${block}.${name}`
  const isPlaced = Object.hasOwn(PROTECTIONS_IN, placed)
  const fall = isPlaced ? PROTECTIONS_IN[placed] : Object.hasOwn(PROTECTIONS, name) ? PROTECTIONS[name] : undefined
  if (fall !== undefined && hasFallen(fall, before, after) && !isReplaced(name, is))
    return isPlaced && !/^(?:aws|azurerm|google)_/.test(block) ? placed : name
  return isLow(after) && isWord(before) && !ORDINARY.test(name) && !AUTHORED.includes(block) ? name : undefined
}

const isReplaced = (name: string, is: Table): boolean => {
  const by = Object.hasOwn(REPLACED_BY, name) ? REPLACED_BY[name] : undefined
  return by !== undefined && (is[by] ?? "") !== ""
}

const isLow = (value: Json): boolean => typeof value === "string" && LOW.test(value)
const isWord = (value: Json): boolean => typeof value === "string" && value !== "" && !LOW.test(value)

/** A setting that is written where none was: what it is without it depends on the version, and may protect. */
const compareSettings = (was: Table, is: Table, open: Table, found: Set<string>): void => {
  const name = was["name"] ?? is["name"]
  if (typeof name !== "string" || !Object.hasOwn(PROTECTING_SETTINGS, name) || open["value"] === true) return
  const fall: Fall = PROTECTING_SETTINGS[name] ?? "on"
  if (hasFallen(fall, was["value"] ?? (fall === "on" ? "on" : "off"), is["value"] ?? null)) found.add(name)
}
