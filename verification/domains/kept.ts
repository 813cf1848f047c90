import type { Entity, Shape } from "../../kernel/machine.ts"
import { ExplorationError } from "../explore/errors.ts"

/** What is kept of one kind of entity, where a register has several. Throws ExplorationError for another kind. */
export const keptAs = <Kept extends { readonly entity: string }, K extends Kept["entity"]>(
  kept: Kept,
  entity: K,
  name: string,
): Extract<Kept, { readonly entity: K }> => {
  if (kept.entity !== entity) throw new ExplorationError(`${name} is no ${entity}`)
  return kept as Extract<Kept, { readonly entity: K }>
}

/** Each of the model's names with what it stands for, as the model says it; what isn't there is absent. */
export const allOf = <S extends Shape, There>(
  entities: ReadonlyMap<string, Entity<S>>,
  names: readonly string[],
  idOf: (name: string) => string,
  valueOf: (name: string, entity: Entity<S>) => There,
): Readonly<Record<string, There | { readonly status: "absent" }>> =>
  Object.fromEntries(
    names.map((name) => {
      const entity = entities.get(idOf(name))
      return [name, entity === undefined ? { status: "absent" } : valueOf(name, entity)]
    }),
  )
