import * as z from "zod"

/** A name in a model, fit to be part of a TLA+ name. Two underscores in a row would be taken for the joint of a label. */
export const Name = z
  .string()
  .regex(/^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*$/, { error: "letters, digits, and single _ between" })

export const Site = z.string().regex(/^[A-Za-z]+@[A-Za-z]+$/, { error: "guard@command or rule@rule" })

/** An action with the arguments that are tried, one list a parameter: every combination of them. */
export const Entry = z.strictObject({ action: Name, params: z.array(z.array(Name).min(1).readonly()).readonly() })
export type Entry = z.infer<typeof Entry>

export const count = z.int()

/** A set of names, in order: equal sets are equal lists. */
export const names = z
  .strictObject({ set: z.array(Name) })
  .transform(({ set }): readonly string[] => [...new Set(set)].sort())

/** Of every actor: whose it is and what it is. */
export const person = { id: z.string(), tenant: z.string(), kind: z.enum(["human", "agent", "service"]) } as const

/** Who calls, and the person for whom, by the names of actors. */
export const ModelCaller = z.strictObject({ actor: Name, person: Name })

/** The constants of every model that speak of time. */
export const timing = {
  /** The last moment, in ticks. */
  Horizon: count,
  /** For liveness alone: the explorer's clock stops at the horizon. */
  Sliding: z.boolean(),
  Fairness: names,
} as const

const Purpose = z.enum(["graph", "invariants", "liveness"])
export type Purpose = z.infer<typeof Purpose>

/** What every instance file has, whatever its domain; `constants` and `bound` are the domain's own. */
export const head = {
  name: Name,
  about: z.string().min(1),
  alphabet: z.array(Entry).min(1).readonly(),
  /** The sites that matter here, each of them somewhere alone. */
  exercises: z.array(Site).readonly(),
  /** The witnesses of the model that are reached here. */
  witnesses: z.array(Name).readonly(),
  /** What the instance is for: only those for graphs are explored. */
  purpose: Purpose,
} as const

/** What an instance says of itself. */
export interface About {
  readonly name: string
  readonly about: string
  readonly purpose: Purpose
  /** The sites that it says it exercises. */
  readonly exercises: readonly string[]
}

/** An instance file that can't be read as one. */
export class InstanceError extends Error {
  override readonly name = "InstanceError"
}

/** Reads a value by a schema. Throws InstanceError that names the file's part and what it should be. */
export const readAs = <S extends z.ZodType>(schema: S, json: unknown, what: string): z.output<S> => {
  const read = schema.safeParse(json)
  if (!read.success) throw new InstanceError(`${what}: ${z.prettifyError(read.error)}`)
  return read.data
}

/** An action with its arguments, and the name of the model's wrapper for it. */
export interface Ground {
  readonly label: string
  readonly action: string
  readonly params: readonly string[]
}

/** The name of the wrapper of an action. With nothing to join it still ends in the joint: a wrapper can't be named as what it wraps. */
const labelOf = (action: string, params: readonly string[]): string =>
  params.length === 0 ? `${action}__` : [action, ...params].join("__")

/** Every combination that an alphabet tries, in its order, each once. */
export const groundOf = (alphabet: readonly Entry[]): readonly Ground[] => {
  const all = alphabet.flatMap(({ action, params }) =>
    params
      .reduce<readonly (readonly string[])[]>(
        (heads, tails) => heads.flatMap((head) => tails.map((tail) => [...head, tail])),
        [[]],
      )
      .map((combination) => ({ label: labelOf(action, combination), action, params: combination })),
  )
  return [...new Map(all.map((ground) => [ground.label, ground])).values()]
}

/** The action with its arguments as the model writes it: `Approve("r1", "bob")`. */
export const expressionOf = ({ action, params }: Ground): string =>
  params.length === 0 ? action : `${action}(${params.map((param) => JSON.stringify(param)).join(", ")})`
