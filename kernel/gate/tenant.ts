import type { Digest } from "../digest.ts"
import { type Body, transitionsIn } from "../ledger/body.ts"
import { EMPTY, type Tip } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { Instant } from "../time.ts"
import { callerOfCommand } from "./ask.ts"
import { type EntityStore, apply, emptyStore } from "./entity-store.ts"

/** Which record answered an idempotency key, and what the key was used for. */
export interface AnswerRef {
  readonly seq: number
  /** Digest of what was asked; null for what has no canonical form. */
  readonly ask: Digest | null
  readonly at: Instant
}

/** A tenant as its log has it: the latest `after` of each entity, and which record answered each idempotency key. */
export interface Tenant {
  tip: Tip
  readonly entities: EntityStore
  readonly answers: Map<string, AnswerRef>
}

export const emptyTenant = (): Tenant => ({ tip: EMPTY, entities: emptyStore(), answers: new Map() })

const isForgotten = ({ at }: AnswerRef, now: Instant, answersMs: number): boolean => now >= at + answersMs

/**
 * Folds a record of the log into the tenant. Folded in again it changes nothing.
 * @param answersMs how long a key stands for its answer
 */
export const fold = (tenant: Tenant, record: LogRecord, answersMs: number): Tenant => {
  const { body, key, ask, seq, at } = record
  for (const transition of transitionsIn(body)) apply(tenant.entities, transition)
  if (key !== null) {
    const name = answerKey(actorOf(body), key)
    // Deleted first, so that the oldest always stand first.
    tenant.answers.delete(name)
    tenant.answers.set(name, { seq, ask, at: at.now })
  }
  for (const [name, answer] of tenant.answers) {
    if (!isForgotten(answer, at.now, answersMs)) break
    tenant.answers.delete(name)
  }
  return tenant
}

/** The answer that a key still stands for, null for none. */
export const answerIn = (
  { answers }: Pick<Tenant, "answers">,
  name: string,
  { now, answersMs }: { readonly now: Instant; readonly answersMs: number },
): AnswerRef | null => {
  const answer = answers.get(name)
  return answer === undefined || isForgotten(answer, now, answersMs) ? null : answer
}

/** Keys are an actor's own: those of two actors never meet. */
export const answerKey = ({ id }: { readonly id: string }, key: string): string => `${id} ${key}`

const actorOf = (body: Body): { readonly id: string } =>
  body.type === "command" ? callerOfCommand(body.transition.command).actor : body.caller.actor
