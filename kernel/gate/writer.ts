import { Array, Deferred, Effect, Exit, Fiber, Queue, Result, Semaphore } from "effect"
import type { Actor, Caller } from "../actors.ts"
import { type Digest, digestOf } from "../digest.ts"
import { type Head, type Placed, type Tip, nowAfter, place } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import { ChainBrokenError, replay } from "../ledger/replay.ts"
import { type SignFailedError, Signer } from "../ledger/signer.ts"
import { LedgerStore, type StoreFailedError } from "../ledger/store.ts"
import { transitionsIn } from "../ledger/body.ts"
import type { DomainName, EntityOf } from "../registry.ts"
import { listed } from "../table.ts"
import type { Instant } from "../time.ts"
import { answerOf } from "./answer.ts"
import { archiveOf, entriesOf } from "./archive.ts"
import { type Ask, askDigest, callerOf, kindOf, referencesIn } from "./ask.ts"
import { type Decided, type Prepared, decide, prepare, refuse } from "./decide.ts"
import { type Confirmed, confirmingOn } from "./confirming.ts"
import { type EntityStore, apply, beside, emptyStore, overdue, overlay, put } from "./entity-store.ts"
import { ClockUnfitError, KeyReusedError, type NotRecordedError } from "./errors.ts"
import { type Failure, asGateError, isClosing, refusedAll, unrecordable } from "./failures.ts"
import type { Answered, Configuration, GateError } from "./configuration.ts"
import type { IdempotencyKey } from "./idempotency.ts"
import { type Policy, policyDigest } from "./policy.ts"
import { readingOf } from "./reading.ts"
import { registersOf, settingsOf } from "./registers.ts"
import { type Sealing, type SignedPermit, sealerOf } from "./sealing.ts"
import type { GateState, Place } from "./state.ts"
import { type AnswerRef, type Folding, type Tenant, answerIn, answerKey, emptyTenant, fold } from "./tenant.ts"
import { waiters } from "./waiters.ts"
import { warningsOf } from "./warnings.ts"
import { watching } from "./watch.ts"

/** As many asks share one append and one sync; a client that waits for its answer is never held back by it. */
const BATCH = 256
/** As many may wait; the next one waits outside, which is where back-pressure belongs. */
const WAITING = 4096
/** As many are decided, and then signed while the next ones are decided. */
const PART = 16
/** How often a batch is decided again because another process wrote first, before its callers are told. */
const CONFLICTS = 16

/** An ask on its way through the writer, with everything that could be made ready beside the queue. */
interface Job {
  readonly ask: Ask
  readonly prepared: Prepared | null
  /** The entities that the ask names; of one that can't be made ready, none. */
  readonly named: ReturnType<typeof referencesIn>
  readonly key: IdempotencyKey | null
  /** Digest of the ask, null without a key. */
  readonly digest: Digest | null
  readonly done: Deferred.Deferred<Answered, GateError>
}

/** One record of a batch, and what is kept beside the log with it. */
interface Written {
  readonly job: Job
  readonly placed: Placed
  readonly payload: Uint8Array | null
}

/** A batch, decided on top of what is durable; nothing of it is visible to anybody before the append has succeeded. */
interface Batch {
  readonly answers: ReadonlyMap<Job, Answering>
  /** The jobs whose key has been used already, with the record that answers them. */
  readonly repeats: ReadonlyMap<Job, AnswerRef>
}

/** Which record answers a job, and the permit that it gives. */
interface Answering {
  readonly record: LogRecord
  readonly permit: SignedPermit | null
}

export type Writer = Effect.Success<ReturnType<typeof writer>>

/**
 * One writer a tenant: asks queue, a batch is decided in memory, appended in one transaction with one sync, then answered.
 * What is shared has one owner: `tenant` is changed by whoever holds `turn`, and read by anybody between two of its steps;
 * `queue` is filled by askers and emptied by `serve` alone.
 */
