import { Clock, Effect, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { type Delivery, deliver } from "../../../adapters/notify/deliver.ts"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { type Entry, EMPTY, type Tip } from "../../../kernel/ledger/chain.ts"
import { LedgerStore, type StoreFailedError } from "../../../kernel/ledger/store.ts"
import { type Notice, noticeOf } from "../../../kernel/notices/notice.ts"
import { NotDeliveredError, type NoticeCursors, type Receiver, Receivers } from "../../../kernel/notices/ports.ts"
import { START, ann, request, revoke } from "../../fixtures/break-glass.ts"
import { acme, appended, chainOf, entries, keys } from "../../kernel/ledger/fixtures.ts"
import { name } from "./secrets.ts"
import { entriesOf, hash, lastOf, policyOf, requested } from "../../kernel/notices/fixture.ts"

/** A notice whose reason is this one. */
export const noticeWith = (reason = "the database is down"): Notice => {
  const notice = noticeOf(lastOf([[0, request("g1", ann(), { reason })]]), hash(), policyOf())
  if (notice === null) throw new Error("a request is noticed")
  return notice
}

/** A log of `size` records with two notices, of its first record and of its last. */
export const log = (size = 4, changed: Partial<Entry> = {}): Entry[] => [
  ...entriesOf(requested(), changed),
  ...entries(size - 2, 1).map((each) => ({ ...each, ...changed })),
  ...entriesOf([...requested(), [20, revoke("g1", ann())]], changed).slice(1),
]

/** Appends these entries to a tenant's log; gives where it ends now. */
export const append = (
  given: readonly Entry[],
  { tenant = acme(), from = EMPTY }: { tenant?: Entry["tenant"]; from?: Tip } = {},
) =>
  Effect.gen(function* () {
    const store = yield* LedgerStore
    const { records, tip } = chainOf(given, { from })
    yield* store.append(tenant, from, { records: records.map(appended), payloads: [], entities: [] })
    return tip
  })

interface Told {
  readonly tenant: string
  readonly seq: number
  readonly id: string
  /** Milliseconds since the story began. */
  readonly at: number
}
export interface Inbox extends Receiver {
  /** Every attempt, also those that were refused. */
  readonly told: Told[]
}

type Fate = Effect.Effect<void, NotDeliveredError>
export const takes: Fate = Effect.void
/** Says no, though it has the notice perhaps. */
export const refuses: Fate = Effect.fail(new NotDeliveredError({ message: "it answered 500" }))

/** A receiver that keeps what it is told, and does with the nth attempt (from 1) what `fate` says. */
export const inbox = (named: string, fate: (attempt: number, told: Told) => Fate = () => takes): Inbox => {
  const told: Told[] = []
  return {
    name: name(named),
    told,
    tell: ({ tenant, seq, id }) =>
      Effect.gen(function* () {
        const one = { tenant, seq, id, at: (yield* Clock.currentTimeMillis) - START }
        told.push(one)
        yield* fate(told.length, one)
      }),
  }
}
export const seqs = ({ told }: Inbox) => told.map(({ seq }) => seq)

type Ports = LedgerStore | NoticeCursors
export const delivery = (lines: string[] = [], ...policies: Delivery["policies"]): Delivery => ({
  policies: policies.length === 0 ? [policyOf()] : policies,
  keys: keys(),
  report: (line) => lines.push(line),
})

/** Tells a story under a clock of its own, which begins at START, on a store. */
export const story = <A, E>(
  receivers: readonly Receiver[],
  told: Effect.Effect<A, E, Ports | Receivers | Scope.Scope>,
  store: Layer.Layer<Ports, StoreFailedError> = memoryStore,
): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(Effect.andThen(TestClock.setTime(START), told)).pipe(
      Effect.provide(Layer.mergeAll(store, Layer.succeed(Receivers, receivers), TestClock.layer())),
    ),
  )

/** Delivers in the background until the story ends. */
export const delivering = (given: Delivery) => Effect.forkScoped(deliver(given), { startImmediately: true })
