import type { Slice } from "../domains/binding.ts"
import type { Negative } from "../domains/negatives.ts"
import { type Graph, arrivalsIn, pathTo } from "../explore/graph.ts"
import { judgements } from "../judgements.ts"
import { type Replay, replay } from "../replay.ts"
import type { Step } from "../tlc/output.ts"
import type { Fell } from "./falls.ts"
import type { Dumped } from "./graphs.ts"
import { type DomainFiles, type Of, askedIn, instanceNamed, negativeModel } from "./model.ts"
import { type Expectation, type Runner, saidOf } from "./runner.ts"

/** A site that was broken, and what came of it. */
export interface NegativeReport {
  readonly site: string
  readonly property: string
  readonly instance: string
  /** By TLC's own verdict: in a run of its own exactly this property, by its exit code; in the kill matrix, this row. */
  readonly killed: boolean
  /** What TLC said. */
  readonly verdict: string
  readonly trace: readonly Step[]
  readonly replay: Replay | null
}

/** What TLC has to say of a negative in a run of its own. */
const expectationOf = ({ properties }: Pick<Slice, "properties">, property: string): Expectation => ({
  outcome: properties[property]?.over === "state" ? "invariant" : "property",
  property,
})

/** One site broken in a run of its own: TLC's verdict, and its counterexample walked by both kernels. */
const checkNegative = async (
  files: DomainFiles,
  site: string,
  { property, instance }: Negative,
  { expect }: Runner,
): Promise<NegativeReport> => {
  const of = instanceNamed(files, instance)
  const { verdict, asExpected } = await expect(
    { domain: files.binding.name, kind: "negatives", name: site },
    negativeModel(files, of, site, property),
    of.slice.properties[property]?.over === "rest" ? "liveness" : "safety",
    expectationOf(of.slice, property),
  )
  const { trace } = verdict
  return {
    ...{ site, property, instance, killed: asExpected, verdict: saidOf(verdict), trace },
    replay: asExpected ? replay(of.slice, site, property, trace, files.binding.ghosts) : null,
  }
}

/** Every site of a domain, or those that are asked for. A site that brings its property down nowhere is a finding. */
export const checkNegatives = (
  files: DomainFiles,
  sites: readonly string[],
  runner: Runner,
  done: (report: NegativeReport) => void,
): Promise<readonly NegativeReport[]> =>
  Promise.all(
    sites.flatMap((site) => {
      const negative = files.negatives.get(site)
      if (negative === undefined) return []
      return [
        checkNegative(files, site, negative, runner).then((report) => {
          done(report)
          return report
        }),
      ]
    }),
  )

/** The sites whose property is one of rest, which no kill matrix can tell: whether it falls takes runs that go on for ever. */
export const sitesOfRest = (files: DomainFiles): readonly string[] =>
  files.instances.flatMap(({ slice }) =>
    askedIn(files, slice).flatMap(({ site, over }) => (over === "rest" ? [site] : [])),
  )

/** The negatives that are asked in an instance, as the kill matrix of its graphs has them. */
export const negativesIn = (
  files: Pick<DomainFiles, "binding" | "negatives">,
  { slice }: Pick<Of, "slice">,
  { machines, fell }: Pick<Dumped, "machines" | "fell">,
): readonly NegativeReport[] =>
  askedIn(files, slice).flatMap(({ site, property, over }) => {
    if (over === "rest") return []
    const graph = machines.get(site)
    const where = fell.get(site)
    const trace = graph === undefined || where === undefined ? [] : traceTo(graph, where)
    const killed = judgements.fell(fell, site)
    return [
      {
        ...{ site, property, instance: slice.name, killed, trace },
        verdict: killed ? `${property} falls after ${trace.length - 1} steps` : `${property} stands in every state`,
        replay: killed ? replay(slice, site, property, trace, files.binding.ghosts) : null,
      },
    ]
  })

/** A shortest path of a machine of TLC's to where something fell; empty where no path leads there. */
const traceTo = (graph: Graph, [last, after]: Fell): readonly Step[] => {
  const arrivals = arrivalsIn(graph)
  if (!arrivals.has(last)) return []
  const states = [last]
  for (let at = arrivals.get(last); at !== null && at !== undefined; at = arrivals.get(at.from)) states.unshift(at.from)
  const labels = [null, ...pathTo(arrivals, last)]
  const steps = states.map((key, index) => ({
    step: index + 1,
    action: labels[index] ?? null,
    state: graph.value(key),
  }))
  if (after === undefined) return steps
  const label = [...(graph.edges.get(last) ?? [])].find(([, goals]) => goals.includes(after))?.[0]
  return label === undefined ? [] : [...steps, { step: steps.length + 1, action: label, state: graph.value(after) }]
}
