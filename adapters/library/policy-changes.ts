import type { TenantId } from "../../kernel/actors.ts"
import { type Policy, policyDigest } from "../../kernel/gate/policy.ts"
import { decodeRecord } from "../../kernel/ledger/chain.ts"
import type { OpenGate } from "./open-gate.ts"

/**
 * A line for each tenant whose policy is another one than when its log was last written, as long as something is open there:
 * nothing ends what waits, and a policy is known by its digest alone.
 */
export const policyChanges = async (
  gate: Pick<OpenGate, "log" | "status">,
  policies: ReadonlyMap<TenantId, Policy>,
): Promise<readonly string[]> => {
  const lines: string[] = []
  for (const [tenant, policy] of policies) {
    const { size } = await gate.log.head(tenant)
    const [last] = size === 0 ? [] : await gate.log.records(tenant, size - 1, 1)
    const before = last === undefined ? null : decodeRecord(last.bytes)
    if (before === null || before.policy === policyDigest(policy)) continue
    const { approvals, grants } = await gate.status(tenant)
    if (approvals.open + grants.requested + grants.active === 0) continue
    lines.push(
      `the policy of ${tenant} has changed since its last record, with ${approvals.open} requests and ${grants.requested + grants.active} grants open: what was approved under the former policy is of no use now, and is again where it is changed back; reject, cancel or revoke what is not to come back`,
    )
  }
  return lines
}
