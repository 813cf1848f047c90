import known from "./terraform-known.json" with { type: "json" }
import type { ResourceChange } from "./terraform-plan.ts"

/** Types that were looked at, made by `scripts/terraform-types.ts` from the providers' schemas (docs/terraform.md). */

const TYPES: ReadonlySet<string> = new Set(known.types)
/** Types that can be read without being a resource's: data sources, and what OpenTofu and Terraform open for a while. */
const READ: ReadonlySet<string> = new Set([...known.types, ...known.read])
const CONTAINERS: ReadonlySet<string> = new Set(known.containers)
/** The same of names that are no block in other types. */
const CONTAINERS_OF: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries<readonly string[]>(known.containersOf).map(([name, types]) => [name, new Set(types)]),
)

/** Whether this reader knows what an object of the type could let happen. */
export const isKnownType = (mode: ResourceChange["mode"], type: string): boolean =>
  (mode === "managed" ? TYPES : READ).has(type)

/** Whether a block of this name can hold, in this type, what lets somebody in. */
export const isContainer = (type: string, name: string): boolean =>
  CONTAINERS.has(name) || CONTAINERS_OF.get(name)?.has(type) === true
