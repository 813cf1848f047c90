import { join } from "node:path"
import { InstanceError } from "../domains/instance.ts"
import { type Graph, INTACT } from "../explore/graph.ts"
import { machinesOf } from "../explore/machines.ts"
import { readDot } from "../tlc/dot.ts"
import { type GraphDigests, digestOfGraph } from "./graph-digests.ts"
import { type DomainFiles, type Of, graphModel } from "./model.ts"
import type { Workshop } from "./workshop.ts"

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
