import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { ChainBrokenError, replay } from "../../kernel/ledger/replay.ts"
import { LedgerStore, type StoreFailedError } from "../../kernel/ledger/store.ts"
import { digestOf } from "../digest.ts"
import type { Verification } from "./open-gate.ts"

/** Reads a tenant's whole log and verifies each record. A log that is broken is what was found, and no error. */
export const verifyLog = (tenant: TenantId, keys: Keys): Effect.Effect<Verification, StoreFailedError, LedgerStore> =>
  Effect.gen(function* () {
    const { tip } = yield* replay({ tenant, keys, digest: digestOf }, null, () => null)
    const { tenants } = yield* LedgerStore
    // A store names a tenant with its first record.
    if (tip.size === 0 && (yield* tenants).includes(tenant))
      return yield* new ChainBrokenError({ tenant, seq: 0, problem: "missing" })
    return { ok: true, head: { size: tip.size, hash: tip.hash } } as const
  }).pipe(
    Effect.catchTag("ChainBrokenError", ({ seq, problem, message }) =>
      Effect.succeed({ ok: false, seq, problem, message } as const),
    ),
  )
