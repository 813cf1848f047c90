import * as z from "zod"
import { Principal, Role, TenantId, isSame, principalOf } from "../actors.ts"
import { type Command, GrantId, Kept, statuses } from "../break-glass/break-glass.ts"
import { Digest } from "../digest.ts"
import type { Policy } from "../gate/policy.ts"
import { LogRecord } from "../ledger/record.ts"
import { Instant } from "../time.ts"

const { holder, agent, reason, scope, durationMs, terms, lapsesAt, expiresAt, selfCountersigned } = Kept.shape

/** What everyone is told who is passed over when emergency access is asked for, opens or ends, version 1. */
export const Notice = z.strictObject({
  type: z.literal("interlock/notice/v1"),
  /** Hash of the record that tells it: the same however often it is sent, and no other log's. */
  id: Digest,
  tenant: TenantId,
  /** The number of that record in the tenant's log. */
  seq: LogRecord.shape.seq,
  event: z.enum(["requested", "opened", "ended"]),
  /** What the grant is from now on; of one that ended, how. */
  status: z.enum(statuses),
  /** When it was recorded. */
  at: Instant,
  /** Who asked, countersigned, denied, revoked or swept. */
  by: Principal,
  grant: GrantId,
  holder,
  agent,
  reason,
  scope,
  durationMs,
  terms,
  lapsesAt,
  expiresAt,
  /** When the access really ended, which a late sweep doesn't change; null where it is not over, or never began. */
  endedAt: Instant.nullable(),
  /** How many calls were made under it by then. */
  uses: z.int().min(0),
  /** The holder countersigned. */
  selfCountersigned,
  warnings: LogRecord.shape.warnings,
  to: z.strictObject({
    /** Those of the tenant's people who hold a seat in any approval route, each once. The holder knows. */
    people: z.array(Principal).readonly(),
    /** Whoever holds one of these countersigns; the kernel knows no directory. */
    roles: z.array(Role).readonly(),
  }),
})
export type Notice = Readonly<z.infer<typeof Notice>>

/** What each command is to those who are passed over. A use is in the log, and is no news. */
const events: Readonly<Record<Exclude<Command["type"], "use">, Notice["event"]>> = {
  request: "requested",
  countersign: "opened",
  deny: "ended",
  lapse: "ended",
  revoke: "ended",
  expire: "ended",
}

const passedOver = ({ tenant, approvals, breakGlass }: Policy, holder: Principal): Notice["to"] => {
  const seats = Object.values(approvals.routes).flatMap((stages) =>
    stages.flatMap(({ groups }) => groups.flatMap(({ seats }) => seats)),
  )
  const others = seats.filter((seat) => seat.kind === "human" && seat.tenant === tenant && !isSame(seat, holder))
  return {
    people: others.filter((seat, at) => others.findIndex((other) => isSame(other, seat)) === at),
    roles: breakGlass.countersigners,
  }
}

/**
 * The notice that a record of the log is to those who are passed over, null for most. It is made of the record alone, so none
 * is lost and none is made up; who they are, the policy says that is in force when they are told.
 * @param hash the record's own, as the log has it
 */
export const noticeOf = (record: LogRecord, hash: Digest, policy: Policy): Notice | null => {
  const { body } = record
  if (body.type !== "command" || body.domain !== "break-glass" || !body.outcome.accepted) return null
  const { command, outcome } = body
  if (command.type === "use") return null
  const grant = outcome.after.find(({ id }) => id === command.id)
  if (grant === undefined) return null
  const { holder, agent, reason, scope, durationMs, terms, lapsesAt, expiresAt, ended, uses, selfCountersigned } =
    grant.kept
  return {
    type: "interlock/notice/v1",
    id: hash,
    tenant: record.tenant,
    seq: record.seq,
    event: events[command.type],
    status: grant.status,
    at: record.at.now,
    by: principalOf(command.by),
    grant: grant.id,
    holder,
    agent,
    reason,
    scope,
    durationMs,
    terms,
    lapsesAt,
    expiresAt,
    endedAt: ended?.at ?? null,
    uses: uses.count,
    selfCountersigned,
    warnings: record.warnings,
    to: passedOver(policy, holder),
  }
}
