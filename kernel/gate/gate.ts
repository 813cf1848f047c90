import {
  Cause,
  Clock,
  Context,
  Data,
  Deferred,
  Effect,
  Layer,
  Option,
  PubSub,
  Queue,
  type Scope,
  Semaphore,
} from "effect"
import type { Actor, TenantId } from "../actors.ts"
import { canonicalize, parseJson } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { type Head, type SealedRecord, nowAfter, seal } from "../ledger/chain.ts"
import type { Keys } from "../ledger/ed25519.ts"
import type { LogRecord } from "../ledger/record.ts"
import { type ChainBroken, replay } from "../ledger/replay.ts"
import { type SignFailed, Signer } from "../ledger/signer.ts"
import { type HeadMoved, LedgerStore, type StoreFailed } from "../ledger/store.ts"
import type { EntityOf, RoomName } from "../rooms.ts"
import { Instant } from "../time.ts"
import { type Answer, answerOf } from "./answer.ts"
import { type Ask, askDigest, callerOf } from "./ask.ts"
import { warningsOf } from "./cautions.ts"
import { type Decided, decide, refuse } from "./decide.ts"
import type { IdempotencyKey } from "./idempotency.ts"
import { permitOf, permitToSign } from "./permit.ts"
import { Plan } from "./plan.ts"
import type { Policy } from "./policy.ts"
import { type Tenant, answerKey, answersAsk, emptyTenant, keep, nothingKept, over, overdue, take } from "./tenant.ts"
import type { World } from "./world.ts"

/**
 * The decision is not known to be durable: take it as a denial. Asked again with the same idempotency key, the gate says
 * what the log has.
 */
export class NotRecorded extends Data.TaggedError("NotRecorded")<{ readonly message: string }> {}

/** The idempotency key has already been used by this actor for something else. */
export class KeyReused extends Data.TaggedError("KeyReused")<{ readonly record: number }> {}

/** No tenant of this name is configured here. */
export class TenantUnknown extends Data.TaggedError("TenantUnknown")<{ readonly tenant: TenantId }> {}

/** A permit as it travels: a JWS in compact form. */
export type SignedPermit = string

export interface Answered {
  readonly answer: Answer
  readonly permit: SignedPermit | null
}

export interface Configuration {
  readonly policies: readonly Policy[]
  /** Digest of the sources of this kernel, which every record names. */
  readonly kernel: Digest
  /** The keys that the log may be signed with. */
  readonly keys: Keys
}

type Refused = NotRecorded | KeyReused | TenantUnknown | ChainBroken

/** The one way in. Every ask is decided, recorded, and only then answered. */
export class Gate extends Context.Service<
  Gate,
  {
    readonly ask: (tenant: TenantId, ask: Ask, key: IdempotencyKey | null) => Effect.Effect<Answered, Refused>
    /** The entities of one room of a tenant as the log has them. */
    readonly entities: <R extends RoomName>(tenant: TenantId, room: R) => Effect.Effect<readonly EntityOf<R>[], Refused>
    readonly entity: <R extends RoomName>(
      tenant: TenantId,
      room: R,
      id: string,
    ) => Effect.Effect<EntityOf<R> | null, Refused>
    /** Waits until the status of an entity is another one than `status`; the caller brings the patience. */
    readonly change: <R extends RoomName>(
      tenant: TenantId,
      room: R,
      id: string,
      status: string,
    ) => Effect.Effect<EntityOf<R> | null, Refused>
    /** The plan that people read before they decide. */
    readonly plan: (tenant: TenantId, digest: Digest) => Effect.Effect<Plan | null, Refused>
    readonly head: (tenant: TenantId) => Effect.Effect<Head, Refused>
    readonly records: (tenant: TenantId, from: number, limit: number) => Effect.Effect<readonly SealedRecord[], Refused>
    /** Ends what is overdue, as the service `by`; gives how many. Tidies only: nothing waits for it. */
    readonly sweep: (tenant: TenantId, by: Actor) => Effect.Effect<number, Refused>
  }
