import { type Definition, definitionsIn } from "../tlc/definitions.ts"
import { InstanceError, type Purpose } from "./instance.ts"
import type { Negatives } from "./negatives.ts"
import { type Speaker, unheard } from "./speakers.ts"

/** What a model gives to be asked of it, and what it is asked. */
export interface Questions {
  /** The text of the module. */
  readonly module: string
  readonly instances: readonly AskedInstance[]
  readonly negatives: Negatives
  readonly liveness: readonly AskedRun[]
  /** Of the binding. */
  readonly properties: readonly string[]
}

interface AskedInstance {
  readonly name: string
  readonly purpose: Purpose
  readonly witnesses: readonly string[]
  /** Who says each command of its alphabet. */
  readonly speakers: readonly Speaker[]
}

interface AskedRun {
  readonly name: string
  readonly property: string
  readonly instance: string
  readonly fairness: readonly string[]
  readonly broken: readonly string[]
  readonly expect: "holds" | "violated"
}

/**
 * What a model gives to be asked and nobody asks, a sentence each. It is derived from the module, so that a question that is
 * taken out, or never was put, is missed.
 */
export const unasked = (questions: Questions): readonly string[] => {
  const definitions = definitionsIn(questions.module)
  return [
    ...unaskedWitnesses(definitions, questions),
    ...unfallen(questions),
    ...unaskedRuns(definitions, questions),
    ...unaskedFairness(definitions, questions),
    ...unheard(questions.instances.filter(({ purpose }) => purpose === "graph").flatMap(({ speakers }) => speakers)),
    ...needless(questions),
  ]
}

/** Throws InstanceError that names whatever nobody asks. */
export const assertAsked = (questions: Questions): void => {
  const found = unasked(questions)
  if (found.length > 0) throw new InstanceError(found.join("; "))
}

/** Every witness of the module, `Never_…`, is asked in some instance, and no other. */
const unaskedWitnesses = (definitions: readonly Definition[], { instances }: Questions): readonly string[] => {
  const written = definitions.flatMap(({ name, isApplied }) => (name.startsWith("Never_") && !isApplied ? [name] : []))
  const asked = new Set(instances.flatMap(({ witnesses }) => witnesses))
  return [
    ...written.filter((name) => !asked.has(name)).map((name) => `no instance asks for the witness ${name}`),
    ...[...asked].filter((name) => !written.includes(name)).map((name) => `the module has no witness ${name}`),
  ]
}

/** Every property falls when some site is broken: one that can't fall says nothing. */
const unfallen = ({ negatives, properties }: Questions): readonly string[] => {
  const fallen = new Set([...negatives.values()].map(({ property }) => property))
  return properties.filter((name) => !fallen.has(name)).map((name) => `no negative brings ${name} down`)
}

/** Whatever the module says of the runs that go on for ever is asked of the intact machine. */
const unaskedRuns = (definitions: readonly Definition[], { liveness }: Questions): readonly string[] => {
  const holding = holdingIn(liveness).map(({ property }) => property)
  return (
    definitions
      // Not the empty sequence, <<>>.
      .filter(({ body, isApplied }) => !isApplied && /~>|(?<!<)<>(?!>)/.test(body))
      .filter(({ name }) => !holding.includes(name))
      .map(({ name }) => `liveness.json does not ask whether ${name} holds`)
  )
}

/** Every assumption of fairness is one of the module's, and is needed: without it alone, the property falls. */
const unaskedFairness = (definitions: readonly Definition[], { liveness }: Questions): readonly string[] => {
  const body = definitions.find(({ name }) => name === "Fair")?.body ?? ""
  const written = [...body.matchAll(/"(\w+)"\s*\\in\s+Fairness/g)].map(([, name = ""]) => name)
  const holding = holdingIn(liveness)
  const assumed = new Set(holding.flatMap(({ fairness }) => fairness))
  const falls = (property: string, fairness: readonly string[]) =>
    liveness.some(
      (run) =>
        run.expect === "violated" &&
        run.broken.length === 0 &&
        run.property === property &&
        isSameSet(run.fairness, fairness),
    )
  return [
    ...written.filter((name) => !assumed.has(name)).map((name) => `nothing in liveness.json rests on fair ${name}`),
    ...[...assumed].filter((name) => !written.includes(name)).map((name) => `the module has no fairness of ${name}`),
    ...holding.flatMap(({ name, property, fairness }) =>
      fairness
        .filter(
          (one) =>
            !falls(
              property,
              fairness.filter((other) => other !== one),
            ),
        )
        .map((one) => `${name} rests on fair ${one}, and nothing shows that ${property} falls without it`),
    ),
  ]
}

const holdingIn = (liveness: readonly AskedRun[]) => liveness.filter(({ expect }) => expect === "holds")
const isSameSet = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((one) => others.includes(one))

/**
 * Each purpose has its instance, and each instance something that is asked nowhere else: then none can be taken out without
 * somebody missing it.
 */
const needless = ({ instances, negatives, liveness }: Questions): readonly string[] => {
  const named = new Set([...negatives.values(), ...liveness].map(({ instance }) => instance))
  const purposes = Object.keys({ graph: 0, invariants: 0, liveness: 0 } satisfies Record<Purpose, number>)
  const isAlone = (given: AskedInstance): boolean => {
    const others = instances.filter((other) => other !== given)
    return (
      others.every(({ purpose }) => purpose !== given.purpose) ||
      given.witnesses.some((witness) => others.every(({ witnesses }) => !witnesses.includes(witness)))
    )
  }
  return [
    ...purposes
      .filter((wanted) => instances.every(({ purpose }) => purpose !== wanted))
      .map((wanted) => `there is no instance for ${wanted}`),
    ...instances
      .filter((instance) => !named.has(instance.name) && !isAlone(instance))
      .map(({ name }) => `nothing is asked in ${name} alone: nobody would miss it`),
    ...liveness
      .filter(({ instance }) => instances.every(({ name }) => name !== instance))
      .map(({ name, instance }) => `${name} is asked in ${instance}, which is not there`),
  ]
}
