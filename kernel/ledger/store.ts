import { Context, Data, type Effect } from "effect"
import type { TenantId } from "../actors.ts"
import type { Digest } from "../digest.ts"
import type { DomainName } from "../registry.ts"
import type { Appended, Head, SealedRecord } from "./chain.ts"

/** Somebody else appended first. Nothing was written: read on from `expected.size`, decide again. */
export class HeadMovedError extends Data.TaggedError("HeadMovedError")<{
  readonly tenant: TenantId
  readonly expected: Head
  readonly actual: Head
}> {}

/** The store could not do what was asked. A failed append has left nothing. */
export class StoreFailedError extends Data.TaggedError("StoreFailedError")<{
  readonly message: string
  readonly cause?: unknown
}> {}

/** Which record has the latest state of an entity. A way to find records, and never a reason to believe one. */
export interface IndexEntry {
  readonly domain: DomainName
  readonly id: string
  /** The number of the record. */
  readonly seq: number
  readonly status: string
}

/** Where a list of entities goes on: at those that came into being before this one. */
export interface Cursor {
  /** The number of the record that brought it into being. */
  readonly opened: number
  readonly id: string
}

export interface IndexQuery {
  readonly domain: DomainName
  /** Only those of one of these statuses, null for all. */
  readonly statuses: readonly string[] | null
  readonly before: Cursor | null
  readonly limit: number
}

/** What is written together or not at all. */
export interface Batch {
  /** In order; each links to the one before, the first to the expected head. */
  readonly records: readonly Appended[]
  /** What the records name by digest and don't hold: kept beside the log, so that it can be deleted without touching it. */
  readonly payloads: readonly Uint8Array[]
  /** The entities that the records change, the latest of each. */
  readonly entities: readonly IndexEntry[]
}

/** Keeps one append-only log a tenant. What is read from it is material: only `verifyChain` says whether it is the log. */
export class LedgerStore extends Context.Service<
  LedgerStore,
  {
    /** The tenants that have a log, in the order of their names. */
    readonly tenants: Effect.Effect<readonly TenantId[], StoreFailedError>
    /** Where the log ends, `EMPTY` where there is none. */
    readonly head: (tenant: TenantId) => Effect.Effect<Head, StoreFailedError>
    /** At most `limit` records, from number `from` on. */
    readonly read: (
      tenant: TenantId,
      from: number,
      limit: number,
    ) => Effect.Effect<readonly SealedRecord[], StoreFailedError>
    /** Appends if the log still ends at `expected`, in one transaction, durable when it succeeds; gives the new head. */
    readonly append: (
      tenant: TenantId,
      expected: Head,
      batch: Batch,
    ) => Effect.Effect<Head, HeadMovedError | StoreFailedError>
    /** From now on this process is the one that decides, by what it was opened with; others that were opened with something else don't. */
    readonly announce: Effect.Effect<void, StoreFailedError>
    /** Fails once another process has opened the log to decide by another policy, or by other keys. Nor does it append then. */
    readonly current: (tenant: TenantId) => Effect.Effect<void, StoreFailedError>
    /** The number of the record with the latest state of an entity, null where the index has none. */
    readonly latest: (
      tenant: TenantId,
      domain: DomainName,
      id: string,
    ) => Effect.Effect<number | null, StoreFailedError>
    /** Entities of a domain by the index, those that came into being last first. */
    readonly page: (
      tenant: TenantId,
      query: IndexQuery,
    ) => Effect.Effect<readonly (Cursor & { readonly seq: number })[], StoreFailedError>
    /** The payload of that digest, null where there is none (any longer). One that doesn't have its digest is a failure. */
    readonly payload: (tenant: TenantId, digest: Digest) => Effect.Effect<Uint8Array | null, StoreFailedError>
  }
>()("interlock/kernel/ledger/LedgerStore") {}
