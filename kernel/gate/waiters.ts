import { Deferred, Effect } from "effect"
import type { DomainName } from "../registry.ts"

/** Who waits for a change of an entity, by that entity: a change wakes those who wait for it, and nobody else. */
export const waiters = () => {
  const waiting = new Map<string, Set<Deferred.Deferred<null>>>()
  const keyOf = (domain: DomainName, id: string) => `${domain} ${id}`
  return {
    /**
     * Waits for the next change, unless `isOver`: asked and entered in one go, so that no change falls between the two.
     * Whoever is interrupted leaves nothing behind.
     */
    wait: (domain: DomainName, id: string, isOver: () => boolean): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (isOver()) return Effect.void
        const key = keyOf(domain, id)
        const rung = Deferred.makeUnsafe<null>()
        const others = waiting.get(key) ?? new Set()
        waiting.set(key, others.add(rung))
        return Effect.ensuring(
          Effect.asVoid(Deferred.await(rung)),
          Effect.sync(() => {
            others.delete(rung)
            if (others.size === 0 && waiting.get(key) === others) waiting.delete(key)
          }),
        )
      }),
    wake: (domain: DomainName, id: string): void => {
      const key = keyOf(domain, id)
      const rung = waiting.get(key)
      if (rung === undefined) return
      waiting.delete(key)
      for (const each of rung) Deferred.doneUnsafe(each, Effect.succeed(null))
    },
    /** For how many entities somebody waits. */
    size: (): number => waiting.size,
  }
}
