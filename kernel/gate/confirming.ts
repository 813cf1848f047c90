import { Effect } from "effect"
import { type Caller, administersInPerson } from "../actors.ts"
import type { DigestOf } from "../digest.ts"
import { type Entry, type Placed, type Tip, place } from "../ledger/chain.ts"
import type { LedgerStore } from "../ledger/store.ts"
import type { Instant } from "../time.ts"
import type { GateError } from "./configuration.ts"
import { NotAdministratorError } from "./errors.ts"
import { type Failure, unrecordable } from "./failures.ts"
import type { sealerOf } from "./sealing.ts"
import type { watching } from "./watch.ts"

/** What became of a confirmation. */
export interface Confirmed {
  /** The record that holds it; null where the clock was fit, and nothing had to be confirmed. */
  readonly record: number | null
  /** The time before it, and from it on. */
  readonly from: Instant
  readonly to: Instant
}

interface Parts {
  readonly entry: Omit<Entry, "body" | "clock">
  readonly digest: DigestOf
  readonly store: LedgerStore["Service"]
  readonly sealer: ReturnType<typeof sealerOf>
  readonly watch: ReturnType<typeof watching>
  readonly tip: () => Tip
  /** Reads on to where the log ends. */
  readonly freshen: Effect.Effect<void, Failure>
  /** Makes it true here, once it is durable. */
  readonly take: (placed: Placed) => void
}

/**
 * Confirms the clock, as a record of its own. Who may not is refused without a record: a record has a time, and nobody has
 * vouched for one. Sent again it changes nothing: what is fit needs no confirmation.
 */
export const confirmingOn = ({ entry, digest, store, sealer, watch, tip, freshen, take }: Parts) =>
  Effect.fnUntraced(function* (caller: Caller): Effect.fn.Return<Confirmed, GateError | Failure> {
    if (!administersInPerson(caller)) return yield* new NotAdministratorError()
    yield* freshen
    const before = tip()
    const { clock, unfit } = yield* watch.look(before)
    const step = { from: before.now, to: clock }
    if (unfit === null) return { record: null, ...step }
    const placed = yield* Effect.mapError(
      Effect.fromResult(place(before, { ...entry, clock, body: { type: "clock", caller, ...step } }, digest)),
      unrecordable,
    )
    const sealings = yield* sealer.sealAll([placed])
    yield* store.append(entry.tenant, before, {
      records: sealings.map(({ record }) => record),
      payloads: [],
      entities: [],
    })
    take(placed)
    // The operator is told by the same way that it decides again.
    yield* watch.look(tip())
    return { record: placed.record.seq, ...step }
  })
