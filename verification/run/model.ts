import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { assertAsked } from "../domains/asked.ts"
import type { Binding, Slice } from "../domains/binding.ts"
import { type Entry, Name, Site, expressionOf, groundOf, head, readAs } from "../domains/instance.ts"
import { type Negatives, assertAskedWhereItMatters } from "../domains/negatives.ts"
import { INTACT } from "../explore/graph.ts"
import { partsOf } from "../explore/knock-out.ts"
import type { Property, Resting } from "../explore/properties.ts"
import { type Watched, variablesOf, watching } from "./falls.ts"
import { type Model, addsNothing } from "../tlc/module.ts"
import type { Value } from "../tlc/values.ts"
import { type GraphDigests, readGraphDigests } from "./graph-digests.ts"
import { ROOT } from "./sources.ts"

/** An instance file as TLC gets it. What its constants mean is the domain's own business, and the binding's to read. */
const InstanceFile = z.looseObject({
  ...head,
  constants: z.record(z.string(), z.custom<Value>()),
  bound: z.record(z.string(), z.int()),
})
export type InstanceFile = z.infer<typeof InstanceFile>

/** What TLC has to say of the runs that go on for ever: a property, the fairness that is assumed, the sites that are broken. */
const LivenessFile = z.array(
  z.strictObject({
    name: Name,
    property: Name,
    instance: Name,
    fairness: z.array(Name).readonly(),
    broken: z.array(Site).readonly(),
    expect: z.enum(["holds", "violated"]),
    because: z.string().min(1),
  }),
)
export type Liveness = z.infer<typeof LivenessFile>[number]

/** An instance, as TLC and as the explorer get it. */
export interface Of {
  readonly file: InstanceFile
  readonly slice: Slice
}

/** Everything that stands in a domain's folder under models/. */
export interface DomainFiles {
  readonly binding: Binding
  readonly folder: string
  /** The variables of the model, in the order of its `vars`. */
  readonly variables: readonly string[]
  readonly instances: readonly Of[]
  readonly negatives: Negatives
  readonly liveness: readonly Liveness[]
  /** As committed. */
  readonly graphs: GraphDigests
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))

const folderOf = ({ name }: Binding): string => join(ROOT, "models", name)

/** The instances of a domain, in the order of their names. Throws InstanceError. */
const readInstances = (binding: Binding): readonly Of[] => {
  const folder = join(folderOf(binding), "instances")
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const read = json(join(folder, name))
      return { file: readAs(InstanceFile, read, `instances/${name}`), slice: binding.open(read) }
    })
}

export const instanceNamed = ({ instances, binding }: DomainFiles, name: string): Of => {
  const found = instances.find(({ slice }) => slice.name === name)
  if (found === undefined) throw new Error(`${binding.name} has no instance ${name}`)
  return found
}

/** Throws InstanceError where a file can't be read as what it should be. */
export const readDomain = (binding: Binding): DomainFiles => {
  const folder = folderOf(binding)
  const instances = readInstances(binding)
  const negatives = binding.negatives(json(join(folder, "negatives.json")))
  assertAskedWhereItMatters(
    negatives,
    instances.map(({ slice }) => slice),
  )
  const liveness = readAs(LivenessFile, json(join(folder, "liveness.json")), "liveness.json")
  assertAsked({
    module: readFileSync(join(folder, `${binding.module}.tla`), "utf8"),
    instances: instances.map(({ file, slice }) => ({ ...slice, witnesses: file.witnesses })),
    negatives,
    liveness,
    properties: binding.properties,
  })
  return {
    binding,
    folder,
    variables: variablesOf(readFileSync(join(folder, `${binding.module}.tla`), "utf8")),
    instances,
    negatives,
    liveness,
    graphs: readGraphDigests(folder),
  }
}

const mutations = (machines: readonly string[]): Value => ({
  set: machines.map((machine) => {
    if (machine === INTACT) return { set: [] }
    const { name, at } = partsOf(machine)
    return { set: [[name, at]] }
  }),
})

