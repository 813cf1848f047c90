import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { Name, readAs } from "../domains/instance.ts"
import type { Graph } from "../explore/graph.ts"
import { judgements } from "../judgements.ts"
import { digestOfText } from "./sources.ts"

/** SHA-256 of the intact graph that TLC dumps, by instance: what mutants of the kernel are measured against without TLC. */
export type GraphDigests = Readonly<Record<string, string>>

const GraphDigests = z.record(Name, z.string().regex(/^[0-9a-f]{64}$/, { error: "a SHA-256 in hex" }))
const fileIn = (folder: string): string => join(folder, "graphs.json")

/** Reads a `graphs.json`; a domain that has none yet has no digests. Throws InstanceError. */
export const readGraphDigests = (folder: string): GraphDigests => {
  const file = fileIn(folder)
  if (!existsSync(file)) return {}
  return readAs(GraphDigests, JSON.parse(readFileSync(file, "utf8")), "graphs.json")
}

export const writeGraphDigests = (folder: string, digests: GraphDigests): void => {
  writeFileSync(fileIn(folder), `${JSON.stringify(digests, null, 2)}\n`)
}

/** SHA-256 over initial states, states and labelled edges, whatever their order. */
export const digestOfGraph = ({ initial, edges }: Graph): string => {
  const lines = [...edges].flatMap(([from, row]) => [
    from,
    ...[...row].flatMap(([label, goals]) => goals.map((to) => `${from}\t${label}\t${to}`)),
  ])
  return digestOfText([...[...initial].sort(), ...lines.sort()].join("\n"))
}

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