>()("interlock/kernel/gate/Gate") {
  static readonly layer = (configuration: Configuration) => Layer.effect(Gate, open(configuration))
}

interface Job {
  readonly ask: Ask
  readonly key: IdempotencyKey | null
  readonly done: Deferred.Deferred<Answered, Refused>
}

/** As many asks share one append and one sync; a client that waits for its answer is never held back by it. */
const BATCH = 256
/** As many may wait; the next one waits outside, which is where back-pressure belongs. */
const WAITING = 4096
/** How often a batch is decided again because another process wrote first, before its callers are told. */
const CONFLICTS = 16

const asNotRecorded = (cause: StoreFailed | ChainBroken | SignFailed | HeadMoved): NotRecorded | ChainBroken =>
  cause._tag === "ChainBroken"
    ? cause
    : new NotRecorded({
        message: `not recorded, so not allowed: ${cause._tag === "HeadMoved" ? "other writers were always first" : cause.message}`,
      })

/** Whatever goes wrong while a batch is written, its callers hear of it, and none of them may go on. */
const refusedAll = (
  cause: Cause.Cause<StoreFailed | ChainBroken | SignFailed | HeadMoved>,
): NotRecorded | ChainBroken => {
  const error = Cause.findErrorOption(cause)
  return Option.isSome(error)
    ? asNotRecorded(error.value)
    : new NotRecorded({ message: "not recorded, so not allowed: the gate failed or was stopped" })
}

/** What can't be evaluated is refused, and that is what is recorded. */
const attempt = (world: World, ask: Ask, at: { readonly now: Instant; readonly seq: number }): Decided => {
  try {
    return decide(world, ask, at)
  } catch {
    return refuse(ask, "policyWasEvaluated")
  }
}

const policyDigest = (policy: Policy): Digest => digestOf(canonicalize(policy))

const open = Effect.fnUntraced(function* ({
  policies,
  kernel,
  keys,
}: Configuration): Effect.fn.Return<Gate["Service"], StoreFailed | ChainBroken, LedgerStore | Signer | Scope.Scope> {
  const writers = new Map<TenantId, Writer>()
  for (const policy of policies) writers.set(policy.tenant, yield* writer(policy, kernel, keys))
  const of = (tenant: TenantId): Effect.Effect<Writer, TenantUnknown> => {
    const found = writers.get(tenant)
    return found === undefined ? Effect.fail(new TenantUnknown({ tenant })) : Effect.succeed(found)
  }
  return {
    // Whoever asks in another tenant's name finds nobody there.
    ask: (tenant, ask, key) =>
      Effect.flatMap(
        callerOf(ask).actor.tenant === tenant ? of(tenant) : Effect.fail(new TenantUnknown({ tenant })),
        (its) => its.ask(ask, key),
      ),
    entities: (tenant, room) =>
      Effect.flatMap(of(tenant), (its) => Effect.map(its.read, ({ kept }) => [...kept[room].values()])),
    entity: (tenant, room, id) =>
      Effect.flatMap(of(tenant), (its) => Effect.map(its.read, ({ kept }) => kept[room].get(id) ?? null)),
    change: (tenant, room, id, status) => Effect.flatMap(of(tenant), (its) => its.change(room, id, status)),
    plan: (tenant, digest) => Effect.flatMap(of(tenant), (its) => its.plan(digest)),
    head: (tenant) =>
      Effect.flatMap(of(tenant), (its) => Effect.map(its.read, ({ tip: { size, hash } }) => ({ size, hash }))),
    records: (tenant, from, limit) => Effect.flatMap(of(tenant), (its) => its.records(from, limit)),
    sweep: (tenant, by) =>
      Effect.flatMap(by.tenant === tenant ? of(tenant) : Effect.fail(new TenantUnknown({ tenant })), (its) =>
        its.sweep(by),
      ),
  }
})

type Writer = Effect.Success<ReturnType<typeof writer>>

