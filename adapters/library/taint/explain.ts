import { Effect } from "effect"
import type { Principal, TenantId } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { Label, Source } from "../../../kernel/taint/label.ts"
import {
  type CallId,
  type CallKept,
  type ConversationId,
  type ConversationKept,
  type Origin,
  type ResourceId,
  type ValueId,
  type ValueKept,
  callIn,
  conversationOf,
  valueIn,
} from "../../../kernel/taint/taint.ts"
import { listed } from "../../../kernel/table.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { ToolName } from "../../../kernel/tool.ts"
import type { Boundary } from "../boundary.ts"
import { type Given, read } from "../read.ts"
import { Explaining } from "./inputs.ts"
import { asCall, asConversation, asValue } from "./kinds.ts"
import type { InView, Views } from "./views.ts"

/** As many values and calls are told at most, as far back at most, and as many of one list. All that is named is told, or cut: no more of it than these allow. */
const BOUNDS = { told: 256, depth: 32, listed: 64 } as const

/** Values by their ids, as many as are told of, and how many there are beyond them. */
export interface Several {
  readonly values: readonly ValueId[]
  readonly more: number
}

/** A value, and what it comes from. */
export interface ExplainedValue {
  readonly value: ValueId
  readonly digest: Digest
  readonly label: Label
  readonly how: Origin["how"]
  /** Of which source it was brought in; null where it was not. */
  readonly source: Source | null
  /** What it was made of. */
  readonly inputs: readonly ValueId[]
  /** What its conversation had seen when it was made; of what was stored, that of whoever stored it. */
  readonly context: Several
  /** Of which call it is the result; null for none. */
  readonly call: CallId | null
  /** Where it was read; null for what was not. */
  readonly resource: ResourceId | null
  readonly by: Principal
  readonly at: Instant
}

/** A call, and what stood in it. */
export interface ExplainedCall {
  readonly call: CallId
  readonly tool: ToolName
  readonly label: Label
  /** By JSON pointer. */
  readonly arguments: Readonly<Record<string, ValueId>>
  /** What its conversation had seen when it was made. */
  readonly context: Several
  readonly by: Principal
  readonly at: Instant
}

/** Where a value or a call comes from: all that it leads back to, each once, the nearest first. */
export interface Explanation {
  readonly of: ValueId | CallId
  readonly values: readonly ExplainedValue[]
  readonly calls: readonly ExplainedCall[]
  /** What they name and is not told: there is too much of it, or it lies too far back. */
  readonly cut: readonly (ValueId | CallId)[]
}

type Parts = Pick<ExplainedValue, "inputs" | "context" | "call" | "resource">

interface Told {
  readonly one: ExplainedValue | ExplainedCall
  /** What it leads back to. */
  readonly back: readonly (ValueId | CallId)[]
}

/**
 * Goes back from one value or call to all that it comes from. What that costs follows what is told, 256 values and calls at most, each found by
 * its id, and 64 of what each had in view: never how much was said, but where the index of views lacks a place.
 */