export const writer = Effect.fnUntraced(function* (
  policy: Policy,
  { kernel, keys, keyring, digest: digestOfBytes = digestOf, report, stored, time }: Omit<Configuration, "policies">,
) {
  const store = yield* LedgerStore
  const sealer = sealerOf(yield* Signer)
  const { tenant: name, answersMs } = policy
  const digest = policyDigest(policy)
  const settings = settingsOf(policy, { tenant: name, policy: digest, keyring })
  const warnings = warningsOf(policy)
  const folding: Folding = { settings, answersMs }
  const tenant: Tenant = emptyTenant()
  const archive = archiveOf(name, keys, store, digestOfBytes)
  const watch = watching(name, time)
  const turn = yield* Semaphore.make(1)
  const queue = yield* Queue.bounded<Job>(WAITING)
  const waiting = waiters()
  const closed = yield* Deferred.make<never, NotRecordedError>()
  /** The asks that nobody has answered yet. */
  const open = new Set<Job>()

  const settle = (job: Job, answer: Exit.Exit<Answered, GateError>): void => {
    open.delete(job)
    Deferred.doneUnsafe(job.done, answer)
  }

  /**
   * What a record changes becomes true here, and whoever waits for that is woken.
   * INVARIANT: memory is the fold of the log up to its tip, also where reading on stops half way.
   */
  const take = (record: LogRecord, tip: Tip): void => {
    fold(tenant, record, folding)
    tenant.tip = tip
    if (record.body.type === "clock") watch.forget()
    for (const { domain, outcome } of transitionsIn(record.body))
      if (outcome.accepted) for (const { id } of outcome.after) waiting.wake(domain, id)
  }

  /** Reads on from where this process left off. Recovery after a crash is this very path, from the first record. */
  const catchUp = Effect.suspend(() =>
    replay({ tenant: name, keys, digest: digestOfBytes, from: tenant.tip }, null, (state, record, tip) => {
      take(record, tip)
      return state
    }),
  ).pipe(Effect.asVoid, Effect.provideService(LedgerStore, store))

  /** Reads on to where the log ends. A log that ends before the last record that was seen, or in another one, is none. */
  const follow = ({ size, hash }: Head): Effect.Effect<void, StoreFailedError | ChainBrokenError> => {
    const { tip } = tenant
    if (size > tip.size) return catchUp
    if (size < tip.size) return new ChainBrokenError({ tenant: name, seq: size, problem: "missing" })
    return hash === tip.hash ? Effect.void : new ChainBrokenError({ tenant: name, seq: size - 1, problem: "fork" })
  }

  const freshen = Effect.suspend(() => Effect.flatMap(store.head(name), follow))

  /** Whoever hears of a defect, or counts what is stored, may fail at that, too: nobody who asks is to suffer for it. */
  const unheard = (tell: () => void): void => {
    try {
      tell()
    } catch {
      // There is nobody left to tell.
    }
  }
  const tell = ({ ask }: Pick<Job, "ask">, cause: unknown): void => {
    unheard(() => {
      report({ tenant: name, what: kindOf(ask), cause })
    })
  }

  /** What can't be evaluated is refused and recorded, and whoever operates the gate hears why. */
  const attempt = (state: GateState, job: Job, at: Place, known: boolean): Decided => {
    const { ask, prepared } = job
    if (prepared !== null && known)
      try {
        return decide(state, prepared, at)
      } catch (cause) {
        tell(job, cause)
      }
    return refuse(ask, "policyWasEvaluated")
  }

  const madeReady = (ask: Ask): Pick<Job, "prepared" | "named"> => {
    try {
      return { prepared: prepare(policy, ask, digestOfBytes), named: referencesIn(ask) }
    } catch (cause) {
      tell({ ask }, cause)
      return { prepared: null, named: [] }
    }
  }

  /** Finds the ended entities that a batch speaks of, before anything is decided: deciding itself reads nothing. */
  const recall = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const ended = emptyStore()
    const lost = new Set<Job>()
    /** What several name is looked up once, also where there is nothing. */
    const looked = new Map<string, Result.Result<EntityOf<DomainName> | null, Failure>>()
    for (const job of jobs)
      for (const { domain, id } of job.named) {
        if (tenant.entities[domain].has(id)) continue
        const key = `${domain} ${id}`
        const found = looked.get(key) ?? (yield* Effect.result(archive.ended(domain, id, tenant.tip.size)))
        looked.set(key, found)
        if (Result.isFailure(found)) {
          lost.add(job)
          tell(job, found.failure)
        } else if (found.success !== null) put(ended, domain, found.success)
      }
    return { ended, lost }
  })

  /** What every record says beside what is decided. */
  const entryOf = ({ key, ask }: Pick<LogRecord, "key" | "ask">) => ({
    tenant: name,
    key,
    ask,
    policy: digest,
    kernel,
    warnings,
  })

  /** Decides jobs on top of what is durable, a part of the batch after the other. */
  const deciding = (
    clock: Instant,
    { ended, lost }: { readonly ended: EntityStore; readonly lost: ReadonlySet<Job> },
  ) => {
    const changed = emptyStore()
    const registers = registersOf(settings, (domain) =>
      overlay(beside(tenant.entities[domain], ended[domain]), changed[domain]),
    )
    const state: GateState = { policy, registers }
    const repeats = new Map<Job, AnswerRef>()
    const fresh = new Map<string, AnswerRef>()
    let { tip } = tenant

    /** What a job becomes in the log; null where an earlier record answers it, or none can hold it. */
    const decideOne = (job: Job): Written | null => {
      const { ask, key } = job
      const now = nowAfter(tip, clock)
      const named = key === null ? null : answerKey(callerOf(ask).actor, key)
      const earlier = named === null ? null : (answerIn(tenant, named, { now, answersMs }) ?? fresh.get(named) ?? null)
      if (earlier !== null) {
        repeats.set(job, earlier)
        return null
      }
      const entry = { ...entryOf({ key, ask: job.digest }), clock }
      const decided = attempt(state, job, { now, clock, seq: tip.size, previous: tip.hash }, !lost.has(job))
      const first = place(tip, { ...entry, body: decided.body }, digestOfBytes)
      // What can't be written down can't be allowed: the refusal is recorded in its place. Where not even that can be, it
      // is no ask that a door lets in, and the others in the batch don't suffer for it.
      const next = Result.isSuccess(first)
        ? first
        : place(tip, { ...entry, body: refuse(ask, "recordIsWithinBounds").body }, digestOfBytes)
      if (Result.isFailure(next)) return null
      const placed = next.success
      for (const transition of transitionsIn(placed.record.body)) apply(changed, transition)
      if (named !== null) fresh.set(named, { seq: placed.record.seq, ask: job.digest, at: now, counted: now })
      tip = placed.tip
      return { job, placed, payload: next === first ? (decided.shown?.bytes ?? null) : null }
    }
    return { repeats, decideOne }
  }

  /** Decides a batch and signs it: a part is signed while the next is decided, and nothing goes on before all are. */
  const decideAll = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const { clock, unfit } = yield* watch.look(tenant.tip)
    if (unfit !== null) return yield* new ClockUnfitError({ tenant: name, unfit })
    const { repeats, decideOne } = deciding(clock, yield* recall(jobs))
    const written: Written[] = []
    const signing: Effect.Effect<readonly Sealing[], SignFailedError>[] = []
    for (const some of Array.chunksOf(jobs, PART)) {
      const part = some.flatMap((job) => listed(decideOne(job)))
      written.push(...part)
      if (part.length === 0) continue
      const sealing = sealer.sealAll(part.map(({ placed }) => placed))
      signing.push(
        jobs.length <= PART ? sealing : Fiber.join(yield* Effect.forkChild(sealing, { startImmediately: true })),
      )
    }
    const sealed: Sealing[] = []
    for (const signed of signing) sealed.push(...(yield* signed))
    return { written, sealed, repeats }
  })

  const commit = Effect.fnUntraced(function* (
    jobs: readonly Job[],
  ): Effect.fn.Return<Batch, Failure | ClockUnfitError> {
    for (let conflict = 0; ; conflict++) {
      const { written, sealed, repeats } = yield* decideAll(jobs)
      if (written.length === 0) return { answers: new Map(), repeats }
      const records = sealed.map(({ record }) => record)
      const payloads = written.flatMap(({ payload }) => listed(payload))
      const entities = written.flatMap(({ placed }) => entriesOf(placed.record))
      const outcome = yield* store.append(name, tenant.tip, { records, payloads, entities }).pipe(
        Effect.as(null),
        Effect.catchTag("HeadMovedError", (moved) => Effect.succeed(moved)),
      )
      if (outcome === null) {
        const answers = new Map<Job, Answering>()
        for (const [{ job, placed, payload }, { permit }] of Array.zip(written, sealed)) {
          take(placed.record, placed.tip)
          unheard(() => {
            stored(callerOf(job.ask).actor, placed.bytes.length + (payload?.length ?? 0))
          })
          answers.set(job, { record: placed.record, permit })
        }
        return { answers, repeats }
      }
      if (conflict === CONFLICTS) return yield* outcome
      yield* follow(outcome.actual)
    }
  })

  const repeated = Effect.fnUntraced(function* ({ seq, ask, at }: AnswerRef, digest: Digest | null) {
    if (ask !== digest) return yield* new KeyReusedError({ record: seq })
    const found = yield* archive.record(seq)
    const { record } = found
    // One that stands at this place in another log with the same key: in a copy of this one, say, that went on by itself.
    if (record.ask !== ask || record.at.now !== at)
      return yield* new ChainBrokenError({ tenant: name, seq, problem: "fork" })
    return { answer: answerOf(record), permit: yield* sealer.permitFor(found) }
  })

  const answerAll = Effect.fnUntraced(function* (jobs: readonly Job[]) {
    const { answers, repeats } = yield* commit(jobs)
    for (const job of jobs) {
      const answering = answers.get(job)
      const earlier = repeats.get(job)
      if (answering !== undefined)
        settle(job, Exit.succeed({ answer: answerOf(answering.record), permit: answering.permit }))
      else if (earlier !== undefined) settle(job, yield* Effect.exit(asGateError(repeated(earlier, job.digest))))
      else settle(job, Exit.fail(unrecordable()))
    }
  })

  const serve = Effect.gen(function* () {
    const jobs = yield* Queue.takeBetween(queue, 1, BATCH)
    // A failed append may have landed all the same, so what is durable is read again before anything else is decided.
    yield* answerAll(jobs).pipe(
      Effect.catchCause((cause) =>
        Effect.suspend(() => {
          for (const job of jobs) settle(job, Exit.fail(refusedAll(cause)))
          return Effect.ignore(catchUp)
        }),
      ),
      turn.withPermits(1),
    )
  })

  const confirming = confirmingOn({
    entry: entryOf({ key: null, ask: null }),
    digest: digestOfBytes,
    store,
    sealer,
    watch,
    tip: () => tenant.tip,
    freshen,
    take: ({ record, tip }) => {
      take(record, tip)
    },
  })

  yield* catchUp
  // An operator is to hear of an unfit clock before anybody asks.
  yield* watch.look(tenant.tip)
  // Whoever still waits when the gate closes, or asks later, is told so rather than left to wait.
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      Deferred.doneUnsafe(closed, Exit.fail(isClosing()))
      for (const job of open) settle(job, Exit.fail(isClosing()))
      return Queue.shutdown(queue)
    }),
  )
  yield* Effect.forkScoped(Effect.forever(serve))

  const ask = Effect.fnUntraced(function* (
    ask: Ask,
    key: IdempotencyKey | null,
  ): Effect.fn.Return<Answered, GateError> {
    if (Deferred.isDoneUnsafe(closed)) return yield* isClosing()
    const job: Job = {
      ask,
      ...madeReady(ask),
      key,
      digest: key === null ? null : askDigest(ask, digestOfBytes),
      done: Deferred.makeUnsafe<Answered, GateError>(),
    }
    open.add(job)
    if (!Queue.offerUnsafe(queue, job)) yield* Queue.offer(queue, job)
    return yield* Deferred.await(job.done)
  })
  /** What memory says at one place of the log, the newest there is: looked at before anybody else has the turn. */
  const look = <A>(at: (tenant: Tenant) => A): Effect.Effect<A, GateError> =>
    asGateError(turn.withPermits(1)(Effect.map(freshen, () => at(tenant))))
  const timeNow = Effect.flatMap(
    look(({ tip }) => tip),
    watch.look,
  )
  return {
    ask,
    look,
    time: timeNow,
    /** A failed append may have landed all the same, so what is durable is read again before anything else is done. */
    confirm: (caller: Caller): Effect.Effect<Confirmed, GateError> =>
      asGateError(
        confirming(caller).pipe(
          Effect.tapError(() => Effect.ignore(catchUp)),
          turn.withPermits(1),
        ),
      ),
    earlier: Effect.fnUntraced(function* (ask: Ask, key: IdempotencyKey) {
      const earlier = answerIn(tenant, answerKey(callerOf(ask).actor, key), {
        now: (yield* watch.look(tenant.tip)).now,
        answersMs,
      })
      return earlier === null ? null : yield* asGateError(repeated(earlier, askDigest(ask, digestOfBytes)))
    }),
    ...readingOf({ name, tenant, store, archive, waiting, closed, look }),
    sweep: Effect.fnUntraced(function* (by: Actor) {
      const { now, unfit } = yield* timeNow
      if (unfit !== null) return 0
      let ended = 0
      for (const given of yield* look(({ entities }) => overdue(entities, { by, now, settings }))) {
        const { answer } = yield* ask(given, null)
        if (answer.type === "accepted") ended += 1
      }
      return ended
    }),
  }
})
