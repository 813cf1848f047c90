import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import type { Head } from "../../kernel/ledger/chain.ts"
import { type Heads, type Loss, writeHeads } from "../store/heads-file.ts"
import { behind } from "../store/heads.ts"
import type { ReadOnlyLog } from "../store/read-only.ts"

/** What a log lacks of what was seen of it. */
export interface Lost {
  readonly tenant: TenantId
  readonly seen: Head | null
  /** Where it ends now, null where there is nothing of it. */
  readonly left: Head | null
}

/**
 * What is lost of each log by the heads that were seen. Where those are gone or can be read no longer, null, nobody knows how much it is:
 * each log is then one that may have lost something.
 */
export const lostOf = Effect.fnUntraced(function* (store: ReadOnlyLog["store"], heads: Heads | null) {
  const lost: Lost[] = []
  const leftOf = (tenant: TenantId) =>
    Effect.map(store.head(tenant), ({ size, hash }) => (size === 0 ? null : { size, hash }))
  if (heads === null) {
    for (const tenant of yield* store.tenants) lost.push({ tenant, seen: null, left: yield* leftOf(tenant) })
    return lost
  }
  for (const [tenant, seen] of heads.heads)
    if ((yield* behind(store, tenant, seen)) !== null) lost.push({ tenant, seen, left: yield* leftOf(tenant) })
  return lost
})

/** From here on the logs count as they are. That somebody accepted so stays in the file for good. */
export const acceptLoss = (path: string, heads: Heads, lost: readonly Lost[], at: Date): Promise<void> => {
  const now = new Map(heads.heads)
  for (const { tenant, left } of lost)
    if (left === null) now.delete(tenant)
    else now.set(tenant, left)
  const losses = lost.map((each): Loss => ({ at: at.toISOString(), ...each }))
  return writeHeads(path, { heads: now, accepted: [...heads.accepted, ...losses] })
}
