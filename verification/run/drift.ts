import type { Slice } from "../domains/binding.ts"
import { asCommand, compare } from "../explore/compare.ts"
import { explore } from "../explore/explore.ts"
import { type Graph, INTACT } from "../explore/graph.ts"
import { dumpGraphs } from "./graphs.ts"
import type { DomainFiles } from "./model.ts"
import type { Progress } from "./progress.ts"
import type { Runner } from "./runner.ts"

/** One side was changed without the other. */
export interface DriftRow {
  readonly domain: string
  readonly side: "kernel" | "model"
  readonly name: string
  /** Where it was noticed: the instance, what was tried, and after how many steps; null where it was not. */
  readonly found: string | null
}

interface Drifted extends Pick<DriftRow, "side" | "name"> {
  /** Compares the graphs. */
  readonly look: () => DriftRow["found"]
}

/**
 * Every drift in one instance: each guard and rule loosened in the kernel alone and, at `sites`, in the model alone, each
 * effect and each status dropped from the kernel. `models` are the model's machines, the intact one and those of `sites`.
 */
export const driftsIn = (
  { name: instance, drifts, machines }: Pick<Slice, "name" | "drifts" | "machines">,
  models: ReadonlyMap<string, Graph>,
  sites: readonly string[],
): readonly Drifted[] => {
  const modelOf = (machine: string): Graph => {
    const graph = models.get(machine)
    if (graph === undefined) throw new Error(`${instance}: the dump has no machine ${machine}`)
    return graph
  }
  const where = (kernel: Graph, model: Graph): DriftRow["found"] => {
    const difference = compare(kernel, model)
    if (difference === null) return null
    const { label, path } = difference
    return `${instance}, ${label === null ? "in its states" : `on ${asCommand(label)}`} after ${path.length} steps`
  }
  return [
    ...drifts.map(({ name, walker }): Drifted => {
      const look = () => where(explore(walker()).graph, modelOf(INTACT))
      return { side: "kernel", name, look }
    }),
    ...sites.map((name): Drifted => {
      const look = () => where(explore(machines.walker(INTACT)).graph, modelOf(name))
      return { side: "model", name, look }
    }),
  ]
}

/** The tie, tested by breaking it: each drift has to make the graphs of some instance differ. */
export const driftAll = async (
  files: DomainFiles,
  runner: Runner,
  progress: Progress,
): Promise<readonly DriftRow[]> => {
  const { name: domain, sites } = files.binding
  const rows = new Map<string, DriftRow>()
  for (const of of files.instances.filter(({ slice }) => slice.purpose === "graph")) {
    const { machines } = await dumpGraphs(files, of, sites, runner)
    progress.step(`${domain}: drifts in ${of.slice.name}`)
    for (const { side, name, look } of driftsIn(of.slice, machines, sites)) {
      const key = `${side} ${name}`
      if ((rows.get(key)?.found ?? null) === null) rows.set(key, { domain, side, name, found: look() })
    }
  }
  return [...rows.values()]
}
