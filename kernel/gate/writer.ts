import { Cause, Clock, Deferred, Effect, Option, Queue, Result, Semaphore } from "effect"
import type { Actor } from "../actors.ts"
import { parseJson } from "../canonical.ts"
import type { Digest } from "../digest.ts"
import { type Placed, nowAfter, place, seal } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import { ChainBrokenError, replay } from "../ledger/replay.ts"
import { type SignFailedError, Signer } from "../ledger/signer.ts"
import { type HeadMovedError, type IndexQuery, LedgerStore, type StoreFailedError } from "../ledger/store.ts"
import { transitionsIn } from "../ledger/body.ts"
import { Plan } from "../plan.ts"
import type { DomainName, EntityOf } from "../registry.ts"
import { Instant } from "../time.ts"
import { answerOf } from "./answer.ts"
import { archiveOf, entriesOf } from "./archive.ts"
import { type Ask, askDigest, callerOf, kindOf, referenceIn } from "./ask.ts"
import { type Decided, type Prepared, decide, prepare, refuse } from "./decide.ts"
import { type EntityStore, apply, beside, emptyStore, overdue, overlay, put } from "./entity-store.ts"
import { KeyReusedError, NotRecordedError } from "./errors.ts"
import type { Answered, Configuration, GateError } from "./configuration.ts"
import type { IdempotencyKey } from "./idempotency.ts"
import { permitOf, permitToSign } from "./permit.ts"
import { type Policy, policyDigest } from "./policy.ts"
import { registersOf, settingsOf } from "./registers.ts"
import type { GateState, Place } from "./state.ts"
import { type AnswerRef, type Folding, type Tenant, answerIn, answerKey, emptyTenant, fold } from "./tenant.ts"
import { waiters } from "./waiters.ts"
import { warningsOf } from "./warnings.ts"

/** As many asks share one append and one sync; a client that waits for its answer is never held back by it. */
const BATCH = 256
/** As many may wait; the next one waits outside, which is where back-pressure belongs. */
const WAITING = 4096
/** How often a batch is decided again because another process wrote first, before its callers are told. */
const CONFLICTS = 16

/** An ask on its way through the writer, with everything that could be made ready beside the queue. */
interface Job {
  readonly ask: Ask
  readonly prepared: Prepared | null
  readonly key: IdempotencyKey | null
  /** Digest of the ask, null without a key. */
  readonly digest: Digest | null
  readonly done: Deferred.Deferred<Answered, GateError>
}

type Failure = StoreFailedError | ChainBrokenError | SignFailedError | HeadMovedError

const asNotRecorded = (cause: Failure): NotRecordedError | ChainBrokenError =>
  cause._tag === "ChainBrokenError"
    ? cause
    : new NotRecordedError({
        message: `not recorded, so not allowed: ${cause._tag === "HeadMovedError" ? "other writers were always first" : cause.message}`,
      })

/** Whatever goes wrong while a batch is written, its callers hear of it, and none of them may go on. */
const refusedAll = (cause: Cause.Cause<Failure>): NotRecordedError | ChainBrokenError => {
  const error = Cause.findErrorOption(cause)
  return Option.isSome(error)
    ? asNotRecorded(error.value)
    : new NotRecordedError({ message: "not recorded, so not allowed: the gate failed or was stopped" })
}

/** One record of a batch, and what is kept beside the log with it. */
interface Written {
  readonly placed: Placed
  readonly payload: Uint8Array | null
}

/** A batch, decided on top of what is durable; nothing of it is visible to anybody before the append has succeeded. */
interface Batch {
  readonly written: readonly Written[]
  /** Which record answers which job. */
  readonly records: ReadonlyMap<Job, LogRecord>
  /** The jobs whose key has been used already, with the record that answers them. */
  readonly repeats: ReadonlyMap<Job, AnswerRef>
}

export type Writer = Effect.Success<ReturnType<typeof writer>>

/**
 * One writer a tenant: asks queue, a batch is decided in memory, appended in one transaction with one sync, then answered.
 * What is shared has one owner: `tenant` is changed by whoever holds `turn`, and read by anybody between two of its steps;
 * `queue` is filled by askers and emptied by `serve` alone.
 */
