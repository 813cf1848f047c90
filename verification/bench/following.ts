import { type Domain, type Entity, type Guards, type Shape, step } from "../../kernel/machine.ts"
import type { Instant } from "../../kernel/time.ts"

/** What follows commands that all have to be accepted, in a register that was empty: the kernel's own answer, by id. */
export const following = <S extends Shape, G extends Guards<S>>(
  domain: Domain<S, G>,
  settings: S["settings"],
  commands: readonly S["command"][],
  now: Instant,
): ReadonlyMap<string, Entity<S>> => {
  const entities = new Map<string, Entity<S>>()
  for (const command of commands) {
    const result = step(domain, { settings, entities }, command, now)
    if (!result.accepted) throw new Error(`${command.type} was refused: ${JSON.stringify(result)}`)
    for (const { id, status, kept } of result.after) entities.set(id, { status, kept })
  }
  return entities
}
