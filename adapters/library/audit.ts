import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Head, Problem, Tip } from "../../kernel/ledger/chain.ts"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { LedgerStore, type StoreFailedError } from "../../kernel/ledger/store.ts"
import { isPassing } from "../store/failures.ts"
import { LogUnreadableError, type ReadOnlyLog } from "../store/read-only.ts"
import { verifyLog } from "./verify-log.ts"

/** What was found of one tenant's log: where it ends, or what is wrong. */
export type Found =
  | {
      readonly tenant: TenantId
      readonly ok: true
      readonly records: number
      readonly head: string
      /** How many payloads are kept beside the log; each has its digest. */
      readonly payloads: number
      /** How many records the longest head from outside has that it was held against; null where there was none. */
      readonly seen: number | null
    }
  | {
      readonly tenant: TenantId
      readonly ok: false
      /** The first record that is wrong; null where it is no record that is. */
      readonly record: number | null
      readonly problem: Problem | "absent" | "payload"
      readonly message: string
    }

export interface Audited {
  readonly ok: boolean
  readonly tenants: readonly Found[]
}

interface Asked {
  readonly path: string
  readonly keys: Keys
  /** Those that have to have a log. */
  readonly required: readonly TenantId[]
  /** Only this one's, null for all. */
  readonly only: TenantId | null
  /** Heads that were seen of each log. */
  readonly seen: ReadonlyMap<TenantId, readonly Head[]>
  readonly progress?: (tenant: TenantId, tip: Tip, size: number) => void
}

const absent = (tenant: TenantId, path: string): Found => ({
  tenant,
  ok: false,
  record: null,
  problem: "absent",
  message: `${path} has no log of ${tenant}: restore the newest backup that has one, unless nothing was ever asked there`,
})

const altered = (tenant: TenantId, digest: string): Found => ({
  tenant,
  ok: false,
  record: null,
  problem: "payload",
  message: `the payload ${digest} of ${tenant} was altered: the records stand, and what people were shown has to come from the newest backup`,
})

/**
 * Verifies every log of a file, or one: each record from the first, each payload by its digest, and that what was seen from
 * outside is there still. Where nothing was looked at, nothing is said to be right.
 */
export const audit = Effect.fnUntraced(
  function* ({ store, payloads }: ReadOnlyLog, { path, keys, required, only, seen, progress }: Asked) {
    const kept = yield* store.tenants
    const of = Effect.fnUntraced(function* (tenant: TenantId) {
      const heads = seen.get(tenant) ?? []
      if (!kept.includes(tenant) && heads.length === 0) return absent(tenant, path)
      const { size } = yield* store.head(tenant)
      const found = yield* verifyLog(tenant, keys, {
        seen: heads,
        progress: (tip) => progress?.(tenant, tip, size),
      }).pipe(Effect.provideService(LedgerStore, store))
      if (!found.ok) {
        const { seq: record, problem, message } = found
        return { tenant, ok: false, record, problem, message } satisfies Found
      }
      const { checked, altered: digest } = yield* payloads(tenant)
      if (digest !== null) return altered(tenant, digest)
      return {
        tenant,
        ok: true,
        records: found.head.size,
        head: found.head.hash,
        payloads: checked,
        seen: heads.length === 0 ? null : Math.max(...heads.map(({ size }) => size)),
      } satisfies Found
    })
    const wanted = only === null ? [...new Set([...required, ...seen.keys(), ...kept])] : [only]
    const tenants = yield* Effect.forEach(wanted, of)
    // Of no logs at all every one verifies.
    return { ok: tenants.length > 0 && tenants.every(({ ok }) => ok), tenants } satisfies Audited
  },
  (effect, _, { path }) =>
    Effect.mapError(effect, (failure: StoreFailedError): StoreFailedError | LogUnreadableError =>
      isPassing(failure) ? failure : new LogUnreadableError({ path, message: failure.message }),
    ),
)
