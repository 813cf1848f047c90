import { Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { warningsOf } from "../../kernel/gate/warnings.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import { listed } from "../../kernel/table.ts"
import type { DomainName } from "../domain.ts"
import { domainNames, standingOf, standings } from "../domains.ts"
import type { Status } from "./open-gate.ts"
import { reasonsFor } from "./outcome.ts"

/** How a tenant's gate stands by now. */
export const statusOf = Effect.fnUntraced(function* (tenant: TenantId, policy: Policy | undefined) {
  const gate = yield* Gate
  const { size, hash } = yield* gate.head(tenant)
  const { clock, now, unfit } = yield* gate.time(tenant)
  const standing = <N extends DomainName>(domain: N) =>
    Effect.map(gate.entities(tenant, domain), (entities) => standingOf(domain, entities, now))
  const found = yield* Effect.forEach(domainNames, standing)
  const status: Status = {
    tenant,
    log: { size, hash },
    clock: { clock, now, fit: unfit === null },
    warnings: reasonsFor([...listed(unfit), ...(policy === undefined ? [] : warningsOf(policy))]),
    ...standings(found),
  }
  return status
})
