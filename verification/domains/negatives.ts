import * as z from "zod"
import { InstanceError, Site, readAs } from "./instance.ts"

/** Site → the property that falls when it alone is broken. */
export type Negatives<P extends string = string> = Readonly<Record<string, P>>

/**
 * Reads a `negatives.json`. Throws InstanceError that names every site of the domain that is missing, every site that
 * the domain doesn't have, and every property that nobody wrote.
 */
export const readNegatives = <P extends string>(
  json: unknown,
  sites: readonly string[],
  properties: readonly P[],
): Negatives<P> => {
  const read = readAs(z.record(Site, z.enum(properties)), json, "negatives.json")
  const missing = sites.filter((site) => !Object.hasOwn(read, site))
  const unknown = Object.keys(read).filter((site) => !sites.includes(site))
  if (missing.length > 0) throw new InstanceError(`negatives.json has no property for ${missing.join(", ")}`)
  if (unknown.length > 0)
    throw new InstanceError(`negatives.json names sites that the kernel doesn't have: ${unknown.join(", ")}`)
  return read
}
