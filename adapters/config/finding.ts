/**
 * What one part of the file says about another is looked up in the file as it was written, so that all errors come at once:
 * what can be read of a file whose other parts are wrong.
 */
import * as z from "zod"
import type { ActorEntry, DeclaredToolEntry } from "./tenant.ts"
import type { Path } from "./source.ts"

/** What is wrong with the value at a path, as a sentence that says what to do. */
export type Finding = Readonly<{ path: Path; message: string }>

export type Found<Value> = Readonly<{ path: Path; value: Value }>

export const found = <Value>(schema: z.ZodType<Value>, raw: unknown, path: Path): Found<Value>[] => {
  const read = schema.safeParse(raw)
  return read.success ? [{ path, value: read.data }] : []
}

export const childOf = (raw: unknown, name: string): unknown =>
  typeof raw === "object" && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined

/** The items of the list `raw[name]` that can be read. */
export const itemsOf = <Value>(
  schema: z.ZodType<Value>,
  { path, value }: Found<unknown>,
  name: string,
): Found<Value>[] => {
  const items: unknown = childOf(value, name)
  return Array.isArray(items) ? items.flatMap((item, index) => found(schema, item, [...path, name, index])) : []
}

/** The entries of the map `raw[name]` that can be read, by name. */
export const entriesOf = <Value>(schema: z.ZodType<Value>, { path, value }: Found<unknown>, name: string) => {
  const map = childOf(value, name)
  const entries = typeof map === "object" && map !== null && !Array.isArray(map) ? Object.entries(map) : []
  return entries.flatMap(([key, entry]) =>
    found(schema, entry, [...path, name, key]).map((readable) => ({ ...readable, name: key })),
  )
}

export const anything = z.unknown()
export const withId = z.object({ id: z.string() })
export const withName = z.object({ name: z.string() })

/** Everything whose key was seen before. */
export const repeated = <Value>(all: readonly Found<Value>[], keyOf: (value: Value) => string) => {
  const seen = new Set<string>()
  return all.filter(({ value }) => {
    const key = keyOf(value)
    const isRepeated = seen.has(key)
    seen.add(key)
    return isRepeated
  })
}

export const under = ({ path }: Pick<Finding, "path">, ...more: Path): Path => [...path, ...more]

/** What is known of a tenant by whoever refers to it. Names count as known also where their own entry is wrong in something else. */
export type Known = Readonly<{
  actors: readonly Found<ActorEntry>[]
  actorIds: ReadonlySet<string>
  kinds: ReadonlyMap<string, ActorEntry["kind"]>
  tools: readonly Found<DeclaredToolEntry>[]
  toolNames: ReadonlySet<string>
  /** Whether agents call within a session alone. */
  needsSessions: boolean
}>
