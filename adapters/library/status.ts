import { Clock, Effect } from "effect"
import type { TenantId } from "../../kernel/actors.ts"
import { isOpen } from "../../kernel/approvals/facts.ts"
import { rules } from "../../kernel/break-glass/rules.ts"
import { Gate } from "../../kernel/gate/gate.ts"
import { warningsOf } from "../../kernel/gate/cautions.ts"
import type { Policy } from "../../kernel/gate/policy.ts"
import { Instant } from "../../kernel/time.ts"
import type { Status } from "./open-gate.ts"
import { toldReasons } from "./outcome.ts"

/** How a tenant's gate stands by now. */
export const statusOf = Effect.fnUntraced(function* (tenant: TenantId, policy: Policy | undefined) {
  const gate = yield* Gate
  const { size, hash } = yield* gate.head(tenant)
  const requests = yield* gate.entities(tenant, "approvals")
  const grants = yield* gate.entities(tenant, "break-glass")
  const now = Instant.parse(yield* Clock.currentTimeMillis)
  const open = grants.filter((grant) => rules.openIsByNow(grant, now))
  const status: Status = {
    tenant,
    log: { size, hash },
    warnings: toldReasons(policy === undefined ? [] : warningsOf(policy)),
    approvals: { open: requests.filter(({ status, kept }) => isOpen(status) && now < kept.expiresAt).length },
    grants: {
      requested: open.filter(({ status }) => status === "requested").length,
      active: open.filter(({ status }) => status === "active").length,
    },
  }
  return status
})
