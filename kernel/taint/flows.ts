import { type Label, comesFrom, join, joined, unknownFor } from "./label.ts"
import type { Rules } from "./rules.ts"
import {
  CONTROL,
  type CallKept,
  type ConversationId,
  type ConversationKept,
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
import { entriesOf } from "../table.ts"

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

/** What of a plan somebody vouches for, by where: for an argument that one, for control all of it. */
export const partAt = <T>(plan: Readonly<Record<Slot, T>>, at: Slot | typeof CONTROL): Readonly<Record<Slot, T>> =>
  Object.fromEntries(entriesOf(plan).filter(([slot]) => at === CONTROL || slot === at))

/** What a plan comes to: which value stands where, with its digest. @param values those that were found */
export const sealed = (plan: ValuePlan, conversation: ConversationId, values: readonly Valued[]): Sealed =>
  Object.fromEntries(
    entriesOf(plan).flatMap(([slot, handle]) => {
      const standing = valueIn(conversation, handle)
      return values.flatMap(({ id, kept: { digest } }) =>
        id === standing ? [[slot, { value: handle, digest }] as const] : [],
      )
    }),
  )

/** The values of a plan, each once. */
export const valuesOf = (plan: ValuePlan, conversation: ConversationId): readonly ValueId[] => [
  ...new Set(Object.values(plan).map((handle) => valueIn(conversation, handle))),
]

/** Whether a value is trusted. One that isn't there is not. */
export const isTrusted = (
  standing: ValueId,
  { values, trusted }: { readonly values: readonly Valued[]; readonly trusted: Parameters<typeof comesFrom>[1] },
): boolean => values.some(({ id, kept }) => id === standing && comesFrom(kept.label, trusted))
