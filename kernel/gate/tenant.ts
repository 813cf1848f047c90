import type { Digest } from "../digest.ts"
import { type Body, transitionsIn } from "../ledger/body.ts"
import { EMPTY, type Tip } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import type { Transition } from "../ledger/transition.ts"
import { lastsUntil } from "../machine.ts"
import { type DomainName, modules } from "../registry.ts"
import type { Instant } from "../time.ts"
import { callerOfCommand } from "./ask.ts"
import { type EntityStore, apply, emptyStore } from "./entity-store.ts"
import { fadingHeap } from "./fading.ts"
import type { Settings } from "./registers.ts"

/** Which record answered an idempotency key, and what the key was used for. */
export interface AnswerRef {
  readonly seq: number
  /** Digest of what was asked; null for what has no canonical form. */
  readonly ask: Digest | null
  readonly at: Instant
  /** From when its life is counted: from `at`, or from where time was put back to since. */
  readonly counted: Instant
}

/** Under which settings a log is folded: how long entities and answers last is the policy's to say. */
export interface Folding {
  readonly settings: Settings
  /** How long a key stands for its answer, in milliseconds. */
  readonly answersMs: number
}

/**
 * A tenant as its log has it: every entity that is open or still matters to another one, and which record answered each
 * idempotency key that still stands. What it holds follows what is open, never what ever was.
 */
export interface Tenant {
  tip: Tip
  readonly entities: EntityStore
  readonly answers: Map<string, AnswerRef>
  /** The entities that have ended and still matter, by when they cease to. */
  readonly fading: ReturnType<typeof fadingHeap<{ readonly domain: DomainName; readonly id: string }>>
}

export const emptyTenant = (): Tenant => ({
  tip: EMPTY,
  entities: emptyStore(),
  answers: new Map(),
  fading: fadingHeap(),
})

const isForgotten = ({ counted }: AnswerRef, now: Instant, answersMs: number): boolean => now >= counted + answersMs

export const isEnded = (domain: DomainName, status: string): boolean =>
  modules[domain].ended.some((ended) => ended === status)

/** An entity that has ended takes no command any more; once it matters to no other either, memory need not hold it. */
const fade = <N extends DomainName>(
  { fading }: Tenant,
  { domain, outcome }: Transition<N>,
  { settings }: Folding,
  now: Instant,
): void => {
  if (!outcome.accepted) return
  for (const entity of outcome.after)
    if (isEnded(domain, entity.status))
      fading.add({
        until: lastsUntil(modules[domain].machine, entity, settings[domain]) ?? now,
        item: { domain, id: entity.id },
      })
}

/** Time was put back, perhaps: an answer that came later by it would stand, and hold up all that came after it, until then. */
const recount = ({ answers }: Tenant, now: Instant): void => {
  for (const [name, answer] of answers) if (answer.counted > now) answers.set(name, { ...answer, counted: now })
}

/** Folds a record of the log into the tenant. Folded in again it changes nothing. */
export const fold = (tenant: Tenant, { body, key, ask, seq, at }: LogRecord, folding: Folding): Tenant => {
  const { now } = at
  for (const transition of transitionsIn(body)) {
    apply(tenant.entities, transition)
    fade(tenant, transition, folding, now)
  }
  for (const { domain, id } of tenant.fading.take(now)) tenant.entities[domain].delete(id)
  if (key !== null) {
    const name = answerKey(actorOf(body), key)
    // Deleted first, so that the oldest always stand first.
    tenant.answers.delete(name)
    tenant.answers.set(name, { seq, ask, at: now, counted: now })
  }
  if (body.type === "clock") recount(tenant, now)
  for (const [name, answer] of tenant.answers) {
    if (!isForgotten(answer, now, folding.answersMs)) break
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
