import type { Negative } from "../domains/negatives.ts"
import { type Replay, replay } from "../replay.ts"
import type { Step } from "../tlc/output.ts"
import { instanceNamed } from "./liveness.ts"
import { type DomainFiles, negativeModel } from "./model.ts"
import { type Workshop, saidOf } from "./workshop.ts"

/** A site that was broken, and what came of it. */
export interface NegativeReport {
  readonly site: string
  readonly property: string
  readonly instance: string
  /** TLC's own verdict: exactly this property, by the exit code that belongs to it. */
  readonly killed: boolean
  /** What TLC said instead. */
  readonly verdict: string
  readonly trace: readonly Step[]
  readonly replay: Replay | null
  readonly milliseconds: number
}

/** One site broken: TLC's verdict, and its counterexample walked by both kernels. */
const checkNegative = async (
  files: DomainFiles,
  site: string,
  { property, instance }: Negative,
  { expect, folder }: Workshop,
): Promise<NegativeReport> => {
  const of = instanceNamed(files, instance)
  const { slice } = of
  const over = slice.properties[property]?.over
  const { verdict, asExpected, ms } = await expect(
    folder(`${files.binding.name}.${instance}.${site}`),
    negativeModel(files, of, site, property),
    over === "rest" ? "liveness" : "safety",
    { outcome: over === "state" ? "invariant" : "property", property },
  )
  return {
    site,
    property,
    instance,
    killed: asExpected,
    verdict: saidOf(verdict),
    trace: verdict.trace,
    replay: asExpected ? replay(slice, site, property, verdict.trace, files.binding.ghosts) : null,
    milliseconds: ms,
  }
}

/** Every site of a domain, or those that are asked for. A site that brings its property down nowhere is a finding. */
export const checkNegatives = (
  files: DomainFiles,
  sites: readonly string[],
  workshop: Workshop,
  done: (report: NegativeReport) => void,
): Promise<readonly NegativeReport[]> =>
  Promise.all(
    sites.flatMap((site) => {
      const negative = files.negatives.get(site)
      if (negative === undefined) return []
      return [
        checkNegative(files, site, negative, workshop).then((report) => {
          done(report)
          return report
        }),
      ]
    }),
  )
