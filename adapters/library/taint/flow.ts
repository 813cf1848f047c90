import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import type { Policy } from "../../../kernel/gate/policy.ts"
import type { Flow } from "../../../kernel/known.ts"
import { actsForGood, needsTrust } from "../../../kernel/taint/flows.ts"
import type { Digest } from "../../../kernel/digest.ts"
import { Reader, type Source, joined } from "../../../kernel/taint/label.ts"
import { rules } from "../../../kernel/taint/rules.ts"
import {
  type ConversationId,
  type Handle,
  RECIPIENTS,
  type Slot,
  type ToolFlow,
  handleOf,
} from "../../../kernel/taint/taint.ts"
import { keysOf, listed } from "../../../kernel/table.ts"
import type { ToolName } from "../../../kernel/tool.ts"
import { digestOf } from "../../digest.ts"
import { type Argument, type Arguments, WHOLE, bytesOf } from "../../reading/arguments.ts"
import type { Reading } from "../../reading/pool.ts"
import { argumentsAt } from "../../reading/take-apart.ts"
import type { Advice } from "../outcome.ts"
import { adviceOn } from "./advice.ts"
import { isOwn } from "./came-in.ts"
import { newExcerptHandle, newHandle } from "./handles.ts"
import type { Place, Places } from "./place.ts"
import { type Copy, madeOf, madeOfAll } from "./made-of.ts"
import { type FoundIn, type Known, type Looked, allOf, foundIn, isComplete, valuesIn } from "./words.ts"

/** What the deployment says of a tool; null where it says nothing. */
export const flowOf = (policy: Policy | undefined, tool: ToolName): ToolFlow | null => {
  const tools = policy?.domains.taint.tools ?? {}
  return Object.hasOwn(tools, tool) ? (tools[tool] ?? null) : null
}

/** A recipient that nobody is, and no actor's id could be: the reader of what names nobody who can be known. */
const UNREADABLE = "(unreadable)"

const isDeclared = (flow: ToolFlow, slot: Slot): boolean => Object.hasOwn(flow.arguments, slot)

/** Who gets to see something by a call. Where that can't be told it is somebody whom nobody has let in. */
const recipientsOf = (flow: ToolFlow | null, given: Arguments | null): readonly string[] => {
  if (flow === null || flow.recipients.length === 0) return []
  if (given === null) return [UNREADABLE]
  const named = flow.recipients.flatMap((slot) =>
    (given[slot]?.names ?? []).map((name) => Reader.safeParse(name).data ?? UNREADABLE),
  )
  // What nobody has declared may name somebody too.
  const beyond = keysOf(given).some((slot) => !isDeclared(flow, slot)) ? [UNREADABLE] : []
  const once = [...new Set([...named, ...beyond])]
  return once.length > RECIPIENTS ? [UNREADABLE] : once
}

interface Words extends Pick<Argument, "text" | "names"> {
  readonly isRecipient: boolean
}

const NUMBER = /^-?\d/
const SIGNS = /[^\p{L}\p{N}]/gu

/**
 * So many letters and digits a text has at least that is somebody's own where they have said it: `13` and `no` stand in what people say by
 * chance. Counted as UTF-8 has them, since a letter of a script that has thousands says as much as several.
 */
const LEAST = 3
const isTelling = (text: string): boolean => Buffer.byteLength(text.normalize("NFKC").replace(SIGNS, "")) >= LEAST

/** Whether somebody can have said an argument: a text that tells something, or a number, however short. A list, `null` and `true` are the caller's. */
const isSayable = ({ text, names }: Pick<Words, "text" | "names">): boolean =>
  names[0] === text ? isTelling(text) : NUMBER.test(text)

/**
 * The value that somebody has brought in, of a trusted source, in which an argument stands whole. Of those who get something by a call each
 * may stand there by themselves: who they are together says no more. Of other lists what the items make together may be something else.
 */
const wholeOf = ({ came, evidence }: Known, { text, names, isRecipient }: Words): Handle | null => {
  const [own] = came.conversations
  const whole = (said: string): Handle | null => (own === undefined ? null : evidence.whole(own, said))
  const found = isSayable({ text, names }) ? whole(text) : null
  if (found !== null || !isRecipient || names.length > RECIPIENTS) return found
  const [value = null, ...others] = new Set(
    names.map((name) => (name === null || !isTelling(name) ? null : whole(name))),
  )
  return others.length === 0 ? value : null
}

/** Words of whoever calls: made of what was found in them, and of all that came in where that may not be all. */
const wordsOf = ({ came }: Known, looked: readonly Looked[], trusted: readonly Source[], digest: Digest): Place => {
  const isKnown = looked.length > 0 && looked.every(isComplete)
  const values = isKnown ? valuesIn(looked) : came.values
  const { inputs, copies, isWhole } = isKnown ? madeOf(came, values, trusted) : madeOfAll(came, trusted)
  const label = joined(rules, [came.context, ...values.map(({ kept }) => kept.label)])
  return { piece: { from: "words", inputs, as: newHandle(), digest }, label, looked, copies, isWhole }
}

