import type { Change } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { isCode } from "./terraform-code-names.ts"
import { isComputed, isNeverLeft } from "./terraform-computed.ts"
import type { Block } from "./terraform-configuration.ts"
import { isContainer, isGuard } from "./terraform-known.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import type { ResourceChange } from "./terraform-plan.ts"
import { PROTECTIONS } from "./terraform-protections.ts"
import { isWatched } from "./terraform-watched.ts"

/**
 * Whose the values are that aren't known yet. A provider fills in what nobody wrote, and changes nothing by that. What the
 * author wrote stands in the configuration, but for blocks that `dynamic` makes: Terraform leaves those out, by design.
 */

interface Where {
  readonly type: string
  readonly change: Change
  /** Whether the configuration has the blocks that are attributes too. */
  readonly showsBlocks: boolean
}

/** What isn't known yet and isn't left to the provider; without a block nobody can tell. */
export const authored = (planned: ResourceChange, change: Change, block: Block | undefined, version: string): Json => {
  const { type, provider_name = "", change: values } = planned
  const { after_unknown, before } = values
  if (block === undefined || !isTable(after_unknown)) return after_unknown
  const showsBlocks = provider_name.startsWith("registry.terraform.io/") && isAtLeast19(version)
  return kept({ type, change, showsBlocks }, after_unknown, block.expressions, isTable(before) ? before : {})
}

/** Terraform's versions; OpenTofu counts its own, and its providers come from another registry. */
const isAtLeast19 = (version: string): boolean => {
  const [, major = "0", minor = "0"] = /^([0-9]{1,4})\.([0-9]{1,4})\./.exec(version) ?? []
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 9)
}

/** The same without what is left; `written` is null where the configuration doesn't show what stands in the block. */
const kept = (where: Where, unknown: Table, written: Table | null, before: Table): Table =>
  Object.fromEntries(
    Object.entries(unknown).flatMap(([name, part]): readonly (readonly [string, Json])[] => {
      if (part === true) return isLeft(where, name, written, before[name] ?? null) ? [] : [[name, part]]
      return [[name, within(where, part, blocksOf(written?.[name]), before[name] ?? null)]]
    }),
  )

const within = (where: Where, part: Json, written: Table | null, before: Json): Json => {
  if (isList(part))
    return part.map((item, at) => within(where, item, written, isList(before) ? (before[at] ?? null) : null))
  return isTable(part) ? kept(where, part, written, isTable(before) ? before : {}) : part
}

/** All that was written in blocks of one name, whichever of them it was; null where they are none. */
const blocksOf = (expressions: Json | undefined): Table | null => {
  const blocks = isList(expressions) ? expressions.filter(isTable) : []
  if (blocks.length === 0) return null
  return Object.fromEntries(blocks.flatMap((block) => Object.entries(block)))
}

/** Whether the provider fills it in by itself. */
const isLeft = (where: Where, name: string, written: Table | null, before: Json): boolean => {
  const { type, change, showsBlocks } = where
  if (isNeverLeft(name, showsBlocks) || (written !== null && Object.hasOwn(written, name))) return false
  const isNew = change === "create" || change === "replace"
  if (isNew && isComputed(type, name)) return true
  if (written === null || isContainer(type, name)) return false
  const matters = isWatched(name, type) || isCode(type, name) || Object.hasOwn(PROTECTIONS, name) || isGuard(type, name)
  return !matters || change === "create" || (change === "replace" && isNothing(before))
}

/** What was nothing before is none that a replacement takes away. */
const isNothing = (value: Json): boolean =>
  value === null || value === false || value === "" || (typeof value === "object" && Object.keys(value).length === 0)
