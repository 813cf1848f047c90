import { Effect } from "effect"
import type { Principal, TenantId } from "../../../kernel/actors.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { GateError } from "../../../kernel/gate/configuration.ts"
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
import type { EntityOf } from "../../domain.ts"
import type { Boundary } from "../boundary.ts"
import { type Given, read } from "../read.ts"
import { Explaining } from "./inputs.ts"
import { asCall, asConversation, asValue } from "./kinds.ts"

/** As many values and calls are told at most, as far back at most, and as many of one list. */
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

type Find = (id: string) => Effect.Effect<EntityOf<"taint"> | null, GateError>

interface Told {
  readonly one: ExplainedValue | ExplainedCall
  /** What it leads back to. */
  readonly back: readonly (ValueId | CallId)[]
}

/** The values of each conversation in memory, which has all of them. */
const byConversation = (entities: readonly EntityOf<"taint">[]): ReadonlyMap<ConversationId, readonly ValueAt[]> => {
  const values = new Map<ConversationId, ValueAt[]>()
  for (const { id, kept } of entities.flatMap((entity) => listed(asValue(entity)))) {
    const conversation = conversationOf(id)
    const own = values.get(conversation) ?? []
    own.push({ id, kept })
    values.set(conversation, own)
  }
  return values
}
interface ValueAt {
  readonly id: ValueId
  readonly kept: ValueKept
}

const isWithin = (place: number, seen: number): boolean => place > 0 && place <= seen

const several = (values: readonly ValueId[]): Several => ({
  values: values.slice(0, BOUNDS.listed),
  more: Math.max(0, values.length - BOUNDS.listed),
})

/** Goes back from one value or call to all that it comes from. */
const explained = Effect.fnUntraced(function* (tenant: TenantId, of: ValueId | CallId) {
  const gate = yield* Gate
  const entities = yield* gate.entities(tenant, "taint")
  const known = new Map<string, EntityOf<"taint">>(entities.map((entity) => [entity.id, entity]))
  const values = byConversation(entities)
  // What has ended has left memory: a call that has its result.
  const find: Find = (id) => {
    const found = known.get(id)
    return found === undefined ? gate.entity(tenant, "taint", id) : Effect.succeed(found)
  }

  const conversationAt = (id: ConversationId): ConversationKept | null => {
    const found = known.get(id)
    return found === undefined ? null : (asConversation(found)?.kept ?? null)
  }
  /** What a conversation had seen by then, and those before it that spawned it. */
  const seenBy = (conversation: ConversationId, seen: number): readonly ValueId[] => {
    const lines: ValueId[] = []
    let at: ConversationKept["parent"] = { conversation, seen }
    for (let depth = 0; at !== null && depth < BOUNDS.depth; depth += 1) {
      const then = at.seen
      for (const { id, kept } of values.get(at.conversation) ?? [])
        if (isWithin(kept.readAt, then) || isWithin(kept.shownAt, then)) lines.push(id)
      at = conversationAt(at.conversation)?.parent ?? null
    }
    return lines
  }

  const ofValue = (id: ValueId, { digest, label, origin, by, at }: ValueKept): Told => {
    const conversation = conversationOf(id)
    const { inputs, context, call, resource } = partsOf(conversation, origin)
    const seen = several(context)
    const source = origin.how === "ingest" ? origin.source : null
    const one = { value: id, digest, label, how: origin.how, source, inputs, context: seen, call, resource, by, at }
    return { one, back: [...inputs, ...listed(call), ...seen.values] }
  }
  const partsOf = (conversation: ConversationId, origin: Origin) => {
    const none = { inputs: [], context: [], call: null, resource: null }
    switch (origin.how) {
      case "ingest":
        return none
      case "derive":
        return {
          ...none,
          inputs: origin.inputs.map((handle) => valueIn(conversation, handle)),
          context: seenBy(conversation, origin.seen),
        }
      case "result":
        return { ...none, call: callIn(conversation, origin.call) }
      case "read": {
        const { resource, wrote } = origin
        if (wrote === null) return { ...none, resource }
        const inputs = [valueIn(wrote.conversation, wrote.value)]
        return { ...none, resource, inputs, context: seenBy(wrote.conversation, wrote.seen) }
      }
    }
  }
  const ofCall = (id: CallId, { tool, label, plan, seen, by, at }: CallKept): Told => {
    const conversation = conversationOf(id)
    const stood = Object.entries(plan).map(([slot, { value }]) => [slot, valueIn(conversation, value)] as const)
    const context = several(seenBy(conversation, seen))
    const one = { call: id, tool, label, arguments: Object.fromEntries(stood), context, by, at }
    return { one, back: stood.map(([, value]) => value) }
  }
  const tell = (found: EntityOf<"taint">): Told | null => {
    const call = asCall(found)
    if (call !== null) return ofCall(call.id, call.kept)
    const value = asValue(found)
    return value === null ? null : ofValue(value.id, value.kept)
  }

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
      const found = yield* find(id)
      const one = found === null ? null : tell(found)
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
  ({ run }: Boundary) =>
  async (tenant: TenantId, given: Given<typeof Explaining>): Promise<Explanation | null> => {
    const { conversation, value, call } = read(Explaining, given)
    const of =
      value === null ? listed(call).map((handle) => callIn(conversation, handle)) : [valueIn(conversation, value)]
    const [id] = of
    return id === undefined ? null : run(explained(tenant, id))
  }
