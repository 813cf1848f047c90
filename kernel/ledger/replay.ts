import { Data, Effect } from "effect"
import type { TenantId } from "../actors.ts"
import { type DigestOf, digestOf } from "../digest.ts"
import { EMPTY, type Problem, type Tip, checkNext, problems } from "./chain.ts"
import type { Keys } from "./ed25519.ts"
import type { LogRecord } from "./record.ts"
import { LedgerStore, type StoreFailedError } from "./store.ts"

/** The log doesn't verify. `seq` is the first record that is wrong. */
export class ChainBrokenError extends Data.TaggedError("ChainBrokenError")<{
  readonly tenant: TenantId
  readonly seq: number
  readonly problem: Problem
}> {
  override get message(): string {
    return `record ${this.seq} of ${this.tenant} is not to be trusted: ${problems[this.problem]}`
  }
}

const PAGE = 256

/**
 * Reads a tenant's log from `from` to its end, verifies each record, and folds them: what was true after `from` was
 * `state`. Nothing of a log that doesn't verify comes out; whoever keeps what is folded is told after each record where that is.
 */
export const replay = Effect.fnUntraced(function* <State>(
  {
    tenant,
    keys,
    digest = digestOf,
    from = EMPTY,
  }: { readonly tenant: TenantId; readonly keys: Keys; readonly digest?: DigestOf; readonly from?: Tip },
  state: State,
  fold: (state: State, record: LogRecord, tip: Tip) => State,
): Effect.fn.Return<{ readonly tip: Tip; readonly state: State }, ChainBrokenError | StoreFailedError, LedgerStore> {
  const store = yield* LedgerStore
  let tip = from
  for (;;) {
    const page = yield* store.read(tenant, tip.size, PAGE)
    for (const sealed of page) {
      const checked = checkNext(tenant, tip, sealed, keys, digest)
      if (!checked.ok) return yield* new ChainBrokenError({ tenant, seq: checked.seq, problem: checked.problem })
      tip = checked.tip
      state = fold(state, checked.record, tip)
    }
    if (page.length < PAGE) return { tip, state }
    // A page takes tens of milliseconds: let others run.
    yield* Effect.yieldNow
  }
})
