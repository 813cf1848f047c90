import { judgements } from "../judgements.ts"
import type { TlcRun } from "../tlc/driver.ts"
import { type Fell, fellIn } from "./falls.ts"
import { type DomainFiles, type Of, asking, instanceNamed, intactModel, livenessModel } from "./model.ts"
import { type Runner, saidOf } from "./runner.ts"

/** One question to TLC whose answer is known beforehand. */
export interface Expected {
  readonly name: string
  readonly instance: string
  /** What TLC has to say: that it holds, or that exactly this falls. */
  readonly holds: boolean
  readonly ok: boolean
  readonly verdict: string
  readonly states: number
}

/** A larger instance, with the invariants and properties that its run listed. */
export interface Larger extends Expected {
  readonly asked: readonly string[]
}

/** What holds of runs that go on for ever, and that it falls where an assumption is left out or a site is broken. */
export const checkLiveness = (files: DomainFiles, { expect }: Runner, done: (row: Expected) => void) =>
  Promise.all(
    files.liveness.map(async (live): Promise<Expected> => {
      const { name, property, instance } = live
      const holds = live.expect === "holds"
      const { verdict, asExpected } = await expect(
        { domain: files.binding.name, kind: "liveness", name },
        livenessModel(files, instanceNamed(files, instance), live),
        "liveness",
        holds ? { outcome: "holds", property: null } : { outcome: "property", property },
      )
      const row = {
        name,
        instance,
        holds,
        ok: asExpected,
        verdict: saidOf(verdict),
        states: verdict.distinctStates ?? 0,
      }
      done(row)
      return row
    }),
  )

/** What fell in a run that watched the intact machine's witnesses, and how many states that machine has. */
export interface Looked {
  readonly fell: ReadonlyMap<string, Fell>
  readonly states: number
}

/** Everything that must be reachable in an instance: each witness has to fall in its intact machine. */
export const witnessesIn = (
  { file }: { readonly file: Pick<Of["file"], "name" | "witnesses"> },
  { fell, states }: Looked,
): readonly Expected[] =>
  file.witnesses.map((name) => {
    const ok = judgements.fell(fell, name)
    return { name, instance: file.name, holds: false, ok, verdict: ok ? "falls" : "is never reached", states }
  })

/** The same of a run of the intact machine alone. */
export const lookedIn = (
  { verdict: { printed, distinctStates } }: Pick<TlcRun, "verdict">,
  variables: readonly string[],
  ghosts: readonly string[],
): Looked => ({ fell: fellIn(printed, variables, ghosts), states: distinctStates ?? 0 })

/** The instances that are not for graphs: the larger ones hold, for the interleavings that they add, and have witnesses. */
export const checkLarger = async (files: DomainFiles, { expect }: Runner, done: (row: Expected) => void) => {
  const ran = await Promise.all(
    files.instances
      .filter(
        ({ slice, file }) =>
          slice.purpose === "invariants" || (slice.purpose === "liveness" && file.witnesses.length > 0),
      )
      .map(async (of) => {
        const { name, purpose } = of.slice
        const kind = purpose === "invariants" ? "larger" : "witnesses"
        const model = intactModel(files, of)
        const run = await expect({ domain: files.binding.name, kind, name }, model, "safety", {
          outcome: "holds",
          property: null,
        })
        const states = run.verdict.distinctStates ?? 0
        const row: Larger = {
          name,
          instance: name,
          holds: true,
          ok: run.asExpected,
          verdict: saidOf(run.verdict),
          states,
          asked: asking(model).asked,
        }
        const witnesses = witnessesIn(of, lookedIn(run, files.variables, files.binding.ghosts))
        for (const one of [row, ...witnesses]) done(one)
        return { purpose, row, witnesses }
      }),
  )
  return {
    larger: ran.flatMap(({ purpose, row }) => (purpose === "invariants" ? [row] : [])),
    witnesses: ran.flatMap(({ witnesses }) => witnesses),
  }
}
