import type { Change } from "../../kernel/effects.ts"
import type { Json } from "../../kernel/json.ts"
import { isCode } from "./terraform-code-names.ts"
import { isComputed, isNeverLeft } from "./terraform-computed.ts"
import type { Block } from "./terraform-configuration.ts"
import { isContainer, isGuard } from "./terraform-known.ts"
import { type Table, isList, isTable } from "./terraform-lists.ts"
import { isOff } from "./terraform-look.ts"
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
  return kept({ type, change, showsBlocks }, after_unknown, [block.expressions], isTable(before) ? before : {})
}

/** Terraform's versions; OpenTofu counts its own, and its providers come from another registry. */
const isAtLeast19 = (version: string): boolean => {
  const [, major = "0", minor = "0"] = /^([0-9]{1,4})\.([0-9]{1,4})\./.exec(version) ?? []
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 9)
}

/** The same without what is left; `written` are the blocks that the author wrote here, none where nothing shows them. */
const kept = (where: Where, unknown: Table, written: readonly Table[], before: Table | null): Table =>
  Object.fromEntries(
    Object.entries(unknown).flatMap(([name, part]): readonly (readonly [string, Json])[] =>
      part !== true
        ? [[name, within(where, part, blocksIn(written, name))]]
        : isWritten(written, name) || !isLeft(where, name, before)
          ? [[name, part]]
          : [],
    ),
  )

const within = (where: Where, part: Json, written: readonly Table[]): Json => {
  if (isList(part)) return part.map((item) => within(where, item, written))
  return isTable(part) ? kept(where, part, written, null) : part
}

const isWritten = (written: readonly Table[], name: string): boolean =>
  written.some((block) => Object.hasOwn(block, name))

/** All that was written in blocks of one name, whichever of them it was. */
const blocksIn = (written: readonly Table[], name: string): readonly Table[] =>
  written.flatMap((block) => {
    const blocks = Object.hasOwn(block, name) ? block[name] : undefined
    return isList(blocks) ? blocks.filter(isTable) : []
  })

/**
 * Whether the provider fills it in by itself, where it isn't written; `before` is null inside a block. There, what isn't
 * written may stand in a `dynamic` block of the same name, so that only what providers are known to fill in is left.
 */
const isLeft = ({ type, change, showsBlocks }: Where, name: string, before: Table | null): boolean => {
  if (isNeverLeft(name, showsBlocks)) return false
  if (change !== "update" && isComputed(type, name)) return true
  if (before === null || isContainer(type, name)) return false
  const matters = isWatched(name, type) || isCode(type, name) || Object.hasOwn(PROTECTIONS, name) || isGuard(type, name)
  return !matters || change === "create" || (change === "replace" && isOff(before[name] ?? null))
}
