import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import type { GateError } from "../../../kernel/gate/configuration.ts"
import type { Gate } from "../../../kernel/gate/gate.ts"
import { listed } from "../../../kernel/table.ts"
import { type ConversationId, type ValueId, conversationOf } from "../../../kernel/taint/taint.ts"
import type { EntityOf } from "../../domain.ts"
import { type ValueEntity, asValue } from "./kinds.ts"

/** The first of the values that came into view of a conversation, and how many did. */
export interface InView {
  readonly first: readonly ValueId[]
  readonly count: number
}

/**
 * What came into view of one conversation, by its place, which never changes: places are counted from 1, and a value that was read and then
 * shown has two.
 */
const viewOf = () => {
  const waiting = new Map<number, ValueId>()
  const known = new Set<ValueId>()
  const values: ValueId[] = []
  /** How many values there are up to each place, as far as no place is missing. */
  const counts: number[] = []
  return {
    put: ({ id, kept }: ValueEntity): void => {
      for (const place of [kept.readAt, kept.shownAt]) if (place > counts.length) waiting.set(place, id)
      for (let id = waiting.get(counts.length + 1); id !== undefined; id = waiting.get(counts.length + 1)) {
        waiting.delete(counts.length + 1)
        if (!known.has(id)) values.push(id)
        known.add(id)
        counts.push(values.length)
      }
    },
    /** Whether each place up to this one is known. */
    has: (seen: number): boolean => seen <= counts.length,
    upTo: (seen: number, most: number): InView => {
      const count = counts[Math.min(seen, counts.length) - 1] ?? 0
      return { first: values.slice(0, Math.min(count, most)), count }
    },
  }
}
type View = ReturnType<typeof viewOf>

/**
 * An index of what came into view of conversations, so that whoever asks what one had seen goes through none of it. This door notes what it
 * shows; the rest, from before it was started or by another process, is looked for in all that memory has, once each time that a place is missing.
 * @param all what memory has of a tenant
 */
export const viewsOn = <Problem, Needed>(
  all: (tenant: TenantId) => Effect.Effect<readonly EntityOf<"taint">[], Problem, Needed>,
) => {
  const tenants = new Map<TenantId, Map<ConversationId, View>>()
  const viewIn = (tenant: TenantId, id: ConversationId): View => {
    const own = tenants.get(tenant) ?? new Map<ConversationId, View>()
    const view = own.get(id) ?? viewOf()
    tenants.set(tenant, own)
    own.set(id, view)
    return view
  }
  const note = (tenant: TenantId, value: ValueEntity): void => {
    viewIn(tenant, conversationOf(value.id)).put(value)
  }
  return {
    /** A value that has come into view. */
    note,
    /** What a conversation had seen by then. @param most so many values are named */
    seenBy: (
      tenant: TenantId,
      { conversation, seen }: { readonly conversation: ConversationId; readonly seen: number },
      most: number,
    ): Effect.Effect<InView, Problem, Needed> =>
      Effect.gen(function* () {
        const view = viewIn(tenant, conversation)
        if (!view.has(seen))
          for (const entity of yield* all(tenant)) for (const value of listed(asValue(entity))) note(tenant, value)
        return view.upTo(seen, most)
      }),
  }
}
export type Views = ReturnType<typeof viewsOn<GateError, Gate>>
