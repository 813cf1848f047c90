import { groundOf } from "../domains/instance.ts"
import { partsOf } from "../explore/knock-out.ts"
import { watching } from "../run/falls.ts"
import { type Model, type Wrapper, addsNothing } from "../tlc/module.ts"
import { toTla } from "../tlc/to-tla.ts"
import type { CompositionFiles, Instance, Negative } from "./files.ts"

/** In which of the two runs a command is said, as the labels of steps have it. */
const inBoth = "both"
const inEither = { one: 1, other: 2 } as const

const commandsOf = ({ alphabet }: Instance) => groundOf(alphabet).map(({ action, params }) => [action, ...params])

/** A step of the module for each command, in both runs and in either, so that a trace tells what was said. */
const wrappersOf = (instance: Instance): readonly Wrapper[] => [
  { label: "Tick__", expression: "Tick" },
  ...groundOf(instance.alphabet).flatMap(({ label, action, params }) => {
    const command = toTla([action, ...params])
    return [
      { label: `${label}__${inBoth}`, expression: `Together(${command})` },
      ...Object.entries(inEither).map(([name, run]) => ({
        label: `${label}__${name}`,
        expression: `Alone(${command}, ${run})`,
      })),
    ]
  }),
]

const common = ({ composition, modelDir }: CompositionFiles, instance: Instance, broken: readonly string[]) => ({
  module: composition.name,
  modelDir,
  constants: {
    ...instance.constants,
    Commands: { set: commandsOf(instance) },
    MutationSets: {
      set: [
        {
          set: broken.map((site) => {
            const { name, at } = partsOf(site)
            return [name, at]
          }),
        },
      ],
    },
  },
})

/** Two intact runs: its types and its property, every witness watched. */
export const intactModel = (files: CompositionFiles, instance: Instance): Model => {
  const watched = watching(
    instance.witnesses.map((witness) => ({ row: witness, formula: witness, over: "state", machine: "mut = {}" })),
  )
  return {
    ...common(files, instance, []),
    wrappers: [],
    specification: "Spec",
    ...watched,
    invariants: ["TypeOK", instance.property, ...watched.invariants],
    properties: [],
  }
}

/** Two runs with one site broken, and only the property. Where it has to fall, by steps that are the module's and told by name. */
export const brokenModel = (files: CompositionFiles, instance: Instance, { site, expect }: Negative): Model => ({
  ...common(files, instance, [site]),
  ...(expect === "falls"
    ? { wrappers: wrappersOf(instance), specification: "MC_Spec", properties: [addsNothing] }
    : { wrappers: [], specification: "Spec", properties: [] }),
  invariants: [instance.property],
})
