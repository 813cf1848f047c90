import type { TenantId } from "../../kernel/actors.ts"
import { type Keys, type Verify, keyIdOf } from "../../kernel/ledger/ed25519.ts"
import { verifier } from "./verifier.ts"

/** The key that signed the records of each log from one number up to another one, which isn't among them. */
export interface FormerKey {
  readonly publicKey: Uint8Array
  readonly from: ReadonlyMap<TenantId, number>
  /** A log that isn't named has no record by it. */
  readonly until: ReadonlyMap<TenantId, number>
}

/** A key may come back, so one name may stand for several ranges. */
type Range = readonly [signs: (tenant: string, seq: number) => boolean, verify: Verify]

/** Whether this former key signs the records of this number. */
export const signsThen =
  ({ from, until }: Pick<FormerKey, "from" | "until">): Range[0] =>
  (tenant, seq) =>
    seq >= at(from, tenant) && seq < at(until, tenant)

const at = (numbers: ReadonlyMap<string, number>, tenant: string): number => numbers.get(tenant) ?? 0

/**
 * The keys of a log that was signed by several, one after the other: each counts for its own records and for no others. The
 * key in use signs what comes after the former ones, so that who has it can't write what was before, and who has a former
 * one can't write what comes.
 */
export const keysFrom = (current: readonly Uint8Array[], former: readonly FormerKey[]): Keys => {
  const ranges = new Map<string, readonly Range[]>()
  const add = (publicKey: Uint8Array, signs: Range[0]): void => {
    const name = keyIdOf(publicKey)
    ranges.set(name, [...(ranges.get(name) ?? []), [signs, verifier(publicKey)]])
  }
  for (const key of current) add(key, (tenant, seq) => former.every(({ until }) => seq >= at(until, tenant)))
  for (const key of former) add(key.publicKey, signsThen(key))
  return {
    get: (signer, { tenant, seq }) => ranges.get(signer)?.find(([signs]) => signs(tenant, seq))?.[1],
  }
}
