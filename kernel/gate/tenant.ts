import type { Actor } from "../actors.ts"
import { sweep as sweepRequest } from "../approvals/sweep.ts"
import { sweep as sweepGrant } from "../break-glass/sweep.ts"
import type { Body } from "../ledger/body.ts"
import { EMPTY, type Tip } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { Change, Entities, EntityOf, RoomName } from "../rooms.ts"
import type { Instant } from "../time.ts"
import { type Ask, type Given, askDigest, callerOfCommand } from "./ask.ts"

/** The entities of each room, by id. */
export type Kept = { readonly [R in RoomName]: Map<string, EntityOf<R>> }

export const nothingKept = (): Kept => ({ approvals: new Map(), "break-glass": new Map() })

/** A tenant as its log has it: the latest `after` of each entity, and the record that answered each idempotency key. */
export interface Tenant {
  tip: Tip
  readonly kept: Kept
  readonly answers: Map<string, LogRecord>
}

export const emptyTenant = (): Tenant => ({ tip: EMPTY, kept: nothingKept(), answers: new Map() })

/** Keeps an entity as it is now. */
export const keep = <R extends RoomName>(kept: Kept, { domain, entity }: Change<R>): void => {
  kept[domain].set(entity.id, entity)
}

const changedBy = (body: Body): readonly Change[] => {
  if (body.type === "refusal") return []
  if (body.type === "decision") return [...afterOf("approvals", body.submit), ...afterOf("break-glass", body.permit)]
  return body.domain === "approvals" ? afterOf("approvals", body) : afterOf("break-glass", body)
}

const afterOf = <R extends RoomName>(
  domain: R,
  told: { readonly outcome: { readonly accepted: boolean; readonly after?: readonly EntityOf<R>[] } } | null,
): readonly Change<R>[] => (told?.outcome.after ?? []).map((entity) => ({ domain, entity }))

/** Takes in a record of the log. Taken in again it changes nothing. */
export const take = (tenant: Tenant, record: LogRecord): Tenant => {
  for (const change of changedBy(record.body)) keep(tenant.kept, change)
  if (record.key !== null) tenant.answers.set(answerKey(actorOf(record.body), record.key), record)
  return tenant
}

/** Keys are an actor's own: those of two actors never meet. */
export const answerKey = ({ id }: { readonly id: string }, key: string): string => `${id} ${key}`

const actorOf = (body: Body): { readonly id: string } =>
  body.type === "command" ? callerOfCommand(body.command).actor : body.caller.actor

/** Whether a record answers this very ask, so that a key used again for something else is told so. */
export const answersAsk = (record: Pick<LogRecord, "ask">, ask: Ask): boolean => record.ask === askDigest(ask)

/** Changes that are decided and not durable yet, over what is. Thrown away when the append fails. */
export const over = <R extends RoomName>(
  base: Entities<R>,
  changes: ReadonlyMap<string, EntityOf<R>>,
): Entities<R> => ({
  get: (id) => changes.get(id) ?? base.get(id),
  *values() {
    yield* changes.values()
    for (const entity of base.values()) if (!changes.has(entity.id)) yield entity
  },
})

/** What a sweep has to do by `now`. Nothing depends on it. */
export const overdue = (kept: Kept, by: Actor, now: Instant): readonly Given[] => [
  ...[...kept.approvals.values()].flatMap((request): readonly Given[] => {
    const command = sweepRequest(request, by, now)
    return command === null ? [] : [{ type: "command", domain: "approvals", command, proof: null }]
  }),
  ...[...kept["break-glass"].values()].flatMap((grant): readonly Given[] => {
    const command = sweepGrant(grant, by, now)
    return command === null ? [] : [{ type: "command", domain: "break-glass", command, proof: null }]
  }),
]