const explained = Effect.fnUntraced(function* (views: Views, tenant: TenantId, of: ValueId | CallId) {
  const gate = yield* Gate
  const conversations = new Map<ConversationId, ConversationKept | null>()
  const conversationAt = Effect.fnUntraced(function* (id: ConversationId) {
    const known = conversations.get(id)
    if (known !== undefined) return known
    const found = yield* gate.entity(tenant, "taint", id)
    const kept = found === null ? null : (asConversation(found)?.kept ?? null)
    conversations.set(id, kept)
    return kept
  })
  /** What a conversation had seen by then, and those before it that spawned it. */
  const seenBy = Effect.fnUntraced(function* (conversation: ConversationId, seen: number) {
    const values: ValueId[] = []
    let count = 0
    let at: ConversationKept["parent"] = { conversation, seen }
    for (let depth = 0; at !== null && depth < BOUNDS.depth; depth += 1) {
      const own: InView = yield* views.seenBy(tenant, at, BOUNDS.listed - values.length)
      values.push(...own.first)
      count += own.count
      at = (yield* conversationAt(at.conversation))?.parent ?? null
    }
    const several: Several = { values, more: count - values.length }
    return several
  })

  const ofValue = Effect.fnUntraced(function* (id: ValueId, { digest, label, origin, by, at }: ValueKept) {
    const conversation = conversationOf(id)
    const { inputs, context, call, resource } = yield* partsOf(conversation, origin)
    const source = origin.how === "ingest" ? origin.source : null
    const one = { value: id, digest, label, how: origin.how, source, inputs, context, call, resource, by, at }
    const told: Told = { one, back: [...inputs, ...listed(call), ...context.values] }
    return told
  })
  const partsOf = Effect.fnUntraced(function* (conversation: ConversationId, origin: Origin) {
    const none: Parts = { inputs: [], context: { values: [], more: 0 }, call: null, resource: null }
    switch (origin.how) {
      case "ingest":
        return none
      case "derive":
        return {
          ...none,
          inputs: origin.inputs.map((handle) => valueIn(conversation, handle)),
          context: yield* seenBy(conversation, origin.seen),
        }
      case "result":
        return { ...none, call: callIn(conversation, origin.call) }
      case "read": {
        const { resource, wrote } = origin
        if (wrote === null) return { ...none, resource }
        const inputs = [valueIn(wrote.conversation, wrote.value)]
        return { ...none, resource, inputs, context: yield* seenBy(wrote.conversation, wrote.seen) }
      }
    }
  })
  const ofCall = Effect.fnUntraced(function* (id: CallId, { tool, label, plan, seen, by, at }: CallKept) {
    const conversation = conversationOf(id)
    const stood = Object.entries(plan).map(([slot, { value }]) => [slot, valueIn(conversation, value)] as const)
    const context = yield* seenBy(conversation, seen)
    const one = { call: id, tool, label, arguments: Object.fromEntries(stood), context, by, at }
    const told: Told = { one, back: stood.map(([, value]) => value) }
    return told
  })
  const tell = Effect.fnUntraced(function* (id: ValueId | CallId) {
    const found = yield* gate.entity(tenant, "taint", id)
    if (found === null) return null
    const call = asCall(found)
    if (call !== null) return yield* ofCall(call.id, call.kept)
    const value = asValue(found)
    return value === null ? null : yield* ofValue(value.id, value.kept)
  })

  const told: Told["one"][] = []
  const named = new Set<ValueId | CallId>([of])
  const cut: (ValueId | CallId)[] = []
  let waiting: readonly (ValueId | CallId)[] = [of]
  for (let depth = 0; waiting.length > 0; depth += 1) {
    const next: (ValueId | CallId)[] = []
    for (const id of waiting) {
      if (told.length >= BOUNDS.told || depth > BOUNDS.depth) {
        cut.push(id)
        continue
      }
      const one = yield* tell(id)
      if (one === null) continue
      told.push(one.one)
      for (const back of one.back)
        if (!named.has(back)) {
          named.add(back)
          next.push(back)
        }
    }
    waiting = next
  }
  if (told.length === 0) return null
  const explanation: Explanation = {
    of,
    values: told.flatMap((one) => ("value" in one ? [one] : [])),
    calls: told.flatMap((one) => ("tool" in one ? [one] : [])),
    cut,
  }
  return structuredClone(explanation)
})

export const explainingOn =
  ({ run }: Boundary, views: Views) =>
  async (tenant: TenantId, given: Given<typeof Explaining>): Promise<Explanation | null> => {
    const { conversation, value, call } = read(Explaining, given)
    const of =
      value === null ? listed(call).map((handle) => callIn(conversation, handle)) : [valueIn(conversation, value)]
    const [id] = of
    return id === undefined ? null : run(explained(views, tenant, id))
  }
