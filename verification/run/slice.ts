import type { Binding, Slice } from "../domains/binding.ts"
import type { Bounded } from "../explore/bounded.ts"
import { type Difference, asCommand, compare } from "../explore/compare.ts"
import { type Exploration, explore } from "../explore/explore.ts"
import { type Graph, INTACT, countEdges } from "../explore/graph.ts"
import { type Coverage, coverageOf } from "../explore/coverage.ts"
import { type Fall, fallsIn } from "../explore/properties.ts"
import { judgements } from "../judgements.ts"
import { type Reasons, compareReasons } from "../explore/reasons.ts"
import { digestOfGraph } from "./graph-digests.ts"
import { type Dumped, dumpGraphs, runGraphs } from "./graphs.ts"
import { type Expected, witnessesIn } from "./expected.ts"
import {
  type Asking,
  type DomainFiles,
  type Of,
  asking,
  intactModel,
  judgedIn,
  livenessModel,
  wholeModel,
} from "./model.ts"
import { type NegativeReport, negativesIn } from "./negatives.ts"
import type { TlcRun } from "../tlc/driver.ts"
import type { Outcome } from "../tlc/output.ts"
import type { Runner } from "./runner.ts"

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
  readonly coverage: Coverage
  readonly bounded: Bounded
  /** SHA-256 over the canonical form of the intact graph of the model, the same on both sides when they are equal. */
  readonly graph: string
  /** What the kill matrix says of each negative that is asked here. */
  readonly negatives: readonly NegativeReport[]
  /** What the intact machine says of each witness of the instance. */
  readonly witnesses: readonly Expected[]
  /** What TLC was asked of the intact machine, run by run, and what it said. */
  readonly intact: readonly Ran[]
  /** The properties that the intact kernel breaks. */
  readonly falls: readonly Fall[]
}

/** A run of TLC that has to find nothing. */
export interface Ran {
  /** The invariants and properties that it was asked for. */
  readonly asked: readonly string[]
  readonly outcome: Outcome
  readonly property: string | null
}

/** What is wrong with an instance, a sentence each. */
export const faultsOfSlice = ({
  intact,
  falls,
  differences,
  reasons,
  coverage,
  bounded,
}: Pick<SliceReport, "intact" | "falls" | "differences" | "reasons" | "coverage" | "bounded">): readonly string[] => [
  ...intact.flatMap((ran) =>
    judgements.holds(ran) ? [] : [`TLC finds the intact model at fault: ${ran.outcome} ${ran.property ?? ""}`.trim()],
  ),
  ...falls.map(({ property, path }) => `the intact kernel breaks ${property} after ${path.join(", ")}`),
  ...(judgements.isEqual(differences.size) ? [] : [`${differences.size} machines differ from the model`]),
  ...(judgements.givesTheSameReasons(reasons.wrong.length)
    ? []
    : [`${reasons.wrong.length} refusals give other reasons than the model`]),
  ...(judgements.keepsToItsBound(coverage.beyond)
    ? []
    : [`the intact machine leaves the bound ${coverage.beyond} times`]),
  ...(judgements.exercisesWhatItSays([...coverage.missing, ...coverage.undeclared])
    ? []
    : [
        ...coverage.missing.map((site) => `${site} is said to be exercised here, and is not`),
        ...coverage.undeclared.map((site) => `${site} is exercised here, and the instance does not say so`),
      ]),
  ...(judgements.needsNoMore(bounded.differing)
    ? []
    : bounded.differing.map((label) => `${asCommand(label)} is told of what is said to matter no longer`)),
  ...(judgements.endsForGood(bounded.revived)
    ? []
    : bounded.revived.map((label) => `${asCommand(label)} is taken by what is said to have ended`)),
]

export const verifySlice = async (files: DomainFiles, of: Of, runner: Runner): Promise<SliceReport> => {
  const { slice } = of
  const judged = judgedIn(files, slice)
  const { name } = slice
  const domain = files.binding.name
  const [whole, ...restRuns] = await Promise.all([
    runWhole(files, of, runner),
    ...judged.rest.map(async ({ name: property, fair }) => {
      const model = livenessModel(files, of, { property, fairness: fair, broken: [] })
      const task = { domain, kind: "liveness", name: `${property} in ${name}` } as const
      return ranOf(asking(model), await runner.run(task, model, { kind: "liveness" }))
    }),
  ])
  const { dumped, intact: intactRuns } = whole
  const { machines, states } = dumped
  const started = performance.now()
  const intact = explore(slice.machines.walker(INTACT))
  const differences = compareAll(files.binding, slice, intact, machines)
  const reasons = compareReasons(slice.machines, intact.graph, machines)
  const coverage = coverageOf(slice.machines, intact, slice.exercises)
  const bounded = slice.bounded()
  const negatives = negativesIn(files, of, dumped)
  runner.note({ domain, kind: "kernel", name, ms: Math.round(performance.now() - started) })
  return {
    name,
    states: intact.graph.edges.size,
    edges: countEdges(intact.graph),
    modelStates: states,
    properties: Object.keys(judged.all).length,
    differences,
    reasons,
    coverage,
    bounded,
    graph: digestOfGraph(machines.get(INTACT) ?? NOTHING),
    negatives,
    witnesses: witnessesIn(of, { fell: dumped.fell, states: machines.get(INTACT)?.edges.size ?? 0 }),
    intact: [...intactRuns, ...restRuns],
    falls: fallsIn(intact.graph, judged.all),
  }
}

/**
 * Every machine in one run that asks the intact one for everything. Where that run finds something, it has no whole graph and
 * doesn't say what fell: the graphs are dumped unasked, and the intact machine is asked alone.
 */
const runWhole = async (
  files: DomainFiles,
  of: Of,
  runner: Runner,
): Promise<{ readonly dumped: Dumped; readonly intact: readonly Ran[] }> => {
  const whole = wholeModel(files, of)
  const { run, dumped } = await runGraphs(files, of, whole.model, runner)
  const intact = [ranOf(whole, run)]
  if (dumped !== null) return { dumped, intact }
  const alone = intactModel(files, of)
  const task = { domain: files.binding.name, kind: "intact", name: of.slice.name } as const
  const [unasked, second] = await Promise.all([
    dumpGraphs(files, of, files.binding.sites, runner),
    runner.run(task, alone, { kind: "safety" }),
  ])
  return { dumped: unasked, intact: [...intact, ranOf(asking(alone), second)] }
}

const ranOf = ({ asked }: Pick<Asking, "asked">, { verdict: { outcome, property } }: Pick<TlcRun, "verdict">): Ran => ({
  asked,
  outcome,
  property,
})

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
