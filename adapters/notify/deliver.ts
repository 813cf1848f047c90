import { Effect, Schedule } from "effect"
import type { Policy } from "../../kernel/gate/policy.ts"
import { type Tip, checkNext } from "../../kernel/ledger/chain.ts"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { ChainBrokenError } from "../../kernel/ledger/replay.ts"
import { LedgerStore } from "../../kernel/ledger/store.ts"
import { type Notice, noticeOf } from "../../kernel/notices/notice.ts"
import { NotDeliveredError, NoticeCursors, type Receiver, Receivers } from "../../kernel/notices/ports.ts"

/** How often each log is looked at. */
const POLL = "1 second"
/** After a failure it is tried again a second later, then after twice as long, up to a minute: emergencies are urgent. */
const backoff = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])
/** Tries until it succeeds: the backoff never ends, so no failure is left over. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  effect.pipe(Effect.retry(backoff), Effect.orDie)
/** How many records are read at once. */
const PAGE = 256

export interface Delivery {
  /** Of each tenant whose people are told. */
  readonly policies: readonly Policy[]
  /** The keys that the logs may be signed with. */
  readonly keys: Keys
  /** Takes one line for each failure. */
  readonly report: (line: string) => void
}

/**
 * One receiver and one tenant: told in the order of the log, each notice at least once. The log is verified from where the
 * cursor stands, and the cursor holds what that takes (number, hash and time of the last record): nobody is told what the
 * log doesn't say, a record that was taken out is found out, and what comes before the cursor isn't read again.
 */
const line = Effect.fnUntraced(function* (receiver: Receiver, policy: Policy, { keys, report }: Delivery) {
  const store = yield* LedgerStore
  const cursors = yield* NoticeCursors
  const { name } = receiver
  const { tenant } = policy
  let place: Tip | null = null

  const broken = (seq: number, problem: ChainBrokenError["problem"]) => new ChainBrokenError({ tenant, seq, problem })

  const read = Effect.fnUntraced(function* (from: Tip, tell: Receiver["tell"]) {
    const page = yield* store.read(tenant, from.size, PAGE)
    if (page.length === 0) return yield* broken(from.size, "missing")
    let tip = from
    for (const sealed of page) {
      const checked = checkNext(tenant, tip, sealed, keys)
      if (!checked.ok) return yield* broken(checked.seq, checked.problem)
      const notice = noticeOf(checked.record, checked.tip.hash, policy)
      if (notice !== null) {
        yield* tell(notice)
        // A process that is killed between these two lines leaves it to the next one to send the notice again.
        yield* cursors.move(name, tenant, checked.tip)
      }
      tip = checked.tip
      place = tip
    }
    // A move is a sync, and most records are no notice: whole pages are enough to go on from after a restart.
    if (page.length === PAGE) yield* cursors.move(name, tenant, tip)
    return tip
  })

  return {
    receiver,
    /** Tells what is new. Where it fails, the next run goes on. */
    catchUp: Effect.fnUntraced(function* (tell: Receiver["tell"]) {
      const kept = yield* cursors.at(name, tenant)
      // Another process may have gone on meanwhile: what it has told is told.
      let tip: Tip = place !== null && place.size > kept.size ? place : kept
      const head = yield* store.head(tenant)
      if (head.size < tip.size) return yield* broken(head.size, "missing")
      if (head.size === tip.size && head.hash !== tip.hash) return yield* broken(tip.size - 1, "fork")
      while (tip.size < head.size) {
        tip = yield* read(tip, tell)
        // A page takes tens of milliseconds: let others run.
        yield* Effect.yieldNow
      }
    }),
    /** Reports a failure. A bug is one too, or it would silence whoever else is told. */
    reported: <A, E extends { readonly message: string }, R>(effect: Effect.Effect<A, E, R>) =>
      effect.pipe(
        Effect.catchDefect(() => new NotDeliveredError({ message: "an unforeseen failure" })),
        Effect.tapError(({ message }) =>
          Effect.sync(() => {
            report(`${name} is not told of ${tenant} yet: ${message}`)
          }),
        ),
      ),
  }
})
type Line = Effect.Success<ReturnType<typeof line>>

/** Does the same for each receiver and tenant, of whom none waits for another. */
const onEachLine = Effect.fnUntraced(function* <A>(delivery: Delivery, use: (line: Line) => Effect.Effect<A>) {
  const receivers = yield* Receivers
  const lines = receivers.flatMap((receiver) => delivery.policies.map((policy) => line(receiver, policy, delivery)))
  return yield* Effect.forEach(lines, (each) => Effect.flatMap(each, use), { concurrency: "unbounded" })
})

/**
 * Tells every receiver what the logs say, for as long as it runs. One that is down is tried again until it answers, and
 * waits with nobody: what it missed it is told later, in order. Stopped at any moment, it loses nothing.
 */
export const deliver = (delivery: Delivery): Effect.Effect<never, never, LedgerStore | NoticeCursors | Receivers> =>
  onEachLine(delivery, ({ receiver, catchUp, reported }) => {
    const tell = (notice: Notice) => patiently(reported(receiver.tell(notice)))
    return patiently(reported(catchUp(tell))).pipe(Effect.andThen(Effect.sleep(POLL)), Effect.forever)
  }).pipe(Effect.andThen(Effect.never))

/** Tells every receiver what waits for it, and tries nothing twice; gives how many notices were delivered. */
export const deliverOnce = (
  delivery: Delivery,
): Effect.Effect<number, never, LedgerStore | NoticeCursors | Receivers> =>
  onEachLine(delivery, ({ receiver, catchUp, reported }) =>
    Effect.suspend(() => {
      let delivered = 0
      const tell = (notice: Notice) =>
        Effect.map(receiver.tell(notice), () => {
          delivered += 1
        })
      return reported(catchUp(tell)).pipe(
        Effect.ignore,
        Effect.map(() => delivered),
      )
    }),
  ).pipe(Effect.map((counts) => counts.reduce((sum, count) => sum + count, 0)))