const common = ({ binding, folder }: DomainFiles, { constants, bound }: InstanceFile, machines: readonly string[]) => ({
  module: binding.module,
  modelDir: folder,
  constants: { ...constants, Bound: bound, MutationSets: mutations(machines) },
})

const wrappersOf = (alphabet: readonly Entry[]) =>
  groundOf(alphabet).map((ground) => ({ label: ground.label, expression: expressionOf(ground) }))

/** The properties of a domain as TLC wants them: of states as invariants, of steps as temporal ones. Those of rest need fair runs. */
const sorted = ({ properties }: Slice, names: readonly string[]) => ({
  invariants: names.filter((name) => properties[name]?.over === "state"),
  properties: names.filter((name) => properties[name]?.over === "step"),
})

/** A property of rest, with its name. */
interface Rest extends Resting {
  readonly name: string
}

/**
 * The properties that are judged in an instance. One of rest is judged only where a negative is asked of it: an instance has
 * to be made for it, with time and words enough, since in any other a run rests because nothing more can be said.
 */
export const judgedIn = (
  { negatives }: Pick<DomainFiles, "negatives">,
  { name, properties }: Pick<Slice, "name" | "properties">,
): { readonly all: Readonly<Record<string, Property>>; readonly rest: readonly Rest[] } => {
  const asked = [...negatives.values()].filter(({ instance }) => instance === name).map(({ property }) => property)
  const judged = Object.entries(properties).filter(
    ([property, { over }]) => over !== "rest" || asked.includes(property),
  )
  return {
    all: Object.fromEntries(judged),
    rest: judged.flatMap(([name, property]) => (property.over === "rest" ? [{ name, ...property }] : [])),
  }
}

/** The sites whose negative is asked in an instance, with the property that has to fall there. */
export const askedIn = ({ negatives }: Pick<DomainFiles, "negatives">, { name, properties }: Slice) =>
  [...negatives].flatMap(([site, { property, instance }]) => {
    const judged = properties[property]
    return instance === name && judged !== undefined ? [{ site, property, over: judged.over }] : []
  })

/** The property of each negative that is asked here, watched in its broken machine. One of rest needs runs of its own. */
const kills = (files: DomainFiles, { slice }: Of, sites: readonly string[]): readonly Watched[] =>
  askedIn(files, slice).flatMap(({ site, property, over }) => {
    if (over === "rest" || !sites.includes(site)) return []
    const { name, at } = partsOf(site)
    const machine = `<<${JSON.stringify(name)}, ${JSON.stringify(at)}>> \\in mut`
    // An invariant is asked also of the states beyond the CONSTRAINT, which no graph has.
    const formula = over === "step" ? stepOf(property) : `(${withinBounds} => ${property})`
    return [{ row: site, formula, over, machine }]
  })

/**
 * The intact machine and those broken at `sites` in one run, for the dump: which one a state belongs to is part of the
 * state. It is the kill matrix too: what each negative brings down is watched in the machine that is broken for it, and
 * what must be reachable in the intact one.
 */
export const graphModel = (files: DomainFiles, of: Of, sites: readonly string[]): Model => ({
  ...common(files, of.file, [INTACT, ...sites]),
  wrappers: wrappersOf(of.file.alphabet),
  specification: "MC_Spec",
  properties: [],
  constraint: withinBounds,
  ...watching([...kills(files, of, sites), ...reached(of)]),
})

/** A model that says by other names what it is asked for. */
export interface Asking {
  readonly model: Model
  /** The invariants and properties that it is asked for, by their own names. */
  readonly asked: readonly string[]
}

/** A model that lists what it is asked for by its own name. */
export const asking = (model: Model): Asking => ({ model, asked: [...model.invariants, ...model.properties] })

/** Every broken machine is kept to its bound; the intact one has to keep to it by itself. */
export const withinBounds = "WithinBounds"
const INTACT_STATES = "MC_IntactStates"
const INTACT_STEPS = "MC_IntactSteps"

