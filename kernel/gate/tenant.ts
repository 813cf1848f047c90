import { isOpen } from "../approvals/facts.ts"
import { sameJson } from "../json.ts"
import type { Body, Changed } from "../ledger/body.ts"
import { EMPTY, type Tip } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { Instant } from "../time.ts"
import { type Ask, type Requests, callOf, callerOf, callerOfCommand, whatOf } from "./decide.ts"

/** A tenant as its log has it: the latest `after` of each entity, and the record that answered each idempotency key. */
export interface Tenant {
  tip: Tip
  readonly requests: Map<string, Changed>
  readonly answers: Map<string, LogRecord>
}

export const emptyTenant = (): Tenant => ({ tip: EMPTY, requests: new Map(), answers: new Map() })

const changedBy = (body: Body): readonly Changed[] => {
  const outcome = body.type === "command" ? body.outcome : body.type === "decision" ? body.submit?.outcome : undefined
  return outcome?.accepted === true ? outcome.after : []
}

/** Takes in a record of the log. Taken in again it changes nothing. */
export const take = (tenant: Tenant, record: LogRecord): Tenant => {
  for (const entity of changedBy(record.body)) tenant.requests.set(entity.id, entity)
  if (record.key !== null) tenant.answers.set(answerKey(actorOf(record.body), record.key), record)
  return tenant
}

/** Keys are an actor's own: those of two actors never meet. */
export const answerKey = ({ id }: { readonly id: string }, key: string): string => `${id} ${key}`

const actorOf = (body: Body): { readonly id: string } =>
  body.type === "command" ? callerOfCommand(body.command).actor : body.caller.actor

/** Whether a record answers this very ask, so that a key used again for something else is told so. */
export const answersAsk = ({ body }: LogRecord, ask: Ask): boolean => {
  if (body.type === "command" && ask.type === "command") return sameJson(body.command, ask.command)
  const by = body.type === "command" ? callerOfCommand(body.command) : body.caller
  if (!sameJson(by, callerOf(ask)) || !sameJson(body.call, callOf(ask))) return false
  switch (body.type) {
    case "decision":
      return ask.type === "call"
    case "refusal":
      return body.what === whatOf(ask)
    case "command":
      return ask.type === "consume" && body.command.type === "consume" && body.command.request === ask.request
  }
}

/** Changes that are decided and not durable yet, over what is. Thrown away when the append fails. */
export const over = (base: Requests, changes: ReadonlyMap<string, Changed>): Requests => ({
  get: (id) => changes.get(id) ?? base.get(id),
  *values() {
    yield* changes.values()
    for (const entity of base.values()) if (!changes.has(entity.id)) yield entity
  },
})

/** Requests that are open by status and past their expiry by `now`: what a sweep tidies. Nothing depends on it. */
export const overdue = (requests: Requests, now: Instant): readonly Changed[] =>
  [...requests.values()].filter(({ status, kept }) => isOpen(status) && now >= kept.expiresAt)
