import type { Actor } from "../actors.ts"
import type { Transition } from "../ledger/transition.ts"
import { type DomainName, type EntityOf, type Shapes, domainNames, registry } from "../registry.ts"
import { emptyMaps, listed } from "../table.ts"
import type { Instant } from "../time.ts"
import type { Given } from "./ask.ts"
import type { Entities, Settings } from "./registers.ts"

/** The entities of each domain, by id. */
export type EntityStore = { readonly [N in DomainName]: Map<string, EntityOf<N>> }

export const emptyStore = (): EntityStore => emptyMaps<EntityStore>(domainNames)

/** Puts the entities after a transition in their places. Applied again it changes nothing. */
export const apply = <N extends DomainName>(store: EntityStore, { domain, outcome }: Transition<N>): void => {
  if (outcome.accepted) for (const entity of outcome.after) store[domain].set(entity.id, entity)
}

/** Puts one entity in its place. */
export const put = <N extends DomainName>(store: EntityStore, domain: N, entity: EntityOf<N>): void => {
  store[domain].set(entity.id, entity)
}

/** What memory holds, and beside it what has ended: an ended entity can be addressed, and counts for nobody. */
export const beside = <N extends DomainName>(
  base: Entities<N>,
  ended: ReadonlyMap<string, EntityOf<N>>,
): Entities<N> =>
  ended.size === 0 ? base : { get: (id) => base.get(id) ?? ended.get(id), values: () => base.values() }

/** Changes that are decided and not durable yet, over what is. Thrown away when the append fails. */
export const overlay = <N extends DomainName>(
  base: Entities<N>,
  changes: ReadonlyMap<string, EntityOf<N>>,
): Entities<N> => ({
  get: (id) => changes.get(id) ?? base.get(id),
  *values() {
    yield* changes.values()
    for (const entity of base.values()) if (!changes.has(entity.id)) yield entity
  },
})

/** The registry once more, with what each sweeper says: a command that somebody may give. */
const sweepers: {
  readonly [N in DomainName]: {
    readonly sweep: (
      entity: EntityOf<N>,
      by: Actor,
      now: Instant,
      settings: Shapes[N]["settings"],
    ) => Given<N>["command"] | null
  }
} = registry

/** Who sweeps, when, and by which settings. */
export interface Sweeping {
  readonly by: Actor
  readonly now: Instant
  readonly settings: Settings
}

const overdueIn = <N extends DomainName>(
  domain: N,
  store: EntityStore,
  { by, now, settings }: Sweeping,
): readonly Given<N>[] =>
  [...store[domain].values()]
    .flatMap((entity) => listed(sweepers[domain].sweep(entity, by, now, settings[domain])))
    .map((command) => ({ type: "command", domain, command, proof: null }))

/** What a sweep has to do by now. Nothing depends on it. */
export const overdue = (store: EntityStore, sweeping: Sweeping): readonly Given[] =>
  domainNames.flatMap((domain): readonly Given[] => overdueIn(domain, store, sweeping))
