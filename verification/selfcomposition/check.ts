import { judgements } from "../judgements.ts"
import { type Expected, lookedIn, witnessesIn } from "../run/expected.ts"
import type { Progress } from "../run/progress.ts"
import { type Runner, saidOf } from "../run/runner.ts"
import type { Step } from "../tlc/output.ts"
import { type CompositionFiles, type Instance, type Negative, readComposition } from "./files.ts"
import type { Composition } from "./index.ts"
import { brokenModel, intactModel } from "./models.ts"

/** An instance of two intact runs, and what TLC said of it. */
export interface Held {
  readonly instance: string
  readonly property: string
  readonly ok: boolean
  readonly verdict: string
  readonly states: number
  readonly witnesses: readonly Expected[]
}

/** A site that was broken, and what came of it. */
export interface Broken extends Negative {
  /** TLC said this of exactly this property. */
  readonly ok: boolean
  readonly verdict: string
  readonly states: number
  readonly trace: readonly Step[]
}

export interface CompositionReport {
  readonly composition: Composition
  readonly instances: readonly Held[]
  readonly negatives: readonly Broken[]
  readonly faults: readonly string[]
  readonly seconds: number
}

const infinitive = { falls: "fall", stands: "stand" } as const

const holds = { outcome: "holds", property: null } as const

const checkIntact = async (files: CompositionFiles, instance: Instance, { expect }: Runner): Promise<Held> => {
  const { name, property } = instance
  const task = { domain: files.composition.name, kind: "intact", name } as const
  const run = await expect(task, intactModel(files, instance), "safety", holds)
  return {
    instance: name,
    property,
    ok: run.asExpected,
    verdict: saidOf(run.verdict),
    states: run.verdict.distinctStates ?? 0,
    witnesses: witnessesIn({ file: instance }, lookedIn(run, files.variables, [])),
  }
}

const checkBroken = async (files: CompositionFiles, negative: Negative, { expect }: Runner): Promise<Broken> => {
  const { site, property } = negative
  const instance = files.instances.find(({ name }) => name === negative.instance)
  if (instance === undefined) throw new Error(`${files.composition.name} has no instance ${negative.instance}`)
  const { verdict, asExpected } = await expect(
    { domain: files.composition.name, kind: "negatives", name: site },
    brokenModel(files, instance, negative),
    "safety",
    negative.expect === "falls" ? { outcome: "invariant", property } : holds,
  )
  return {
    ...negative,
    ok: asExpected,
    verdict: saidOf(verdict),
    states: verdict.distinctStates ?? 0,
    trace: verdict.trace,
  }
}

/** Sites of a composition broken, each in a run of its own. */
export const checkNegatives = (
  files: CompositionFiles,
  negatives: readonly Negative[],
  runner: Runner,
  done: (row: Broken) => void,
): Promise<readonly Broken[]> =>
  Promise.all(
    negatives.map(async (negative) => {
      const row = await checkBroken(files, negative, runner)
      done(row)
      return row
    }),
  )

/** Everything that has to hold of one composition: intact, and with each of its sites broken. */
export const verifyComposition = async (
  composition: Composition,
  runner: Runner,
  progress: Pick<Progress, "step">,
): Promise<CompositionReport> => {
  const started = performance.now()
  const files = readComposition(composition)
  const say = (what: string) => {
    progress.step(`${composition.name}: ${what}`)
  }
  const [instances, negatives] = await Promise.all([
    Promise.all(
      files.instances.map(async (instance) => {
        const held = await checkIntact(files, instance, runner)
        say(`${held.instance}: ${held.states} states, ${held.verdict}`)
        return held
      }),
    ),
    checkNegatives(files, files.negatives, runner, ({ site, expect, property, ok }) => {
      say(`${site} broken: ${property} ${ok ? expect : "IS NOT AS EXPECTED"}`)
    }),
  ])
  return {
    composition,
    instances,
    negatives,
    faults: faultsOf(files, { instances, negatives }),
    seconds: Math.round(performance.now() - started) / 1000,
  }
}

/** What is wrong with a composition, a sentence each: what TLC said otherwise, what nobody asked, what made no difference. */
export const faultsOf = (
  { sites, instances: wanted }: Pick<CompositionFiles, "sites" | "instances">,
  { instances, negatives }: Pick<CompositionReport, "instances" | "negatives">,
): readonly string[] => {
  const witnesses = instances.flatMap((held) => held.witnesses)
  const unreported = (names: readonly string[], reported: readonly string[], why: string) =>
    names.filter((name) => !judgements.isReported(reported, name)).map((name) => `${name} ${why}`)
  return [
    ...instances.filter(({ ok }) => !ok).map(({ instance, verdict }) => `${instance}: ${verdict}`),
    ...negatives
      .filter(({ ok }) => !ok)
      .map(
        ({ site, property, expect, verdict }) =>
          `${site} broken: ${property} was to ${infinitive[expect]}, and TLC said: ${verdict}`,
      ),
    ...witnesses.filter(({ ok }) => !ok).map(({ name, instance, verdict }) => `${name} in ${instance}: ${verdict}`),
    ...negatives.flatMap(({ site, expect, instance, property, states }) => {
      const intact = instances.find((held) => held.instance === instance)?.states ?? states
      return expect === "falls" || judgements.makesADifference(intact, states)
        ? []
        : [`${site} broken makes no difference in ${instance}, where it says nothing that ${property} stands`]
    }),
    ...unreported(
      wanted.map(({ name }) => name),
      instances.map(({ instance }) => instance),
      "was not run",
    ),
    ...unreported(
      sites,
      negatives.map(({ site }) => site),
      "was not broken",
    ),
    ...unreported(
      wanted.flatMap(({ name, witnesses: asked }) => asked.map((witness) => `${witness} in ${name}`)),
      witnesses.map(({ name, instance }) => `${name} in ${instance}`),
      "was not looked for",
    ),
  ]
}
