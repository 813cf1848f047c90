import { join } from "node:path"
import { InstanceError } from "../domains/instance.ts"
import { type Edges, type Graph, INTACT, type Key } from "../explore/graph.ts"
import { machinesOf } from "../explore/machines.ts"
import { judgements } from "../judgements.ts"
import { readDot } from "../tlc/dot.ts"
import type { TlcRun } from "../tlc/driver.ts"
import type { Model } from "../tlc/module.ts"
import { type Fell, fellIn } from "./falls.ts"
import { type GraphRecord, type GraphRecords, recordOf } from "./graph-records.ts"
import { type DomainFiles, type Of, graphModel } from "./model.ts"
import type { Runner } from "./runner.ts"

/** What one run of TLC says of many machines. */
export interface Dumped {
  readonly machines: ReadonlyMap<string, Graph>
  /** By site, where the property of its negative fell first; by witness, where that did. */
  readonly fell: ReadonlyMap<string, Fell>
  /** Of all the machines together. */
  readonly states: number
}

/** One run of TLC with its dump; `dumped` is null where it did not come to its end, and so has no whole graph. */
export const runGraphs = async (
  files: DomainFiles,
  of: Of,
  model: Model,
  { run, folder }: Pick<Runner, "run" | "folder">,
): Promise<{ readonly run: TlcRun; readonly dumped: Dumped | null }> => {
  const task = { domain: files.binding.name, kind: "graphs", name: of.slice.name } as const
  const dump = join(folder(task), "graph.dot")
  const ran = await run(task, model, { kind: "safety", dump })
  if (!judgements.holds(ran.verdict)) return { run: ran, dumped: null }
  const read = await readDot(dump)
  const dumped = {
    machines: machinesOf(read, files.binding.ghosts),
    fell: fellIn(ran.verdict.printed, files.variables, files.binding.ghosts),
    states: read.states.size,
  }
  return { run: ran, dumped }
}

/** The model's graphs of the machines that are asked for, and what falls in them, in one run. Throws InstanceError. */
export const dumpGraphs = async (
  files: DomainFiles,
  of: Of,
  sites: readonly string[],
  runner: Pick<Runner, "run" | "folder">,
): Promise<Dumped> => {
  const { run, dumped } = await runGraphs(files, of, graphModel(files, of, sites), runner)
  if (dumped !== null) return dumped
  const { outcome, property, errors } = run.verdict
  throw new InstanceError(
    `${of.slice.name}: the graphs can't be dumped: ${outcome} ${property ?? ""} ${errors.join(" ")}`,
  )
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
