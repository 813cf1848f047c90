import { compare } from "../explore/compare.ts"
import { explore } from "../explore/explore.ts"
import { type Graph, INTACT } from "../explore/graph.ts"
import { dumpGraphs } from "./graphs.ts"
import type { DomainFiles } from "./model.ts"
import type { Progress } from "./progress.ts"
import type { Workshop } from "./workshop.ts"

/** One side was changed without the other. */
export interface DriftRow {
  readonly domain: string
  readonly side: "kernel" | "model"
  readonly name: string
  /** Where it was noticed: the instance and how many steps it takes; null where it was not. */
  readonly found: string | null
}

/**
 * The tie, tested by breaking it: every guard and rule loosened in the kernel alone and in the model alone, every effect
 * and every status dropped from the kernel. Each has to make some instance's graphs differ.
 */
export const driftAll = async (
  files: DomainFiles,
  workshop: Workshop,
  progress: Progress,
): Promise<readonly DriftRow[]> => {
  const found = new Map<string, string | null>()
  const { name: domain } = files.binding
  const key = (side: string, name: string) => `${side} ${name}`
  for (const of of files.instances.filter(({ slice }) => slice.purpose === "graph")) {
    const { slice } = of
    const { machines } = await dumpGraphs(files, of, files.binding.sites, workshop)
    progress.step(`${domain}: drifts in ${slice.name}`)
    const intactModel = machines.get(INTACT)
    if (intactModel === undefined) throw new Error(`${slice.name}: the dump has no intact machine`)
    const note = (side: string, name: string, kernel: () => Graph, model: Graph | undefined) => {
      const known = found.get(key(side, name)) ?? null
      if (known !== null || model === undefined) return
      const difference = compare(kernel(), model)
      found.set(key(side, name), difference === null ? null : `${slice.name}, after ${difference.path.length} steps`)
    }
    for (const { name, walker } of slice.drifts) note("kernel", name, () => explore(walker()).graph, intactModel)
    const intact = explore(slice.machines.walker(INTACT)).graph
    for (const site of files.binding.sites) note("model", site, () => intact, machines.get(site))
  }
  return [...found].map(([at, where]) => {
    const [side = "", ...name] = at.split(" ")
    return { domain, side: side === "kernel" ? "kernel" : "model", name: name.join(" "), found: where }
  })
}
