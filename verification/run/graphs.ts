import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { InstanceError, Name, readAs } from "../domains/instance.ts"
import { type Graph, INTACT } from "../explore/graph.ts"
import { machinesOf } from "../explore/machines.ts"
import { readDot } from "../tlc/dot.ts"
import { type DomainFiles, type Of, graphModel } from "./model.ts"
import { digestOfText } from "./sources.ts"
import type { Workshop } from "./workshop.ts"

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
  const stale = names.filter((name) => committed[name] !== found[name])
  return stale.length === 0
    ? []
    : [
        `models/${domain}/graphs.json is not of the model's graphs in ${stale.join(", ")}: run \`node verification/cli.ts graphs\` and read what changed`,
      ]
}

/** The model's graphs of the machines that are asked for, in one run. */
export const dumpGraphs = async (
  files: DomainFiles,
  of: Of,
  sites: readonly string[],
  { run, folder }: Workshop,
): Promise<{ readonly machines: ReadonlyMap<string, Graph>; readonly states: number; readonly ms: number }> => {
  const dir = folder(`${files.binding.name}.${of.slice.name}.graphs`)
  const dump = join(dir, "graph.dot")
  const { verdict, ms } = await run(dir, graphModel(files, of, sites), { kind: "safety", dump })
  if (verdict.outcome !== "holds")
    throw new InstanceError(
      `${of.slice.name}: the graphs can't be dumped: ${verdict.outcome} ${verdict.property ?? ""} ${verdict.errors.join(" ")}`,
    )
  const read = await readDot(dump)
  return { machines: machinesOf(read, files.binding.ghosts), states: read.states.size, ms }
}

/** Takes the digests of the model's intact graphs, in every instance that is for graphs. */
export const takeGraphDigests = async (files: DomainFiles, workshop: Workshop): Promise<GraphDigests> => {
  const graphs = files.instances.filter(({ slice }) => slice.purpose === "graph")
  const taken = await Promise.all(
    graphs.map(async (of): Promise<readonly [string, string]> => {
      const { machines } = await dumpGraphs(files, of, [], workshop)
      const intact = machines.get(INTACT)
      if (intact === undefined)
        throw new InstanceError(`${of.slice.name}: the model has no initial state within bounds`)
      return [of.slice.name, digestOfGraph(intact)]
    }),
  )
  return Object.fromEntries(taken)
}
