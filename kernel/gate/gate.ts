import { Context, Effect, Layer, type Scope } from "effect"
import type { Actor, Caller, TenantId } from "../actors.ts"
import type { Digest } from "../digest.ts"
import type { Head, SealedRecord } from "../ledger/chain.ts"
import type { ChainBrokenError } from "../ledger/replay.ts"
import type { Signer } from "../ledger/signer.ts"
import type { Cursor, IndexQuery, LedgerStore, StoreFailedError } from "../ledger/store.ts"
import type { Plan } from "../plan.ts"
import type { DomainName, EntityOf } from "../registry.ts"
import { type Ask, callerOf } from "./ask.ts"
import type { Confirmed } from "./confirming.ts"
import type { Answered, Configuration, GateError } from "./configuration.ts"
import { TenantUnknownError } from "./errors.ts"
import type { IdempotencyKey } from "./idempotency.ts"
import type { Time } from "./watch.ts"
import { type Writer, writer } from "./writer.ts"

export interface Page<N extends DomainName> {
  readonly items: readonly EntityOf<N>[]
  /** Where the next page begins, null where this is the last. */
  readonly next: Cursor | null
}

/** The one way in. Every ask is decided, recorded, and only then answered. */
export class Gate extends Context.Service<
  Gate,
  {
    readonly ask: (tenant: TenantId, ask: Ask, key: IdempotencyKey | null) => Effect.Effect<Answered, GateError>
    /** The first answer to this very ask, where its key has been used already: before anything is read or inspected again. */
    readonly earlier: (tenant: TenantId, ask: Ask, key: IdempotencyKey) => Effect.Effect<Answered | null, GateError>
    /** The entities of one domain of a tenant that are open, or still matter to others. */
    readonly entities: <N extends DomainName>(
      tenant: TenantId,
      domain: N,
    ) => Effect.Effect<readonly EntityOf<N>[], GateError>
    /** Every entity of a domain that ever was, page by page, those that came into being last first. */
    readonly page: <N extends DomainName>(
      tenant: TenantId,
      domain: N,
      query: Omit<IndexQuery, "domain">,
    ) => Effect.Effect<Page<N>, GateError>
    readonly entity: <N extends DomainName>(
      tenant: TenantId,
      domain: N,
      id: string,
    ) => Effect.Effect<EntityOf<N> | null, GateError>
    /** Waits until the status of an entity is another one than `status`; the caller brings the patience. */
    readonly change: <N extends DomainName>(
      tenant: TenantId,
      domain: N,
      id: string,
      status: string,
    ) => Effect.Effect<EntityOf<N> | null, GateError>
    /** The plan that people read before they decide. */
    readonly plan: (tenant: TenantId, digest: Digest) => Effect.Effect<Plan | null, GateError>
    readonly head: (tenant: TenantId) => Effect.Effect<Head, GateError>
    readonly records: (
      tenant: TenantId,
      from: number,
      limit: number,
    ) => Effect.Effect<readonly SealedRecord[], GateError>
    /** How the tenant's time stands, and whether the clock is fit to decide by. */
    readonly time: (tenant: TenantId) => Effect.Effect<Time, GateError>
    /** Confirms the clock, in the name of an administrator: from then on the time is what it says, also where that is earlier. */
    readonly confirmClock: (tenant: TenantId, caller: Caller) => Effect.Effect<Confirmed, GateError>
    /** Ends what is overdue, as the service `by`; gives how many. Tidies only: nothing waits for it. */
    readonly sweep: (tenant: TenantId, by: Actor) => Effect.Effect<number, GateError>
  }
>()("interlock/kernel/gate/Gate") {
  static readonly layer = (configuration: Configuration) => Layer.effect(Gate, open(configuration))
}

const open = Effect.fnUntraced(function* ({
  policies,
  ...shared
}: Configuration): Effect.fn.Return<
  Gate["Service"],
  StoreFailedError | ChainBrokenError,
  LedgerStore | Signer | Scope.Scope
> {
  const writers = new Map<TenantId, Writer>()
  for (const policy of policies) writers.set(policy.tenant, yield* writer(policy, shared))
  const of = (tenant: TenantId): Effect.Effect<Writer, TenantUnknownError> => {
    const found = writers.get(tenant)
    return found === undefined ? Effect.fail(new TenantUnknownError({ tenant })) : Effect.succeed(found)
  }
  /** Whoever asks in another tenant's name finds nobody there. */
  const ofAsker = (tenant: TenantId, { tenant: own }: Pick<Actor, "tenant">) =>
    own === tenant ? of(tenant) : Effect.fail(new TenantUnknownError({ tenant }))
  return {
    ask: (tenant, ask, key) => Effect.flatMap(ofAsker(tenant, callerOf(ask).actor), (its) => its.ask(ask, key)),
    earlier: (tenant, ask, key) => Effect.flatMap(ofAsker(tenant, callerOf(ask).actor), (its) => its.earlier(ask, key)),
    entities: (tenant, domain) =>
      Effect.flatMap(of(tenant), (its) => its.look(({ entities }) => [...entities[domain].values()])),
    entity: (tenant, domain, id) => Effect.flatMap(of(tenant), (its) => its.entity(domain, id)),
    page: (tenant, domain, query) => Effect.flatMap(of(tenant), (its) => its.page(domain, query)),
    change: (tenant, domain, id, status) => Effect.flatMap(of(tenant), (its) => its.change(domain, id, status)),
    plan: (tenant, digest) => Effect.flatMap(of(tenant), (its) => its.plan(digest)),
    head: (tenant) => Effect.flatMap(of(tenant), (its) => its.look(({ tip: { size, hash } }) => ({ size, hash }))),
    records: (tenant, from, limit) => Effect.flatMap(of(tenant), (its) => its.records(from, limit)),
    time: (tenant) => Effect.flatMap(of(tenant), (its) => its.time),
    confirmClock: (tenant, caller) => Effect.flatMap(ofAsker(tenant, caller.actor), (its) => its.confirm(caller)),
    sweep: (tenant, by) => Effect.flatMap(ofAsker(tenant, by), (its) => its.sweep(by)),
  }
})
