import { readGraphRecords } from "./graph-records.ts"
import { judgements } from "../judgements.ts"

export { digestOfGraph } from "./graph-records.ts"

/** SHA-256 of the intact graph that TLC dumps, by instance. */
export type GraphDigests = Readonly<Record<string, string>>

/** Reads the digests of a `graphs.json`; a domain that has none yet has no digests. Throws InstanceError. */
export const readGraphDigests = (folder: string): GraphDigests =>
  Object.fromEntries(Object.entries(readGraphRecords(folder)).map(([instance, { digest }]) => [instance, digest]))

/** How digests that were committed differ from those of TLC's graphs, a sentence each. */
export const staleGraphs = (domain: string, committed: GraphDigests, found: GraphDigests): readonly string[] => {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(found)])].sort()
  const stale = names.filter((name) => !judgements.isOfTheGraph(committed[name], found[name]))
  return stale.length === 0
    ? []
    : [
        `models/${domain}/graphs.json is not of the model's graphs in ${stale.join(", ")}: run \`node verification/cli.ts graphs\` and read what changed`,
      ]
}
