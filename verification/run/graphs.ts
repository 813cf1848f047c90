import { join } from "node:path"
import { InstanceError } from "../domains/instance.ts"
import { type Edges, type Graph, INTACT, type Key } from "../explore/graph.ts"
import { machinesOf } from "../explore/machines.ts"
import { readDot } from "../tlc/dot.ts"
import { type Fell, fellIn } from "./falls.ts"
import { type GraphRecord, type GraphRecords, recordOf } from "./graph-records.ts"
import { type DomainFiles, type Of, graphModel } from "./model.ts"
import type { Runner } from "./runner.ts"

/** What one run of TLC says of many machines. */
export interface Dumped {
  readonly machines: ReadonlyMap<string, Graph>
  /** By site: where the property of its negative fell first. */
  readonly fell: ReadonlyMap<string, Fell>
  /** Of all the machines together. */
  readonly states: number
}

/** The model's graphs of the machines that are asked for, and what falls in them, in one run. */
export const dumpGraphs = async (
  files: DomainFiles,
  of: Of,
  sites: readonly string[],
  { run, folder }: Runner,
): Promise<Dumped> => {
  const task = { domain: files.binding.name, kind: "graphs", name: of.slice.name } as const
  const dump = join(folder(task), "graph.dot")
  const { verdict } = await run(task, graphModel(files, of, sites), { kind: "safety", dump })
  if (verdict.outcome !== "holds")
    throw new InstanceError(
      `${of.slice.name}: the graphs can't be dumped: ${verdict.outcome} ${verdict.property ?? ""} ${verdict.errors.join(" ")}`,
    )
  const read = await readDot(dump)
  return {
    machines: machinesOf(read, files.binding.ghosts),
    fell: fellIn(verdict.printed, files.variables, files.binding.ghosts),
    states: read.states.size,
  }
}

/** Takes the model's graphs again, in every instance that is for graphs: what is to be committed of each. */
export const takeGraphs = async (files: DomainFiles, runner: Runner): Promise<GraphRecords> => {
  const { sites } = files.binding
  const graphs = files.instances.filter(({ slice }) => slice.purpose === "graph")
  const taken = await Promise.all(
    graphs.map(async (of): Promise<readonly [string, GraphRecord]> => {
      const { machines } = await dumpGraphs(files, of, sites, runner)
      const intact = machines.get(INTACT)
      if (intact === undefined)
        throw new InstanceError(`${of.slice.name}: the model has no initial state within bounds`)
      const { labels } = of.slice.machines
      const row = (machine: string, state: Key) => machines.get(machine)?.edges.get(state) ?? NO_EDGES
      return [of.slice.name, recordOf({ intact, labels, sites, row })]
    }),
  )
  return Object.fromEntries(taken)
}

const NO_EDGES: Edges = new Map()
