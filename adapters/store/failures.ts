import type { TenantId } from "../../kernel/actors.ts"
import { type Broken, problems } from "../../kernel/ledger/chain.ts"
import { StoreFailedError } from "../../kernel/ledger/store.ts"

/** A batch that doesn't link to the head, or within itself. */
export const refusedBatch = (tenant: TenantId, { seq, problem }: Broken) =>
  new StoreFailedError({ message: `record ${seq} can't be appended to the log of ${tenant}: ${problems[problem]}` })

/** What could not be done, with the reason that the database gives. */
export const failed = (what: string) => (cause: unknown) =>
  cause instanceof StoreFailedError
    ? cause
    : new StoreFailedError({ message: `${what}: ${cause instanceof Error ? cause.message : "unknown failure"}`, cause })
