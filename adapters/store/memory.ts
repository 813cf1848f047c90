import { Context, Effect, Layer } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Digest } from "../../kernel/digest.ts"
import { EMPTY, type Head, type SealedRecord, type Tip, headAfter } from "../../kernel/ledger/chain.ts"
import { HeadMovedError, LedgerStore, type StoreFailedError } from "../../kernel/ledger/store.ts"
import { NoticeCursors, type ReceiverName } from "../../kernel/notices/ports.ts"
import { digestOf } from "../digest.ts"
import { refusedBatch } from "./failures.ts"
import { memoryIndex } from "./memory-index.ts"

interface Log {
  head: Head
  readonly records: SealedRecord[]
  readonly payloads: Map<Digest, Uint8Array>
  readonly index: ReturnType<typeof memoryIndex>
}

/** What goes in and comes out is a copy, so that nobody holds a part of the log. */
const copy = ({ bytes, hash, signature, signer }: SealedRecord): SealedRecord => ({
  bytes: bytes.slice(),
  hash,
  signature: signature.slice(),
  signer,
})

const ledger = (): LedgerStore["Service"] => {
  const logs = new Map<TenantId, Log>()
  const logOf = (tenant: TenantId): Log =>
    logs.get(tenant) ?? { head: EMPTY, records: [], payloads: new Map(), index: memoryIndex() }
  return LedgerStore.of({
    tenants: Effect.sync(() => [...logs.keys()].sort()),
    head: (tenant) => Effect.sync(() => logOf(tenant).head),
    read: (tenant, from, limit) =>
      Effect.sync(() =>
        logOf(tenant)
          .records.slice(from, from + limit)
          .map(copy),
      ),
    append: (tenant, expected, { records, payloads, entities }) =>
      Effect.suspend((): Effect.Effect<Head, HeadMovedError | StoreFailedError> => {
        const log = logOf(tenant)
        if (log.head.size !== expected.size || log.head.hash !== expected.hash) {
          return new HeadMovedError({ tenant, expected, actual: log.head })
        }
        const after = headAfter(tenant, log.head, records, digestOf)
        if (!after.ok) return refusedBatch(tenant, after)
        // Nothing below can fail, so the batch is in the log as a whole or not at all.
        if (records.length > 0 || payloads.length > 0) logs.set(tenant, log)
        log.head = after.head
        for (const sealed of records) log.records.push(copy(sealed))
        for (const entry of entities) log.index.put(entry)
        for (const bytes of payloads) log.payloads.set(digestOf(bytes), bytes.slice())
        return Effect.succeed(after.head)
      }),
    // No other process has it open.
    announce: Effect.void,
    current: () => Effect.void,
    latest: (tenant, domain, id) => Effect.sync(() => logOf(tenant).index.latest({ domain, id })),
    page: (tenant, query) => Effect.sync(() => logOf(tenant).index.page(query)),
    payload: (tenant, digest) => Effect.sync(() => logOf(tenant).payloads.get(digest)?.slice() ?? null),
  })
}

const cursors = (): NoticeCursors["Service"] => {
  const places = new Map<string, Tip>()
  const keyOf = (receiver: ReceiverName, tenant: TenantId) => `${receiver} ${tenant}`
  const at = (receiver: ReceiverName, tenant: TenantId): Tip => places.get(keyOf(receiver, tenant)) ?? EMPTY
  return NoticeCursors.of({
    at: (receiver, tenant) => Effect.sync(() => at(receiver, tenant)),
    move: (receiver, tenant, tip) =>
      Effect.sync(() => {
        if (tip.size > at(receiver, tenant).size) places.set(keyOf(receiver, tenant), tip)
      }),
  })
}

/** Logs and cursors that last as long as the process: for tests and trials. */
export const memoryStore: Layer.Layer<LedgerStore | NoticeCursors> = Layer.syncContext(() =>
  Context.make(LedgerStore, ledger()).pipe(Context.add(NoticeCursors, cursors())),
)
