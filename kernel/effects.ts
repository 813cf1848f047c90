import * as z from "zod"
import { sameJson } from "./json.ts"

/**
 * What a call would do to the world, resolved from its arguments alone: what the gate decides on and what a person reads.
 * Holds names and classes, never a value of a resource.
 */

/** More resources than that are refused: nobody reads them, and the call is better made in parts. */
export const MAX_RESOURCES = 10_000

/** A line that a terminal shows as it is: no control, format or separator characters that could hide or turn text. */
export const Shown = z
  .string()
  .max(1024)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u)

/**
 * What happens to a resource. `import`, `move` and `forget` change only what the tool keeps about it, not the resource;
 * `output` is no resource at all, but what the tool tells others of them.
 */
export const Change = z.enum([
  "create",
  "update",
  "replace",
  "destroy",
  "read",
  "noop",
  "import",
  "move",
  "forget",
  "output",
])
export type Change = z.infer<typeof Change>

/** Whether access rights are touched; worse than changed is a grant to everybody. */
export const Access = z.enum(["none", "changed", "granted-to-world"])
export type Access = z.infer<typeof Access>

/** Whether reachability is touched; worse than changed is a way in from everywhere. */
export const Reach = z.enum(["none", "changed", "opened-to-world"])
export type Reach = z.infer<typeof Reach>

/** No resource has more names of attributes told than that; a reader that finds more says so in the last one. */
export const MAX_ATTRIBUTES = 64
const attributes = z.array(Shown).min(1).max(MAX_ATTRIBUTES).readonly().exactOptional()

const named = { address: Shown, type: Shown, change: Change }
export const Resource = z.strictObject({
  ...named,
  iam: Access,
  network: Reach,
  /** The id of the object that is taken in under this address, which chose neither the object nor its place. */
  imports: Shown.exactOptional(),
  /** The address that the resource had before. */
  movedFrom: Shown.exactOptional(),
  /** The names of the attributes that change, missing where none is known to. */
  attributes,
  /** The names of those that protect, retain, audit or count, and fall. */
  lowered: attributes,
})
export type Resource = Readonly<z.infer<typeof Resource>>

const count = z.int().min(0)
export const Counts = z.strictObject({
  create: count,
  update: count,
  replace: count,
  destroy: count,
  read: count,
  noop: count,
})
export type Counts = Readonly<z.infer<typeof Counts>>

/** Where each change is counted: what writes only the tool's own state is a write all the same. */
const countedAs: Readonly<Record<Change, keyof Counts>> = {
  create: "create",
  update: "update",
  replace: "replace",
  destroy: "destroy",
  read: "read",
  noop: "noop",
  import: "update",
  move: "update",
  forget: "update",
  output: "update",
}

const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(MAX_RESOURCES).readonly()

const Told = z.strictObject({
  /** Whether the arguments tell everything that the call would do: true exactly when `unresolved` is empty. */
  resolved: z.boolean(),
  /** Why not, a sentence each. */
  unresolved: list(Shown),
  counts: Counts,
  /** The resources that are touched; those that stay as they are (`noop`) are only counted. */
  resources: list(Resource),
  /** Those of them that touch access rights. */
  iam: list(z.strictObject({ ...named, iam: Access.exclude(["none"]) })),
  /** Those of them that touch reachability. */
  network: list(z.strictObject({ ...named, network: Reach.exclude(["none"]) })),
})
export type Effects = Readonly<z.infer<typeof Told>>

/** Effects from what was found: everything that is told twice is derived here. `untouched` counts the resources that stay as they are. */
export const effectsOf = (
  resources: readonly Resource[],
  unresolved: readonly string[],
  untouched: number,
): Effects => {
  const touched = resources.filter(({ change }) => change !== "noop")
  const counts = { create: 0, update: 0, replace: 0, destroy: 0, read: 0, noop: untouched }
  for (const { change } of touched) counts[countedAs[change]] += 1
  return {
    resolved: unresolved.length === 0,
    unresolved,
    counts,
    resources: touched,
    iam: touched.flatMap(({ address, type, change, iam }) => (iam === "none" ? [] : [{ address, type, change, iam }])),
    network: touched.flatMap(({ address, type, change, network }) =>
      network === "none" ? [] : [{ address, type, change, network }],
    ),
  }
}

export const Effects = Told.refine(
  (told) => sameJson(told, effectsOf(told.resources, told.unresolved, told.counts.noop)),
  { error: "counts, iam, network and resolved are those of the resources" },
)

/** What `inspect` prints for programs, in this order: first whether it is everything. */
export const summarise = ({ resolved, unresolved, counts, iam, network, resources }: Effects): Effects => ({
  resolved,
  unresolved,
  counts,
  iam,
  network,
  resources,
})
