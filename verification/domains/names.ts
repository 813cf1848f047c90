import type { Identity } from "../../kernel/actors.ts"
import { ExplorationError } from "../explore/errors.ts"
import { InstanceError } from "./instance.ts"

/** What an instance defines under names, each made once. Throws InstanceError for a name that isn't there. */
export const table = <A, B>(what: string, raw: Readonly<Record<string, A>>, make: (raw: A) => B) => {
  const made = new Map(Object.entries(raw).map(([name, value]) => [name, make(value)]))
  const of = (name: string): B => {
    const value = made.get(name)
    if (value === undefined) throw new InstanceError(`the instance has no ${what} named ${name}`)
    return value
  }
  return { of, entries: [...made] }
}

/** Names by what they stand for; two names of one thing would make a value ambiguous, and throw InstanceError. */
export const named = <T>(what: string, entries: readonly (readonly [string, T])[], keyOf: (value: T) => string) => {
  const names = new Map<string, string>()
  for (const [name, value] of entries) {
    const key = keyOf(value)
    const other = names.get(key)
    if (other !== undefined) throw new InstanceError(`${other} and ${name} are the same ${what}`)
    names.set(key, name)
  }
  return (value: T): string => names.get(keyOf(value)) ?? unsayable(what, value)
}

/** Actors by who they are. */
export const namedActors = (entries: readonly (readonly [string, Identity])[]) =>
  named<Identity>("actor", entries, ({ id, tenant }) => `${tenant}/${id}`)

/** Callers by who calls and for whom. */
export const namedCallers = (
  entries: readonly (readonly [string, CallerIdentity])[],
  nameOf: (who: Identity) => string,
) => named<CallerIdentity>("caller", entries, ({ actor, person }) => `${nameOf(actor)} ${nameOf(person)}`)

interface CallerIdentity {
  readonly actor: Identity
  readonly person: Identity
}

/** The one name of these, all of which stand for a value; two would be one thing under two names, and throw InstanceError. */
export const onlyOne = (what: string, names: readonly string[], value: unknown): string => {
  if (names.length > 1) throw new InstanceError(`two ${what}s are the same: ${names.join(" and ")}`)
  return names[0] ?? unsayable(what, value)
}

export const memo = <T>(make: (name: string) => T): ((name: string) => T) => {
  const known = new Map<string, T>()
  return (name) => {
    const value = known.get(name) ?? make(name)
    known.set(name, value)
    return value
  }
}

/** The kernel came to something that the model can't say. */
export const unsayable = (what: string, value: unknown): never => {
  throw new ExplorationError(`the model has no name for this ${what}: ${JSON.stringify(value)}`)
}