/** One writer a tenant: asks queue, a batch is decided in memory, appended in one transaction with one sync, then answered. */
const writer = Effect.fnUntraced(function* (policy: Policy, kernel: Digest, keys: Keys) {
  const store = yield* LedgerStore
  const signer = yield* Signer
  const { tenant: name } = policy
  const digest = policyDigest(policy)
  const settings = {
    approvals: { ...policy.approvals, policy: digest },
    "break-glass": { ...policy.breakGlass, tenant: name },
  }
  const warnings = warningsOf(policy)
  const tenant: Tenant = emptyTenant()
  const turn = yield* Semaphore.make(1)
  const queue = yield* Queue.bounded<Job>(WAITING)
  /** Rings when something may have changed; who waits looks for themselves. */
  const changes = yield* PubSub.sliding<null>(1)
  const closed = yield* Deferred.make<never, NotRecorded>()

  /** Reads on from where this process left off. Recovery after a crash is this very path, from the first record. */
  const catchUp = Effect.suspend(() => replay({ tenant: name, keys, from: tenant.tip }, tenant, take)).pipe(
    Effect.flatMap(({ tip }) => {
      tenant.tip = tip
      return PubSub.publish(changes, null)
    }),
    Effect.provideService(LedgerStore, store),
  )

  const freshen = Effect.gen(function* () {
    const head = yield* store.head(name)
    if (head.hash !== tenant.tip.hash) yield* catchUp
  })

  const permitFor = Effect.fnUntraced(function* (record: LogRecord) {
    const permit = permitOf(record)
    if (permit === null) return null
    const { bytes, signed } = permitToSign(permit, signer.keyId)
    return signed(yield* signer.sign(bytes))
  })

  const answered = Effect.fnUntraced(function* (record: LogRecord) {
    return { answer: answerOf(record), permit: yield* permitFor(record) }
  })

  /** Decides a batch on top of what is durable. Nothing of it is visible to anybody before the append has succeeded. */
  const decideAll = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const changed = nothingKept()
    const register = <R extends RoomName>(room: R) => ({
      settings: settings[room],
      entities: over<R>(tenant.kept[room], changed[room]),
    })
    const world: World = {
      policy,
      registers: { approvals: register("approvals"), "break-glass": register("break-glass") },
    }
    const records = new Map<Job, LogRecord>()
    const repeats = new Map<Job, LogRecord>()
    const fresh = new Map<string, LogRecord>()
    const sealed: { readonly sealed: SealedRecord; readonly record: LogRecord; readonly tip: Tenant["tip"] }[] = []
    const payloads: Uint8Array[] = []
    const clock = Instant.parse(yield* Clock.currentTimeMillis)
    let { tip } = tenant
    for (const job of jobs) {
      const { ask, key } = job
      const named = key === null ? null : answerKey(callerOf(ask).actor, key)
      const earlier = named === null ? undefined : (tenant.answers.get(named) ?? fresh.get(named))
      if (earlier !== undefined) {
        repeats.set(job, earlier)
        continue
      }
      const decided = attempt(world, ask, { now: nowAfter(tip, clock), seq: tip.size })
      const asked = key === null ? null : askDigest(ask)
      const entry = { tenant: name, key, ask: asked, policy: digest, kernel, warnings, clock }
      const next = yield* seal(tip, { ...entry, body: decided.body }).pipe(
        // What can't be written down can't be allowed: the refusal is recorded in its place.
        Effect.catchTag("RecordRefused", () => seal(tip, { ...entry, body: refuse(ask, "recordIsWithinBounds").body })),
        // Not even that: it is no ask that a door lets in, and the others in the batch don't suffer for it.
        Effect.catchTag("RecordRefused", () => Effect.succeed(null)),
      )
      if (next === null) continue
      if (next.record.body === decided.body) {
        for (const change of decided.after) keep(changed, change)
        if (decided.plan !== null) payloads.push(canonicalize(decided.plan))
      }
      sealed.push(next)
      records.set(job, next.record)
      if (named !== null) fresh.set(named, next.record)
      tip = next.tip
    }
    return { records, repeats, sealed, payloads }
  })

  const commit = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    for (let conflict = 0; ; conflict++) {
      const batch = yield* decideAll(jobs)
      if (batch.sealed.length === 0) return batch
      const append = store.append(name, tenant.tip, {
        records: batch.sealed.map(({ sealed }) => sealed),
        payloads: batch.payloads,
      })
      const outcome = yield* append.pipe(
        Effect.as(null),
        Effect.catchTag("HeadMoved", (moved) => Effect.succeed(moved)),
      )
      if (outcome === null) {
        for (const { record, tip } of batch.sealed) {
          take(tenant, record)
          tenant.tip = tip
        }
        return batch
      }
      if (conflict === CONFLICTS) return yield* outcome
      yield* catchUp
    }
  })

  const answerAll = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const { records, repeats } = yield* commit(jobs)
    for (const job of jobs) {
      const repeated = repeats.get(job)
      const record = repeated ?? records.get(job)
      const result =
        record === undefined
          ? Effect.fail(new NotRecorded({ message: "not recorded, so not allowed: no record can hold this ask" }))
          : repeated !== undefined && !answersAsk(repeated, job.ask)
            ? Effect.fail(new KeyReused({ record: repeated.seq }))
            : Effect.mapError(answered(record), asNotRecorded)
      yield* Deferred.complete(job.done, result)
    }
    yield* PubSub.publish(changes, null)
  })

  const serve = Effect.gen(function* () {
    const jobs = yield* Queue.takeBetween(queue, 1, BATCH)
    // A failed append may have landed all the same, so what is durable is read again before anything else is decided.
    yield* answerAll(jobs).pipe(
      Effect.catchCause((cause) =>
        Effect.forEach(jobs, ({ done }) => Deferred.fail(done, refusedAll(cause)), { discard: true }).pipe(
          Effect.andThen(Effect.ignore(catchUp)),
        ),
      ),
      turn.withPermits(1),
    )
  })

  yield* catchUp
  // Whoever still waits when the gate closes, or asks later, is told so rather than left to wait.
  yield* Effect.addFinalizer(() =>
    Deferred.fail(closed, new NotRecorded({ message: "not recorded, so not allowed: the gate is closing" })),
  )
  yield* Effect.forkScoped(Effect.forever(serve))

  const read = Effect.as(turn.withPermits(1)(freshen), tenant).pipe(Effect.mapError(asNotRecorded))
  const ask = Effect.fnUntraced(function* (ask: Ask, key: IdempotencyKey | null) {
    const done = yield* Deferred.make<Answered, Refused>()
    const answer = Effect.andThen(Queue.offer(queue, { ask, key, done }), Deferred.await(done))
    return yield* Effect.raceFirst(answer, Deferred.await(closed))
  })
  return {
    ask,
    read,
    change: Effect.fnUntraced(function* <R extends RoomName>(room: R, id: string, status: string) {
      const changed = yield* PubSub.subscribe(changes)
      for (;;) {
        const { kept } = yield* read
        const entity = kept[room].get(id)
        if (entity === undefined || entity.status !== status) return entity ?? null
        yield* Effect.raceFirst(PubSub.take(changed), Deferred.await(closed))
      }
    }, Effect.scoped),
    plan: (digest: Digest) =>
      store.payload(name, digest).pipe(
        Effect.map((bytes) => (bytes === null ? null : Plan.parse(parseJson(bytes)))),
        Effect.mapError(asNotRecorded),
      ),
    records: (from: number, limit: number) => Effect.mapError(store.read(name, from, limit), asNotRecorded),
    sweep: Effect.fnUntraced(function* (by: Actor) {
      const { kept, tip } = yield* read
      const due = overdue(kept, by, nowAfter(tip, Instant.parse(yield* Clock.currentTimeMillis)))
      let ended = 0
      for (const given of due) {
        const { answer } = yield* ask(given, null)
        if (answer.type === "accepted") ended += 1
      }
      return ended
    }),
  }
})
