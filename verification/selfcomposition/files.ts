import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { InstanceError, Name, head, readAs } from "../domains/instance.ts"
import { variablesOf } from "../run/falls.ts"
import { ROOT } from "../run/sources.ts"
import { definitionsIn } from "../tlc/definitions.ts"
import type { Value } from "../tlc/values.ts"
import type { Composition } from "./index.ts"

const InstanceFile = z.strictObject({
  name: head.name,
  about: head.about,
  /** What holds here of two intact runs: an invariant of the module. */
  property: Name,
  constants: z.record(z.string(), z.custom<Value>()),
  alphabet: head.alphabet,
  witnesses: head.witnesses,
})
export type Instance = z.infer<typeof InstanceFile>

/**
 * What comes of it when one site is broken: the property of the instance falls, or it stands though the site matters there,
 * since it protects something else.
 */
const NegativesFile = z.array(
  z
    .strictObject({
      name: Name,
      site: Name,
      instance: Name,
      property: Name,
      expect: z.enum(["falls", "stands"]),
      because: z.string().min(1),
    })
    .transform(({ name, site, ...row }) => ({ site: `${name}@${site}`, ...row })),
)
export type Negative = z.infer<typeof NegativesFile>[number]

/** Everything that is asked of a composition. */
export interface CompositionFiles {
  readonly composition: Composition
  /** Of the module. */
  readonly modelDir: string
  readonly variables: readonly string[]
  /** Every place of the module where something can be broken. */
  readonly sites: readonly string[]
  readonly instances: readonly Instance[]
  readonly negatives: readonly Negative[]
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))

/** Every guard with its command and every rule that a module asks for, in the order of its text; `Against` asks a guard. */
export const sitesIn = (module: string): readonly string[] => {
  const text = definitionsIn(module)
    .map(({ body }) => body)
    .join("\n")
  const sites = [...text.matchAll(/\b(?:Guard|Against)\(\s*"(\w+)",\s*"(\w+)"|\bRule\(\s*"(\w+)"/g)].map(
    ([, guard, command, rule]) => (rule === undefined ? `${guard ?? ""}@${command ?? ""}` : `${rule}@rule`),
  )
  return [...new Set(sites)]
}

/** What a module gives to be asked and nobody asks, and what is asked that it doesn't have, a sentence each. */
export const unasked = (module: string, instances: readonly Instance[], negatives: readonly Negative[]) => {
  const definitions = definitionsIn(module)
  const sites = sitesIn(module)
  const named = negatives.map(({ site }) => site)
  const written = definitions.flatMap(({ name, isApplied }) => (name.startsWith("Never_") && !isApplied ? [name] : []))
  const witnesses = instances.flatMap((instance) => instance.witnesses)
  const defined = definitions.map(({ name }) => name)
  return [
    ...(sites.length === 0 ? ["the module has no site"] : []),
    ...sites.filter((site) => !named.includes(site)).map((site) => `negatives.json says nothing of ${site}`),
    ...named.filter((site) => !sites.includes(site)).map((site) => `the module has no site ${site}`),
    ...named.filter((site, at) => named.indexOf(site) !== at).map((site) => `negatives.json names ${site} twice`),
    ...written.filter((name) => !witnesses.includes(name)).map((name) => `no instance asks for the witness ${name}`),
    ...[...witnesses, ...instances.map(({ property }) => property)]
      .filter((name) => !defined.includes(name))
      .map((name) => `the module does not define ${name}`),
    ...instances
      .filter(({ name }) => negatives.every(({ instance }) => instance !== name))
      .map(({ name }) => `nothing is broken in ${name}: nobody would miss it`),
    ...negatives.flatMap(({ site, instance, property }) => {
      const found = instances.find(({ name }) => name === instance)
      if (found === undefined) return [`${site} is broken in ${instance}, which is not there`]
      return found.property === property ? [] : [`${site} is broken in ${instance}, where nobody asks for ${property}`]
    }),
  ]
}

/** Throws InstanceError where a file can't be read as what it should be, and names whatever nobody asks. */
export const readComposition = (composition: Composition): CompositionFiles => {
  const modelDir = join(ROOT, "models", composition.domain)
  const folder = join(modelDir, composition.folder)
  const module = readFileSync(join(modelDir, `${composition.name}.tla`), "utf8")
  const instances = readdirSync(join(folder, "instances"))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readAs(InstanceFile, json(join(folder, "instances", name)), `instances/${name}`))
  const negatives = readAs(NegativesFile, json(join(folder, "negatives.json")), "negatives.json")
  const found = unasked(module, instances, negatives)
  if (found.length > 0) throw new InstanceError(`${composition.name}: ${found.join("; ")}`)
  return { composition, modelDir, variables: variablesOf(module), sites: sitesIn(module), instances, negatives }
}
