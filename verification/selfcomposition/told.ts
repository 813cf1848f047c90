import { asCommand } from "../explore/compare.ts"
import { partsOf } from "../explore/knock-out.ts"
import { judgements } from "../judgements.ts"
import { digestOfFiles, filesBelow, ROOT } from "../run/sources.ts"
import { type Row, table } from "../run/tables.ts"
import { join } from "node:path"
import type { Broken, CompositionReport } from "./check.ts"
import type { Composition } from "./index.ts"

/** The module of a composition, its instances and negatives, and the library. */
export const modelOf = ({ name, domain, folder }: Composition): readonly string[] => [
  join(ROOT, "models", domain, `${name}.tla`),
  ...filesBelow(join(ROOT, "models", domain, folder)),
  ...filesBelow(join(ROOT, "models", "lib")),
]

const of = (rows: readonly { readonly ok: boolean }[]): string => `${rows.filter(({ ok }) => ok).length}/${rows.length}`

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** What was shown of a composition, within which bounds: its part of the certificate. */
export const certified = ({ composition, instances, negatives, faults, seconds }: CompositionReport) => ({
  name: composition.name,
  domain: composition.domain,
  ok: judgements.isFaultless(faults),
  seconds,
  properties: [...new Set(instances.map(({ property }) => property))],
  states: sum(instances.map(({ states }) => states)),
  instances: instances.map(({ instance, property, ok, states }) => ({ instance, property, holds: ok, states })),
  witnesses: instances.flatMap(({ witnesses }) =>
    witnesses.map(({ name, instance, ok }) => ({ name, instance, reached: ok })),
  ),
  guards: negatives.map(({ site, property, instance, expect, ok, trace }) => ({
    name: partsOf(site).name,
    site: partsOf(site).at,
    property,
    instance,
    expected: expect,
    ok,
    trace: trace.flatMap(({ action }) => (action === null ? [] : [asCommand(action)])),
  })),
  digest: digestOfFiles(modelOf(composition)),
  faults,
})
export type CertifiedComposition = ReturnType<typeof certified>

const HEAD: Row = ["two runs", "domain", "instances", "states", "sites", "fall", "stand", "witnesses", "time"]

/** How many instances hold, sites bring their property down, or are shown to protect something else. */
export const compositionRow = ({ composition, instances, negatives, seconds }: CompositionReport): Row => [
  composition.name,
  composition.domain,
  of(instances),
  String(sum(instances.map(({ states }) => states))),
  String(negatives.length),
  of(negatives.filter(({ expect }) => expect === "falls")),
  of(negatives.filter(({ expect }) => expect === "stands")),
  of(instances.flatMap(({ witnesses }) => witnesses)),
  `${seconds.toFixed(1)} s`,
]

/** A row a composition. */
export const compositionTable = (rows: readonly Row[]): string => table([HEAD, ...rows])

/** What was said, and in which run, up to where the property falls. */
export const counterexample = (
  { name, domain }: Composition,
  { site, property, instance, because, trace, ok, verdict }: Broken,
): string => {
  if (!ok) return `${site}: ${property} of ${name} was to fall, and TLC said: ${verdict}`
  const { name: broken, at } = partsOf(site)
  const steps = trace.flatMap(({ action }) => {
    if (action === null) return []
    const parts = action.split("__")
    const where = parts.at(-1) ?? ""
    return [
      where === ""
        ? { said: asCommand(action), where: "both" }
        : { said: asCommand(parts.slice(0, -1).join("__")), where },
    ]
  })
  return [
    `${domain}, ${instance}: with ${at === "rule" ? `the rule ${broken} broken` : `${broken} not asked on ${at}`}, ${property} of ${name} falls`,
    because,
    table([["step", "run", "what"], ...steps.map(({ said, where }, index) => [String(index + 1), where, said])]),
  ].join("\n")
}
