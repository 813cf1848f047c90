import { type DomainFiles, largerModel, livenessModel, witnessModel } from "./model.ts"
import { type Workshop, saidOf } from "./workshop.ts"

/** One question to TLC whose answer is known beforehand. */
export interface Expected {
  readonly name: string
  readonly instance: string
  /** What TLC has to say: that it holds, or that exactly this falls. */
  readonly holds: boolean
  readonly ok: boolean
  readonly verdict: string
  readonly states: number
  readonly milliseconds: number
}

export const instanceNamed = ({ instances, binding }: DomainFiles, name: string) => {
  const found = instances.find(({ slice }) => slice.name === name)
  if (found === undefined) throw new Error(`${binding.name} has no instance ${name}`)
  return found
}

/** What holds of runs that go on for ever, and that it falls where an assumption is left out or a site is broken. */
export const checkLiveness = (files: DomainFiles, { expect, folder }: Workshop, done: (row: Expected) => void) =>
  Promise.all(
    files.liveness.map(async (live) => {
      const { name, property, instance } = live
      const holds = live.expect === "holds"
      const dir = folder(`${files.binding.name}.live.${name}`)
      const expected = holds
        ? ({ outcome: "holds", property: null } as const)
        : ({ outcome: "property", property } as const)
      const run = await expect(dir, livenessModel(files, instanceNamed(files, instance), live), "liveness", expected)
      return rowOf(name, instance, holds, run, done)
    }),
  )

/** Everything that must be reachable is: each witness is violated, in each instance that names it. */
export const checkWitnesses = (files: DomainFiles, { expect, folder }: Workshop, done: (row: Expected) => void) =>
  Promise.all(
    files.instances.flatMap((of) =>
      of.file.witnesses.map(async (witness) => {
        const dir = folder(`${files.binding.name}.${of.slice.name}.${witness}`)
        const run = await expect(dir, witnessModel(files, of, witness), "safety", {
          outcome: "invariant",
          property: witness,
        })
        return rowOf(witness, of.slice.name, false, run, done)
      }),
    ),
  )

/** The larger instances: the intact model alone, invariants only, for the interleavings that they add. */
export const checkLarger = (files: DomainFiles, { expect, folder }: Workshop, done: (row: Expected) => void) =>
  Promise.all(
    files.instances
      .filter(({ slice }) => slice.purpose === "invariants")
      .map(async (of) => {
        const dir = folder(`${files.binding.name}.${of.slice.name}.larger`)
        const run = await expect(dir, largerModel(files, of), "safety", { outcome: "holds", property: null })
        return rowOf(of.slice.name, of.slice.name, true, run, done)
      }),
  )

const rowOf = (
  name: string,
  instance: string,
  holds: boolean,
  { verdict, asExpected, ms }: Awaited<ReturnType<Workshop["expect"]>>,
  done: (row: Expected) => void,
): Expected => {
  const row = {
    name,
    instance,
    holds,
    ok: asExpected,
    verdict: saidOf(verdict),
    states: verdict.distinctStates ?? 0,
    milliseconds: ms,
  }
  done(row)
  return row
}
