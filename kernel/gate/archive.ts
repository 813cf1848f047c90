import { Effect } from "effect"
import type { TenantId } from "../actors.ts"
import { type DigestOf, digestOf } from "../digest.ts"
import { transitionsIn } from "../ledger/body.ts"
import { checkAlone } from "../ledger/chain.ts"
import type { Keys } from "../ledger/ed25519.ts"
import type { LogRecord } from "../ledger/record.ts"
import { ChainBrokenError } from "../ledger/replay.ts"
import type { IndexEntry, LedgerStore, StoreFailedError } from "../ledger/store.ts"
import type { Transition } from "../ledger/transition.ts"
import type { DomainName, EntityOf } from "../registry.ts"
import type { Hashed } from "./permit.ts"
import { isEnded } from "./tenant.ts"

const afterIn = <N extends DomainName>(transition: Transition, domain: N, id: string): EntityOf<N> | undefined =>
  isOf(domain, transition) && transition.outcome.accepted
    ? transition.outcome.after.findLast((entity) => entity.id === id)
    : undefined

const isOf = <N extends DomainName>(domain: N, transition: Transition): transition is Transition<N> & Transition =>
  transition.domain === domain

/** The entities that a record changes, for the index: the latest of each. */
export const entriesOf = ({ seq, body }: LogRecord): readonly IndexEntry[] => {
  const latest = new Map<string, IndexEntry>()
  for (const { domain, outcome } of transitionsIn(body))
    if (outcome.accepted)
      for (const { id, status } of outcome.after) latest.set(`${domain} ${id}`, { domain, id, seq, status })
  return [...latest.values()]
}

/**
 * What a tenant's log holds that memory doesn't: records by their number, entities that have ended.
 *
 * The store's index says where to look and is believed in nothing else. A record that is read again proves itself again. An
 * entity that it leaves open can't be the one: memory has every open one, so an index that names an earlier record, to roll
 * an entity back, contradicts itself. An ended entity never changes, so what is found is what there is.
 */
export const archiveOf = (tenant: TenantId, keys: Keys, store: LedgerStore["Service"], digest: DigestOf = digestOf) => {
  const broken = (seq: number, problem: "missing" | "index") => new ChainBrokenError({ tenant, seq, problem })

  const record = Effect.fnUntraced(function* (
    seq: number,
  ): Effect.fn.Return<Hashed, ChainBrokenError | StoreFailedError> {
    const [sealed] = yield* store.read(tenant, seq, 1)
    if (sealed === undefined) return yield* broken(seq, "missing")
    const checked = checkAlone(tenant, seq, sealed, keys, digest)
    return checked === null ? yield* broken(seq, "missing") : { record: checked, hash: sealed.hash }
  })

  const endedAt = Effect.fnUntraced(function* <N extends DomainName>(
    domain: N,
    id: string,
    seq: number,
  ): Effect.fn.Return<EntityOf<N>, ChainBrokenError | StoreFailedError> {
    const { body } = (yield* record(seq)).record
    for (const transition of transitionsIn(body).toReversed()) {
      const entity = afterIn(transition, domain, id)
      if (entity !== undefined && isEnded(domain, entity.status)) return entity
    }
    return yield* broken(seq, "index")
  })

  return {
    record,
    /**
     * An entity that memory doesn't hold: it has ended, or there is none.
     * @param size how many records memory has; what a later one says is not known here yet
     */
    ended: <N extends DomainName>(
      domain: N,
      id: string,
      size: number,
    ): Effect.Effect<EntityOf<N> | null, ChainBrokenError | StoreFailedError> =>
      Effect.flatMap(
        store.latest(tenant, domain, id),
        (seq): Effect.Effect<EntityOf<N> | null, ChainBrokenError | StoreFailedError> =>
          seq === null || seq >= size ? Effect.succeed(null) : endedAt(domain, id, seq),
      ),
  }
}