/** Words that stand whole in a value come from where that came from. */
const excerptOf = ({ came }: Known, value: Handle, looked: readonly Looked[], digest: Digest): Place => {
  const found = came.values.find((one) => isOwn(came, one) && handleOf(one.id) === value)
  const piece = { from: "excerpt", value, as: newExcerptHandle(), digest } as const
  return { piece, label: found?.kept.label ?? came.context, looked, copies: [], isWhole: true }
}

interface Named {
  readonly tool: ToolName
  readonly conversation: ConversationId
  readonly endorsements: Flow["endorsements"]
}

/** A call of a conversation before it is looked at: what of it the caller has named. */
export const unread = ({ conversation, endorsements }: Named): Flow => ({
  conversation,
  call: newHandle(),
  arguments: {},
  recipients: [],
  endorsements,
})

/**
 * Whether a call can be judged by its arguments: what can't be taken back carries one that has to be trusted, and none that nobody has
 * declared, or a word of the person's at a place that no tool looks at would do. Of a tool that isn't declared each has to be trusted.
 */
const isJudgeable = (flow: ToolFlow | null, given: Arguments): boolean => {
  const slots = keysOf(given)
  const isKnown = flow === null || slots.every((slot) => isDeclared(flow, slot))
  return !actsForGood(flow) || (isKnown && slots.some((slot) => needsTrust(flow, slot)))
}

/** A call, and what was found in it. */
interface Call {
  readonly flow: ToolFlow | null
  readonly given: Arguments | null
  readonly payload: Uint8Array
  readonly found: FoundIn
}

/** Where each argument of a call comes from; of one that can't be taken apart, or couldn't be judged so, all of it in one place. */
const placed = (known: Known, { flow, given, payload, found }: Call, trusted: readonly Source[]): Places => {
  if (given === null || !isJudgeable(flow, given))
    return { [WHOLE]: wordsOf(known, [...found.values()], trusted, digestOf(payload)) }
  return Object.fromEntries(
    keysOf(given).flatMap((slot) =>
      listed(given[slot] ?? null).map((argument) => {
        const { text, names } = argument
        const isRecipient = flow?.recipients.some((recipient) => recipient === slot) ?? false
        const value = wholeOf(known, { text, names, isRecipient })
        const [looked, digest] = [allOf(found, slot), digestOf(bytesOf(argument))]
        const place = value === null ? wordsOf(known, looked, trusted, digest) : excerptOf(known, value, looked, digest)
        return [slot, place] as const
      }),
    ),
  )
}

/** Where what stands in a call comes from, place by place. */
export const placesOf = (
  policy: Policy | undefined,
  known: Known,
  { tool, given, payload }: { readonly tool: ToolName; readonly given: Arguments | null; readonly payload: Uint8Array },
): Places => {
  const flow = flowOf(policy, tool)
  const found = foundIn(known, given, (slot) => flow !== null && isDeclared(flow, slot))
  return placed(known, { flow, given, payload, found }, policy?.domains.taint.trusted ?? [])
}

/** A call as the door has read it. */
export interface ReadFlow {
  readonly flow: Flow
  /** What a person is told where an argument may not stand where it does. */
  readonly advice: Advice
  /** What has to be there before the call is made. */
  readonly copies: readonly Copy[]
}

/** Where the arguments of a call come from, and who gets to see them. */
export const readFlow = (
  policy: Policy | undefined,
  tenant: TenantId,
  named: Named,
  { payload, known }: { readonly payload: Uint8Array; readonly known: Known },
): Effect.Effect<ReadFlow, never, Reading> =>
  Effect.map(argumentsAt(tenant, payload), (given) => {
    const flow = flowOf(policy, named.tool)
    const places = placesOf(policy, known, { tool: named.tool, given, payload })
    const all = Object.values(places)
    // What has more readers and sources than one value can be made of goes to nobody whom one could know.
    const recipients = all.every(({ isWhole }) => isWhole) ? recipientsOf(flow, given) : [UNREADABLE]
    return {
      flow: {
        ...unread(named),
        arguments: Object.fromEntries(Object.entries(places).map(([slot, { piece }]) => [slot, piece])),
        recipients,
      },
      advice: adviceOn(known.came, places, {
        needsTrust: (slot) => needsTrust(flow, slot) && !Object.hasOwn(named.endorsements, slot),
        trusted: policy?.domains.taint.trusted ?? [],
        recipients,
      }),
      copies: all.flatMap(({ copies }) => copies),
    }
  })
