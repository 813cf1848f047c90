import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Job } from "./arguments.ts"
import { toTla } from "./to-tla.ts"
import type { Value } from "./values.ts"

/** A ground action: what a label of the graph stands for, e.g. `Approve__r1__bob` and `Approve("r1", "bob")`. */
export interface Wrapper {
  readonly label: string
  readonly expression: string
}

/** A model with its constants, ready to be checked. The model defines `Init`, `Next` and `vars`. */
export interface Model {
  /** The module's name; its file is `<module>.tla` in `modelDir`. Modules that it extends are there or in `../lib`. */
  readonly module: string
  readonly modelDir: string
  readonly constants: Readonly<Record<string, Value>>
  /** Definitions of our own, as TLA+ text. They can use the model's and `MC_Spec`, and are named by none of these names. */
  readonly definitions?: string
  /** None, or all the ground actions: then `MC_Spec`, `MC_AddsNothing` and `MC_MissesNothing` are there. */
  readonly wrappers: readonly Wrapper[]
  /** The model's own, one of `definitions`, or `MC_Spec`. */
  readonly specification: string
  readonly invariants: readonly string[]
  readonly properties: readonly string[]
  readonly constraint?: string
  readonly actionConstraint?: string
}

/** A model that can't be written down; the message says what to change. */
export class UnwritableModelError extends Error {
  override readonly name = "UnwritableModelError"
}

/** To be listed under MC_Spec: every step of a wrapper is a step of the model. */
export const addsNothing = "MC_AddsNothing"
/** To be listed under the model's own specification: every step of the model is a wrapper's. */
export const missesNothing = "MC_MissesNothing"

/** Text of the module `MC` and of its cfg. Throws UnwritableModelError and UnsayableValueError. */
export function moduleText(model: Model): { readonly tla: string; readonly cfg: string } {
  assertWrappers(model.wrappers)
  const constants = Object.entries(model.constants)
  const tla = [
    "---- MODULE MC ----",
    `EXTENDS ${model.module}, TLC`,
    ...constants.map(([name, value]) => `MC_${name} == ${toTla(value)}`),
    ...wrapped(model.wrappers),
    ...(model.definitions === undefined ? [] : [model.definitions]),
    "====",
    "",
  ]
  const cfg = [
    `SPECIFICATION ${model.specification}`,
    ...(constants.length === 0 ? [] : ["CONSTANTS", ...constants.map(([name]) => `  ${name} <- MC_${name}`)]),
    "CHECK_DEADLOCK FALSE",
    ...model.invariants.map((name) => `INVARIANT ${name}`),
    ...model.properties.map((name) => `PROPERTY ${name}`),
    ...(model.constraint === undefined ? [] : [`CONSTRAINT ${model.constraint}`]),
    ...(model.actionConstraint === undefined ? [] : [`ACTION_CONSTRAINT ${model.actionConstraint}`]),
    "",
  ]
  return { tla: tla.join("\n"), cfg: cfg.join("\n") }
}

/** Writes the module and the cfg into `dir`; what is returned is a job but for its kind and dump. */
export async function writeModule(
  dir: string,
  model: Model,
): Promise<Pick<Job, "dir" | "module" | "cfg" | "libraries">> {
  const { tla, cfg } = moduleText(model)
  await mkdir(dir, { recursive: true })
  await Promise.all([writeFile(join(dir, "MC.tla"), tla), writeFile(join(dir, "MC.cfg"), cfg)])
  return { dir, module: "MC.tla", cfg: "MC.cfg", libraries: [model.modelDir, join(dirname(model.modelDir), "lib")] }
}

/** TLC labels an edge with the innermost definition that isn't a plain reference: the `/\ TRUE` keeps a wrapper from being one. */
function wrapped(wrappers: readonly Wrapper[]): readonly string[] {
  if (wrappers.length === 0) return []
  return [
    ...wrappers.map(({ label, expression }) => `${label} == ${expression} /\\ TRUE`),
    "MC_Next ==",
    ...wrappers.map(({ label }) => `  \\/ ${label}`),
    "MC_Spec == Init /\\ [][MC_Next]_vars",
    `${addsNothing} == [][Next]_vars`,
    `${missesNothing} == [][MC_Next]_vars`,
  ]
}

const wellNamed = /^[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*$/

function assertWrappers(wrappers: readonly Wrapper[]): void {
  const labels = new Set<string>()
  for (const { label, expression } of wrappers) {
    if (!wellNamed.test(label))
      throw new UnwritableModelError(`"${label}" is no name in TLA+: use letters, digits and _`)
    if (labels.has(label)) throw new UnwritableModelError(`two wrappers are named ${label}`)
    labels.add(label)
    if (/^\w+/.exec(expression)?.[0] === label)
      throw new UnwritableModelError(`the wrapper ${label} is named as the action it wraps: name it ${label}__`)
  }
}
