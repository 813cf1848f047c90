import * as z from "zod"
import { InstanceError, Name, type Purpose, readAs } from "./instance.ts"

/** What has to fall when one site is broken, where TLC is asked, and what an attacker or an accident would do there. */
export interface Negative<P extends string = string> {
  readonly property: P
  readonly instance: string
  readonly because: string
}

/** By site: `guard@command` or `rule@rule`. */
export type Negatives<P extends string = string> = ReadonlyMap<string, Negative<P>>

/**
 * Reads a `negatives.json`. Throws InstanceError that names every site of the domain that is missing or there twice, every
 * site that the domain doesn't have, and every property that nobody wrote.
 */
export const readNegatives = <P extends string>(
  json: unknown,
  sites: readonly string[],
  properties: readonly P[],
): Negatives<P> => {
  const Row = z.strictObject({
    name: Name,
    site: Name,
    property: z.enum(properties),
    instance: Name,
    because: z.string().min(1),
  })
  const rows = readAs(z.array(Row), json, "negatives.json")
  const read = new Map(rows.map(({ name, site, ...negative }) => [`${name}@${site}`, negative]))
  const missing = sites.filter((site) => !read.has(site))
  const unknown = [...read.keys()].filter((site) => !sites.includes(site))
  if (missing.length > 0) throw new InstanceError(`negatives.json has no property for ${missing.join(", ")}`)
  if (unknown.length > 0)
    throw new InstanceError(`negatives.json names sites that the kernel doesn't have: ${unknown.join(", ")}`)
  if (rows.length !== read.size) throw new InstanceError("negatives.json names a site twice")
  return read
}

/**
 * Throws InstanceError unless each negative is asked in an instance for graphs that exercises its site. TLC checks an
 * invariant also on the states beyond the CONSTRAINT, which no graph has, so elsewhere a property could fall where the
 * graphs show no difference.
 */
export const assertAskedWhereItMatters = (
  negatives: Negatives,
  instances: readonly { readonly name: string; readonly purpose: Purpose; readonly exercises: readonly string[] }[],
): void => {
  const wrong = [...negatives].flatMap(([site, { instance }]) => {
    const found = instances.find(({ name }) => name === instance)
    if (found === undefined) return [`${site} in ${instance}, which is not there`]
    if (found.purpose !== "graph") return [`${site} in ${instance}, which has no graph`]
    return found.exercises.includes(site) ? [] : [`${site} in ${instance}, which does not exercise it`]
  })
  if (wrong.length > 0) throw new InstanceError(`negatives.json asks for ${wrong.join("; ")}`)
}
