import known from "./terraform-known.json" with { type: "json" }
import type { ResourceChange } from "./terraform-plan.ts"

/** Types that were looked at, made by `scripts/terraform-types.ts` from the providers' schemas (docs/terraform.md). */

const TYPES: ReadonlySet<string> = new Set(known.types)
/** Types that can be read without being a resource's: data sources, and what OpenTofu and Terraform open for a while. */
const READ: ReadonlySet<string> = new Set([...known.types, ...known.read])
/** Names of blocks, and of names that are no block in other types, the types in which they are one. */
interface Blocks {
  readonly names: ReadonlySet<string>
  readonly of: ReadonlyMap<string, ReadonlySet<string>>
}
const blocks = (names: readonly string[], of: Readonly<Record<string, readonly string[]>>): Blocks => ({
  names: new Set(names),
  of: new Map(Object.entries(of).map(([name, types]) => [name, new Set(types)])),
})
const CONTAINERS = blocks(known.containers, known.containersOf)
const GUARDS = blocks(known.guards, known.guardsOf)
const isAmong = ({ names, of }: Blocks, type: string, name: string): boolean =>
  names.has(name) || of.get(name)?.has(type) === true

/** Whether this reader knows what an object of the type could let happen. */
export const isKnownType = (mode: ResourceChange["mode"], type: string): boolean =>
  (mode === "managed" ? TYPES : READ).has(type)

/** Whether a block of this name can hold, in this type, what lets somebody in or runs. */
export const isContainer = (type: string, name: string): boolean => isAmong(CONTAINERS, type, name)
/** Whether a block of this name can hold, in this type, what protects. */
export const isGuard = (type: string, name: string): boolean => isAmong(GUARDS, type, name)
