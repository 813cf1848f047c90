import { type Label, comesFrom, join, joined, unknownFor } from "./label.ts"
import type { Rules } from "./rules.ts"
import {
  type CallKept,
  type ConversationId,
  type ConversationKept,
  type Handle,
  type ResourceKept,
  type Sealed,
  type Slot,
  type ToolFlow,
  type ValueId,
  type ValueKept,
  type ValuePlan,
  isFinal,
  readerOf,
  valueIn,
} from "./taint.ts"
import { keysOf } from "../table.ts"

/** What content becomes by each way that it takes, as guards, chart and what is moved along have it. */

export interface Valued {
  readonly id: string
  readonly kept: ValueKept
}

/** The label of values together. */
export const labelOf = (rules: Rules, values: readonly Valued[]): Label =>
  joined(
    rules,
    values.map(({ kept }) => kept.label),
  )

/** Whether what a tool does can't be taken back: of one that isn't declared nobody knows that it can. */
export const actsForGood = (flow: ToolFlow | null): boolean => flow === null || isFinal(flow)

/** Whether a call carries something out: of a tool that isn't declared nobody knows that it doesn't. */
export const carriesOut = (flow: ToolFlow | null): boolean => flow === null || flow.effect === "egress"

/** Whether an argument has to be trusted: one that isn't declared has to be. */
export const needsTrust = (flow: ToolFlow | null, slot: Slot): boolean => flow?.arguments[slot] !== "any"

/** What a tool's output has beside what its arguments bring: of one that isn't declared nobody has labelled it. */
export const addedBy = (flow: ToolFlow | null, { initiator }: ConversationKept): Label =>
  flow?.adds ?? unknownFor(readerOf(initiator))

/** The label of a result. */
export const labelOfResult = (rules: Rules, { label }: CallKept, added: Label): Label =>
  join(rules, rules.resultJoinsArguments(label), rules.resultAddsTheTool(added))

/** The label of what is made of values in a conversation. */
export const labelOfDerived = (rules: Rules, inputs: readonly Valued[], context: Label): Label =>
  join(rules, rules.outputJoinsInputs(labelOf(rules, inputs)), rules.outputJoinsContext(context))

/** The label of a resource after a writing: of the value, and of what made somebody choose it. */
export const labelOfWriting = (rules: Rules, value: ValueKept, { label }: ConversationKept): Label =>
  join(rules, rules.writeJoinsValue(value.label), rules.writeJoinsContext(label))

/** The label of what is read. @param known the resource, where it holds what its label is of */
export const labelOfReading = (rules: Rules, known: ResourceKept | null, { initiator }: ConversationKept): Label =>
  known === null ? rules.unknownIsUntrusted(readerOf(initiator)) : rules.storedTaintReturns(known.label)

/** A resource, where it holds what its label is of: not where somebody has changed it past the gate. */
export const asWritten = (
  resource: { readonly kept: ResourceKept } | null,
  { digest }: { readonly digest: string },
): ResourceKept | null => (resource?.kept.digest === digest ? resource.kept : null)

/** The value of a conversation by its handle, among those that were found; null where it isn't. */
const among = (values: readonly Valued[], id: ValueId): ValueKept | null =>
  values.find((value) => value.id === id)?.kept ?? null

/** What a plan comes to: which value stands where, with its digest. */
export const sealed = (
  plan: ValuePlan,
  slots: readonly Slot[],
  conversation: ConversationId,
  values: readonly Valued[],
): Sealed =>
  Object.fromEntries(
    slots.flatMap((slot): readonly (readonly [Slot, Sealed[Slot]])[] => {
      const handle: Handle | undefined = plan[slot]
      const value = handle === undefined ? null : among(values, valueIn(conversation, handle))
      return handle === undefined || value === null ? [] : [[slot, { value: handle, digest: value.digest }]]
    }),
  )

/** The arguments of a plan. */
export const slotsOf = (plan: Readonly<Record<Slot, unknown>>): readonly Slot[] => keysOf(plan)

/** The values of a plan, each once. */
export const valuesOf = (plan: ValuePlan, slots: readonly Slot[], conversation: ConversationId): readonly ValueId[] => [
  ...new Set(
    slots.flatMap((slot): readonly ValueId[] => {
      const handle: Handle | undefined = plan[slot]
      return handle === undefined ? [] : [valueIn(conversation, handle)]
    }),
  ),
]

/** Whether the value at an argument is trusted. One that isn't there is not. */
export const isTrustedAt = (
  plan: ValuePlan,
  slot: Slot,
  conversation: ConversationId,
  { values, trusted }: { readonly values: readonly Valued[]; readonly trusted: Parameters<typeof comesFrom>[1] },
): boolean => {
  const handle: Handle | undefined = plan[slot]
  const value = handle === undefined ? null : among(values, valueIn(conversation, handle))
  return value !== null && comesFrom(value.label, trusted)
}