export const writer = Effect.fnUntraced(function* (
  policy: Policy,
  { kernel, keys, report }: Omit<Configuration, "policies">,
) {
  const store = yield* LedgerStore
  const signer = yield* Signer
  const { tenant: name, answersMs } = policy
  const digest = policyDigest(policy)
  const settings = settingsOf(policy, { tenant: name, policy: digest })
  const warnings = warningsOf(policy)
  const folding: Folding = { settings, answersMs }
  const tenant: Tenant = emptyTenant()
  const archive = archiveOf(name, keys, store)
  const turn = yield* Semaphore.make(1)
  const queue = yield* Queue.bounded<Job>(WAITING)
  const waiting = waiters()
  const closed = yield* Deferred.make<never, NotRecordedError>()

  /** What a record changes becomes true here, and whoever waits for that is woken. */
  const take = (record: LogRecord): void => {
    fold(tenant, record, folding)
    for (const { domain, outcome } of transitionsIn(record.body))
      if (outcome.accepted) for (const { id } of outcome.after) waiting.wake(domain, id)
  }

  /** Reads on from where this process left off. Recovery after a crash is this very path, from the first record. */
  const catchUp = Effect.suspend(() =>
    replay({ tenant: name, keys, from: tenant.tip }, null, (state, record) => {
      take(record)
      return state
    }),
  ).pipe(
    Effect.map(({ tip }) => {
      tenant.tip = tip
    }),
    Effect.provideService(LedgerStore, store),
  )

  const freshen = Effect.gen(function* () {
    const head = yield* store.head(name)
    if (head.hash !== tenant.tip.hash) yield* catchUp
  })

  const clock = Effect.map(Clock.currentTimeMillis, (millis) => Instant.parse(millis))

  /** What can't be evaluated is refused and recorded, and whoever operates the gate hears why. */
  const attempt = (state: GateState, { ask, prepared }: Job, at: Place, known: boolean): Decided => {
    if (prepared !== null && known)
      try {
        return decide(state, prepared, at)
      } catch (cause) {
        report({ tenant: name, what: kindOf(ask), cause })
      }
    return refuse(ask, "policyWasEvaluated")
  }

  const prepared = (ask: Ask): Prepared | null => {
    try {
      return prepare(policy, ask)
    } catch (cause) {
      report({ tenant: name, what: kindOf(ask), cause })
      return null
    }
  }

  /** Finds the ended entities that a batch speaks of, before anything is decided: deciding itself reads nothing. */
  const recall = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const ended = emptyStore()
    const lost = new Set<Job>()
    const lose = (job: Job, cause: unknown): void => {
      lost.add(job)
      report({ tenant: name, what: kindOf(job.ask), cause })
    }
    for (const job of jobs) {
      const named = Result.try(() => referenceIn(job.ask))
      if (Result.isFailure(named)) lose(job, named.failure)
      else if (named.success !== null && !tenant.entities[named.success.domain].has(named.success.id)) {
        const { domain, id } = named.success
        const found = yield* Effect.result(archive.ended(domain, id, tenant.tip.size))
        if (Result.isFailure(found)) lose(job, found.failure)
        else if (found.success !== null) put(ended, domain, found.success)
      }
    }
    return { ended, lost }
  })

  const decideAll = (
    jobs: readonly Job[],
    clock: Instant,
    { ended, lost }: { readonly ended: EntityStore; readonly lost: ReadonlySet<Job> },
  ): Batch => {
    const changed = emptyStore()
    const registers = registersOf(settings, (domain) =>
      overlay(beside(tenant.entities[domain], ended[domain]), changed[domain]),
    )
    const state: GateState = { policy, registers }
    const records = new Map<Job, LogRecord>()
    const repeats = new Map<Job, AnswerRef>()
    const fresh = new Map<string, AnswerRef>()
    const written: Written[] = []
    let { tip } = tenant
    for (const job of jobs) {
      const { ask, key } = job
      const now = nowAfter(tip, clock)
      const named = key === null ? null : answerKey(callerOf(ask).actor, key)
      const earlier = named === null ? null : (answerIn(tenant, named, { now, answersMs }) ?? fresh.get(named) ?? null)
      if (earlier !== null) {
        repeats.set(job, earlier)
        continue
      }
      const entry = { tenant: name, key, ask: job.digest, policy: digest, kernel, warnings, clock }
      const decided = attempt(state, job, { now, seq: tip.size, previous: tip.hash }, !lost.has(job))
      const first = place(tip, { ...entry, body: decided.body })
      // What can't be written down can't be allowed: the refusal is recorded in its place. Where not even that can be, it
      // is no ask that a door lets in, and the others in the batch don't suffer for it.
      const next = Result.isSuccess(first)
        ? first
        : place(tip, { ...entry, body: refuse(ask, "recordIsWithinBounds").body })
      if (Result.isFailure(next)) continue
      const placed = next.success
      for (const transition of transitionsIn(placed.record.body)) apply(changed, transition)
      written.push({ placed, payload: next === first ? (decided.shown?.bytes ?? null) : null })
      records.set(job, placed.record)
      if (named !== null) fresh.set(named, { seq: placed.record.seq, ask: job.digest, at: now })
      tip = placed.tip
    }
    return { written, records, repeats }
  }

  const permitFor = Effect.fnUntraced(function* (record: LogRecord) {
    const permit = permitOf(record)
    if (permit === null) return null
    const { bytes, signed } = permitToSign(permit, signer.keyId)
    return signed(yield* signer.sign(bytes))
  })

  const answered = (record: LogRecord): Effect.Effect<Answered, SignFailedError> =>
    Effect.map(permitFor(record), (permit) => ({ answer: answerOf(record), permit }))

  const commit = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    for (let conflict = 0; ; conflict++) {
      const batch = decideAll(jobs, yield* clock, yield* recall(jobs))
      if (batch.written.length === 0) return batch
      const records = yield* Effect.forEach(batch.written, ({ placed }) => seal(signer, placed), {
        concurrency: "unbounded",
      })
      const payloads = batch.written.flatMap(({ payload }) => (payload === null ? [] : [payload]))
      const entities = batch.written.flatMap(({ placed }) => entriesOf(placed.record))
      const outcome = yield* store.append(name, tenant.tip, { records, payloads, entities }).pipe(
        Effect.as(null),
        Effect.catchTag("HeadMovedError", (moved) => Effect.succeed(moved)),
      )
      if (outcome === null) {
        for (const { placed } of batch.written) {
          take(placed.record)
          tenant.tip = placed.tip
        }
        return batch
      }
      if (conflict === CONFLICTS) return yield* outcome
      yield* catchUp
    }
  })

  const repeated = Effect.fnUntraced(function* ({ seq, ask }: AnswerRef, digest: Digest | null) {
    if (ask !== digest) return yield* new KeyReusedError({ record: seq })
    return yield* answered(yield* archive.record(seq))
  })

  const asGateError = <A>(effect: Effect.Effect<A, Failure | GateError>): Effect.Effect<A, GateError> =>
    Effect.mapError(effect, (error) =>
      error._tag === "NotRecordedError" || error._tag === "KeyReusedError" || error._tag === "TenantUnknownError"
        ? error
        : asNotRecorded(error),
    )

  const answerAll = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const { records, repeats } = yield* commit(jobs)
    for (const job of jobs) {
      const earlier = repeats.get(job)
      const record = records.get(job)
      const result =
        earlier !== undefined
          ? asGateError(repeated(earlier, job.digest))
          : record !== undefined
            ? asGateError(answered(record))
            : Effect.fail(
                new NotRecordedError({ message: "not recorded, so not allowed: no record can hold this ask" }),
              )
      yield* Deferred.complete(job.done, result)
    }
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
    Deferred.fail(closed, new NotRecordedError({ message: "not recorded, so not allowed: the gate is closing" })),
  )
  yield* Effect.forkScoped(Effect.forever(serve))

  const ask = Effect.fnUntraced(function* (ask: Ask, key: IdempotencyKey | null) {
    const done = yield* Deferred.make<Answered, GateError>()
    const job = { ask, prepared: prepared(ask), key, digest: key === null ? null : askDigest(ask), done }
    const answer = Effect.andThen(Queue.offer(queue, job), Deferred.await(done))
    return yield* Effect.raceFirst(answer, Deferred.await(closed))
  })
  /** What memory says at one place of the log, the newest there is: looked at before anybody else has the turn. */
  const look = <A>(at: (tenant: Tenant) => A): Effect.Effect<A, GateError> =>
    asGateError(turn.withPermits(1)(Effect.map(freshen, () => at(tenant))))
  const entity = Effect.fnUntraced(function* <N extends DomainName>(domain: N, id: string) {
    const { held, size } = yield* look(({ entities, tip }) => ({ held: entities[domain].get(id), size: tip.size }))
    return held ?? (yield* asGateError(archive.ended(domain, id, size)))
  })
  return {
    ask,
    look,
    earlier: Effect.fnUntraced(function* (ask: Ask, key: IdempotencyKey) {
      const earlier = answerIn(tenant, answerKey(callerOf(ask).actor, key), {
        now: nowAfter(tenant.tip, yield* clock),
        answersMs,
      })
      return earlier === null ? null : yield* asGateError(repeated(earlier, askDigest(ask)))
    }),
    entity,
    change: Effect.fnUntraced(function* <N extends DomainName>(domain: N, id: string, status: string) {
      yield* look(() => null)
      const isOver = () => tenant.entities[domain].get(id)?.status !== status
      while (!isOver()) yield* Effect.raceFirst(waiting.wait(domain, id, isOver), Deferred.await(closed))
      // One that has ended meanwhile may have left memory already.
      return yield* entity(domain, id)
    }),
    page: Effect.fnUntraced(function* <N extends DomainName>(
      domain: N,
      { status, before, limit }: Omit<IndexQuery, "domain">,
    ) {
      const found = yield* asGateError(store.page(name, { domain, status, before, limit: limit + 1 }))
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
        if (status === null || item.status === status) items.push(item)
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
    sweep: Effect.fnUntraced(function* (by: Actor) {
      const millis = yield* clock
      let ended = 0
      for (const given of yield* look(({ entities, tip }) => overdue(entities, by, nowAfter(tip, millis)))) {
        const { answer } = yield* ask(given, null)
        if (answer.type === "accepted") ended += 1
      }
      return ended
    }),
  }
})
