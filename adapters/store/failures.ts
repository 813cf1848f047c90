import type { TenantId } from "../../kernel/actors.ts"
import { type Broken, problems } from "../../kernel/ledger/chain.ts"
import { StoreFailed } from "../../kernel/ledger/store.ts"

/** A batch that doesn't link to the head, or within itself. */
export const refusedBatch = (tenant: TenantId, { seq, problem }: Broken) =>
  new StoreFailed({ message: `record ${seq} can't be appended to the log of ${tenant}: ${problems[problem]}` })
