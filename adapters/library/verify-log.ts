import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Head, Tip } from "../../kernel/ledger/chain.ts"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { ChainBrokenError, replay } from "../../kernel/ledger/replay.ts"
import { LedgerStore, type StoreFailedError } from "../../kernel/ledger/store.ts"
import { digestOf } from "../digest.ts"
import type { Verification } from "./open-gate.ts"

interface Against {
  /** Heads that were seen of this log: each has to be in it still, which the chain alone can't know. */
  readonly seen?: readonly Head[]
  /** Is told after each record. */
  readonly progress?: (tip: Tip) => void
}

const nothing = (): void => undefined

/** Reads a tenant's whole log and verifies each record. A log that is broken is what was found, and no error. */
export const verifyLog = (
  tenant: TenantId,
  keys: Keys,
  { seen = [], progress = nothing }: Against = {},
): Effect.Effect<Verification, StoreFailedError, LedgerStore> =>
  Effect.gen(function* () {
    const { tip, state: fork } = yield* replay(
      { tenant, keys, digest: digestOf },
      null,
      (fork: number | null, _, tip) => {
        progress(tip)
        return fork ?? (seen.some(({ size, hash }) => size === tip.size && hash !== tip.hash) ? tip.size - 1 : null)
      },
    )
    if (fork !== null) return yield* new ChainBrokenError({ tenant, seq: fork, problem: "fork" })
    const { tenants } = yield* LedgerStore
    // A store names a tenant with its first record.
    const isEmptied = tip.size === 0 && (yield* tenants).includes(tenant)
    if (isEmptied || seen.some(({ size }) => size > tip.size))
      return yield* new ChainBrokenError({ tenant, seq: tip.size, problem: "missing" })
    return { ok: true, head: { size: tip.size, hash: tip.hash } } as const
  }).pipe(
    Effect.catchTag("ChainBrokenError", ({ seq, problem, message }) =>
      Effect.succeed({ ok: false, seq, problem, message } as const),
    ),
  )
