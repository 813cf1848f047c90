import { join } from "node:path"
import type { Binding, Slice } from "../domains/binding.ts"
import { type Difference, compare } from "../explore/compare.ts"
import { type Exploration, explore } from "../explore/explore.ts"
import { type Graph, INTACT, countEdges } from "../explore/graph.ts"
import { type Honesty, honestyOf } from "../explore/honest.ts"
import { machinesOf } from "../explore/machines.ts"
import { fallsIn } from "../explore/properties.ts"
import { type Reasons, compareReasons } from "../explore/reasons.ts"
import { readDot } from "../tlc/dot.ts"
import type { Workshop } from "./workshop.ts"
import { type DomainFiles, type InstanceFile, graphModel, intactModel } from "./model.ts"
import { digestOfText } from "./sources.ts"

/** One instance: every machine of the kernel against every machine of the model. */
export interface SliceReport {
  readonly name: string
  /** Of the intact machine. */
  readonly states: number
  readonly edges: number
  /** Of all the machines in TLC's dump. */
  readonly modelStates: number
  readonly properties: number
  /** Machine → where it differs from the model's; empty when all are equal. */
  readonly differences: ReadonlyMap<string, Difference>
  readonly reasons: Reasons
  readonly honesty: Honesty
  /** SHA-256 over the canonical form of the intact graph, the same on both sides when they are equal. */
  readonly graph: string
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[]
  readonly milliseconds: { readonly tlc: number; readonly kernel: number }
}

/** The graph of the model, machine by machine. */
export const dumpGraphs = async (
  files: DomainFiles,
  of: { readonly file: InstanceFile; readonly slice: Slice },
  { run, folder }: Workshop,
): Promise<{ readonly machines: ReadonlyMap<string, Graph>; readonly states: number; readonly ms: number }> => {
  const dir = folder(`${files.binding.name}.${of.slice.name}.graphs`)
  const dump = join(dir, "graph.dot")
  const { verdict, ms } = await run(dir, graphModel(files, of), { kind: "safety", dump })
  if (verdict.outcome !== "holds")
    throw new Error(
      `${of.slice.name}: the graphs can't be dumped: ${verdict.outcome} ${verdict.property ?? ""} ${verdict.errors.join(" ")}`,
    )
  const read = await readDot(dump)
  return { machines: machinesOf(read, files.binding.ghosts), states: read.states.size, ms }
}

export const verifySlice = async (
  files: DomainFiles,
  of: { readonly file: InstanceFile; readonly slice: Slice },
  workshop: Workshop,
): Promise<SliceReport> => {
  const { slice } = of
  const [{ machines, states, ms }, intactRun] = await Promise.all([
    dumpGraphs(files, of, workshop),
    workshop.run(workshop.folder(`${files.binding.name}.${slice.name}.intact`), intactModel(files, of), {
      kind: "safety",
    }),
  ])
  const started = performance.now()
  const intact = explore(slice.machines.walker(INTACT))
  const differences = compareAll(files.binding, slice, intact, machines)
  const reasons = compareReasons(slice.machines, intact.graph, machines)
  const honesty = honestyOf(slice.machines, intact, slice.exercises)
  const own = fallsIn(intact.graph, slice.properties)
  const { outcome, property } = intactRun.verdict
  const faults = [
    ...(outcome === "holds" ? [] : [`TLC finds the intact model at fault: ${outcome} ${property ?? ""}`]),
    ...own.map(({ property, path }) => `the intact kernel breaks ${property} after ${path.join(", ")}`),
    ...(differences.size === 0 ? [] : [`${differences.size} machines differ from the model`]),
    ...(reasons.wrong.length === 0 ? [] : [`${reasons.wrong.length} refusals give other reasons than the model`]),
    ...(honesty.beyond === 0 ? [] : [`the intact machine leaves the bound ${honesty.beyond} times`]),
    ...honesty.missing.map((site) => `${site} is said to be exercised here, and is not`),
    ...honesty.undeclared.map((site) => `${site} is exercised here, and the instance does not say so`),
  ]
  return {
    name: slice.name,
    states: intact.graph.edges.size,
    edges: countEdges(intact.graph),
    modelStates: states,
    properties: Object.keys(slice.properties).length,
    differences,
    reasons,
    honesty,
    graph: digestOfGraph(intact.graph),
    faults,
    milliseconds: { tlc: ms, kernel: Math.round(performance.now() - started) },
  }
}

const compareAll = (
  { sites }: Binding,
  { machines }: Slice,
  intact: Exploration,
  model: ReadonlyMap<string, Graph>,
): ReadonlyMap<string, Difference> => {
  const differences = new Map<string, Difference>()
  for (const machine of [INTACT, ...sites]) {
    const walker = machines.walker(machine)
    const { graph } = machine === INTACT ? intact : explore(walker)
    const difference = compare(graph, model.get(machine) ?? NOTHING, walker.answer)
    if (difference !== null) differences.set(machine, difference)
  }
  return differences
}

const NOTHING: Graph = {
  initial: [],
  edges: new Map(),
  value: (key) => {
    throw new Error(`a graph without states has no ${key}`)
  },
}

const digestOfGraph = ({ initial, edges }: Graph): string => {
  const lines = [...edges].flatMap(([from, row]) => [
    from,
    ...[...row].flatMap(([label, goals]) => goals.map((to) => `${from}\t${label}\t${to}`)),
  ])
  return digestOfText([...[...initial].sort(), ...lines.sort()].join("\n"))
}
