import { Deferred, Effect, Semaphore } from "effect"
import type { TenantId } from "../actors.ts"
import { parseJson } from "../canonical.ts"
import type { Digest } from "../digest.ts"
import { ChainBrokenError } from "../ledger/replay.ts"
import type { IndexQuery, LedgerStore } from "../ledger/store.ts"
import { Plan } from "../plan.ts"
import type { DomainName, EntityOf } from "../registry.ts"
import type { archiveOf } from "./archive.ts"
import type { GateError } from "./configuration.ts"
import type { NotRecordedError } from "./errors.ts"
import { asGateError, asNotRecorded } from "./failures.ts"
import type { Tenant } from "./tenant.ts"
import type { waiters } from "./waiters.ts"

interface Sources {
  readonly name: TenantId
  /** Memory, which the writer changes. */
  readonly tenant: Tenant
  readonly store: LedgerStore["Service"]
  readonly archive: ReturnType<typeof archiveOf>
  readonly waiting: ReturnType<typeof waiters>
  /** Fails when the gate closes. */
  readonly closed: Deferred.Deferred<never, NotRecordedError>
  /** What memory says at the newest place of the log. */
  readonly look: <A>(at: (tenant: Tenant) => A) => Effect.Effect<A, GateError>
}

/** How often the log is asked, while somebody waits, whether another process has gone on with it. */
const AGAIN = "500 millis"

/** What is read of a tenant: of memory first, and of the log what memory holds no longer. */
export const readingOf = ({ name, tenant, store, archive, waiting, closed, look }: Sources) => {
  const entity = Effect.fnUntraced(function* <N extends DomainName>(domain: N, id: string) {
    const { held, size } = yield* look(({ entities, tip }) => ({ held: entities[domain].get(id), size: tip.size }))
    return held ?? (yield* asGateError(archive.ended(domain, id, size)))
  })
  /**
   * Looks again and again where the log ends, so that what another process has recorded wakes those who wait here. One of all who wait
   * does it for the others, and where nobody waits nobody looks. What a look fails with, whoever reads is told.
   */
  const watcher = Semaphore.makeUnsafe(1)
  const watching = watcher.withPermits(1)(
    Effect.forever(Effect.andThen(Effect.sleep(AGAIN), Effect.ignore(look(() => null)))),
  )
  return {
    entity,
    change: Effect.fnUntraced(function* <N extends DomainName>(domain: N, id: string, status: string) {
      const isOver = () => tenant.entities[domain].get(id)?.status !== status
      // Memory is to be as new as the log before anybody waits; while they wait, it is asked again and again.
      yield* look(isOver)
      while (!isOver())
        yield* Effect.raceFirst(waiting.wait(domain, id, isOver), Effect.raceFirst(Deferred.await(closed), watching))
      // Memory had the change before anybody was woken, so that the log isn't asked again for each who waits. One that has
      // ended meanwhile may have left memory already.
      return tenant.entities[domain].get(id) ?? (yield* entity(domain, id))
    }),
    page: Effect.fnUntraced(function* <N extends DomainName>(
      domain: N,
      { statuses, before, limit }: Omit<IndexQuery, "domain">,
    ) {
      const found = yield* asGateError(store.page(name, { domain, statuses, before, limit: limit + 1 }))
      const rows = found.slice(0, limit)
      // Memory is looked at after the index, so that it is no older: what it doesn't hold by then has ended.
      const { held, size } = yield* look(({ entities, tip }) => ({
        held: rows.map(({ id }) => entities[domain].get(id)),
        size: tip.size,
      }))
      const items: EntityOf<N>[] = []
      for (const [place, { id, seq }] of rows.entries()) {
        const item = held[place] ?? (yield* asGateError(archive.ended(domain, id, size)))
        if (item === null) return yield* new ChainBrokenError({ tenant: name, seq, problem: "index" })
        if (statuses?.includes(item.status) ?? true) items.push(item)
      }
      const last = found.length > limit ? rows.at(-1) : undefined
      return { items, next: last === undefined ? null : { opened: last.opened, id: last.id } }
    }),
    plan: (digest: Digest) =>
      store.payload(name, digest).pipe(
        Effect.map((bytes) => (bytes === null ? null : Plan.parse(parseJson(bytes)))),
        Effect.mapError(asNotRecorded),
      ),
    records: (from: number, limit: number) => Effect.mapError(store.read(name, from, limit), asNotRecorded),
  }
}
