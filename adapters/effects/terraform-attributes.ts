import type { Change } from "../../kernel/effects.ts"
import { type Json, sameJson } from "../../kernel/json.ts"
import { adoptedBefore } from "./terraform-adopted.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import type { ResourceChange } from "./terraform-plan.ts"
import { loweredBy } from "./terraform-protections.ts"
import { shown } from "./terraform-refusals.ts"

export interface Attributes {
  /** The names of what differs, never the values. */
  readonly attributes: readonly string[]
  /** The names of what protects, and falls. */
  readonly lowered: readonly string[]
}

/** Changes with values on both sides. */
const COMPARED: readonly Change[] = ["update", "replace"]

/** `written` is what isn't known yet and isn't the provider's. */
export const attributesOf = (
  { type, change: { before, after, after_unknown } }: ResourceChange,
  change: Change,
  written: Json,
): Attributes => {
  if (change === "create" && isTable(after)) return { attributes: [], lowered: adopted(type, after, after_unknown) }
  if (!COMPARED.includes(change) || !isTable(before) || !isTable(after)) return { attributes: [], lowered: [] }
  const unknown = isTable(after_unknown) ? after_unknown : {}
  // What only the provider fills in changes with every change.
  const isOpen = (name: string) => isTable(written) && hasUnknown(written[name] ?? null)
  const differs = (name: string) =>
    isOpen(name) || (!hasUnknown(unknown[name] ?? null) && !sameJson(before[name] ?? null, after[name] ?? null))
  const names = [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])]
  return {
    attributes: names.filter(differs).map(named).sort(),
    lowered: [...loweredBy(before, after, after_unknown, type)].sort(),
  }
}

/** What falls of something that exists already, by creating what it is to be like. */
const adopted = (type: string, after: Table, unknown: Json): readonly string[] => {
  const before = adoptedBefore(type, after, unknown)
  return before === null ? [] : [...loweredBy(before, after, unknown, type)].sort()
}

const hasUnknown = (unknown: Json): boolean =>
  unknown === true ||
  (isList(unknown) && unknown.some(hasUnknown)) ||
  (isTable(unknown) && Object.values(unknown).some(hasUnknown))

const named = (name: string): string => shown(name === "" ? "(no name)" : name, 128)