/**
 * `graphModel`, and on the way everything that the intact machine is asked for: each of its states and steps is there. TLC
 * looks at an invariant in the states just beyond a CONSTRAINT too, so that the intact machine is seen to leave its bound.
 * All that a state is asked for is one invariant, and all that a step is asked for is one property: each of its own would be
 * weighed in the states of every machine, which costs more than a run for them. Which of them falls `intactModel` says.
 */
export const wholeModel = (files: DomainFiles, of: Of): Asking => {
  const model = graphModel(files, of, files.binding.sites)
  const { invariants, properties } = sorted(of.slice, files.binding.properties)
  const states = ["TypeOK", withinBounds, ...invariants]
  // That the wrappers add no step of their own: over all machines it would cost more than everything else together.
  const steps = [{ name: addsNothing, step: "Next" }, ...properties.map((name) => ({ name, step: stepOf(name) }))]
  return {
    model: {
      ...model,
      definitions: [
        model.definitions,
        `${INTACT_STATES} == mut = {} => ${states.join(" /\\ ")}`,
        `${INTACT_STEPS} == [][mut = {} => ${steps.map(({ step }) => step).join(" /\\ ")}]_vars`,
      ].join("\n"),
      invariants: [INTACT_STATES, ...model.invariants],
      properties: [INTACT_STEPS],
    },
    asked: [...states, ...steps.map(({ name }) => name)],
  }
}

/** What a property of steps says of one of them, by the name that it has in every model. */
const stepOf = (property: string): string => `${property}Step`

/** Everything that must be reachable is watched as something that has to hold, and has to fall. */
const reached = ({ file }: Of): readonly Watched[] =>
  file.witnesses.map((witness) => ({ row: witness, formula: witness, over: "state", machine: "mut = {}" }))

/**
 * The intact machine alone under the instance's alphabet: every property listed, every witness watched. It needs no bound, and
 * gets none. A larger instance is too large to ask of every step whether the model knows it, and one for liveness, whose
 * past recedes, is asked for its witnesses alone.
 */
export const intactModel = (files: DomainFiles, of: Of): Model => {
  const { invariants, properties } = sorted(of.slice, files.binding.properties)
  const { purpose } = of.slice
  const watched = watching(reached(of))
  const isGraph = purpose === "graph"
  return {
    ...common(files, of.file, [INTACT]),
    wrappers: wrappersOf(of.file.alphabet),
    specification: "MC_Spec",
    ...watched,
    invariants: [
      ...(purpose === "liveness" ? [] : ["TypeOK", ...(isGraph ? [withinBounds] : []), ...invariants]),
      ...watched.invariants,
    ],
    properties: [...(isGraph ? [addsNothing] : []), ...(purpose === "liveness" ? [] : properties)],
  }
}

/** One site broken, and only the property that has to fall. A property of rest is asked of the runs that are fair to it. */
export const negativeModel = (files: DomainFiles, of: Of, site: string, property: string): Model => {
  const judged = of.slice.properties[property]
  if (judged?.over === "rest") return livenessModel(files, of, { property, fairness: judged.fair, broken: [site] })
  return {
    ...common(files, of.file, [site]),
    wrappers: wrappersOf(of.file.alphabet),
    specification: "MC_Spec",
    ...sorted(of.slice, [property]),
    constraint: withinBounds,
  }
}

/** Runs that go on for ever, under some fairness. */
export const livenessModel = (
  files: DomainFiles,
  { file }: Of,
  { property, fairness, broken }: Pick<Liveness, "property" | "fairness" | "broken">,
): Model => {
  const { constants, ...rest } = common(files, file, broken.length === 0 ? [INTACT] : broken)
  return {
    ...rest,
    constants: { ...constants, Fairness: { set: [...fairness] } },
    wrappers: wrappersOf(file.alphabet),
    definitions: "MC_FairSpec == MC_Spec /\\ Fair",
    specification: "MC_FairSpec",
    invariants: [],
    properties: [property],
  }
}
