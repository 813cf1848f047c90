import type { Slice } from "../domains/binding.ts"
import { type Replay, replay } from "../replay.ts"
import type { Step } from "../tlc/output.ts"
import { type DomainFiles, type InstanceFile, negativeModel } from "./model.ts"
import type { Workshop } from "./workshop.ts"

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

interface Of {
  readonly file: InstanceFile
  readonly slice: Slice
}

/** The instance in which the kernel broken at the site brings the property down, the smallest first: TLC is asked there. */
const instanceFor = (files: DomainFiles, falls: Falls, site: string, property: string): Of | undefined =>
  files.instances.find(({ slice }) => falls.get(slice.name)?.get(site)?.includes(property) ?? false)

/** Instance → site → the properties that fall in the kernel. */
export type Falls = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

export const checkNegative = async (
  files: DomainFiles,
  of: Of,
  site: string,
  property: string,
  { expect, folder }: Workshop,
): Promise<NegativeReport> => {
  const { slice } = of
  const dir = folder(`${files.binding.name}.${slice.name}.${site}`)
  const isStep = slice.properties[property]?.over === "step"
  const model = negativeModel(files, of, site, property)
  const { verdict, asExpected, ms } = await expect(dir, model, "safety", {
    outcome: isStep ? "property" : "invariant",
    property,
  })
  return {
    site,
    property,
    instance: slice.name,
    killed: asExpected,
    verdict: `${verdict.outcome}${verdict.property === null ? "" : ` of ${verdict.property}`} (exit ${verdict.exit})`,
    trace: verdict.trace,
    replay: asExpected ? replay(slice, site, property, verdict.trace, files.binding.ghosts) : null,
    milliseconds: ms,
  }
}

/** Every site of a domain, or those that are asked for. A site that brings its property down nowhere is a finding. */
export const checkNegatives = (
  files: DomainFiles,
  falls: Falls,
  sites: readonly string[],
  workshop: Workshop,
  done: (report: NegativeReport) => void,
): Promise<readonly NegativeReport[]> =>
  Promise.all(
    sites.map(async (site) => {
      const property = files.negatives[site] ?? ""
      const of = instanceFor(files, falls, site, property)
      const report: NegativeReport =
        of === undefined
          ? {
              site,
              property,
              instance: "",
              killed: false,
              verdict: "it falls in no instance",
              trace: [],
              replay: null,
              milliseconds: 0,
            }
          : await checkNegative(files, of, site, property, workshop)
      done(report)
      return report
    }),
  )
