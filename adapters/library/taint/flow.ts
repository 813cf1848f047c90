import { Effect } from "effect"
import type { TenantId } from "../../../kernel/actors.ts"
import type { Policy } from "../../../kernel/gate/policy.ts"
import type { Flow, Piece } from "../../../kernel/known.ts"
import { actsForGood, needsTrust } from "../../../kernel/taint/flows.ts"
import { Reader } from "../../../kernel/taint/label.ts"
import {
  type ConversationId,
  type Handle,
  INPUTS,
  RECIPIENTS,
  type Slot,
  type ToolFlow,
} from "../../../kernel/taint/taint.ts"
import { keysOf, listed } from "../../../kernel/table.ts"
import type { ToolName } from "../../../kernel/tool.ts"
import { digestOf } from "../../digest.ts"
import { type Argument, type Arguments, WHOLE } from "../../reading/arguments.ts"
import type { Reading } from "../../reading/pool.ts"
import { argumentsAt } from "../../reading/take-apart.ts"
import type { Evidence, Region } from "./evidence.ts"
import { newHandle } from "./handles.ts"
import { type FoundIn, adviceOn, foundIn } from "./words.ts"

/** What the deployment says of a tool; null where it says nothing. */
export const flowOf = (policy: Policy | undefined, tool: ToolName): ToolFlow | null => {
  const tools = policy?.domains.taint.tools ?? {}
  return Object.hasOwn(tools, tool) ? (tools[tool] ?? null) : null
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

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
const wholeOf = (evidence: Evidence, id: ConversationId, { text, names, isRecipient }: Words): Handle | null => {
  const whole = isSayable({ text, names }) ? evidence.whole(id, text) : null
  if (whole !== null || !isRecipient || names.length > RECIPIENTS) return whole
  const [value = null, ...others] = new Set(
    names.map((name) => (name === null || !isTelling(name) ? null : evidence.whole(id, name))),
  )
  return others.length === 0 ? value : null
}

/** Where the words of an argument come from. */
const pieceOf = (
  evidence: Evidence,
  conversation: ConversationId,
  words: Words,
  regions: readonly Pick<Region, "value">[],
): Piece => {
  const { text } = words
  const made = { as: newHandle(), digest: digestOf(bytesOf(text)) }
  const value = wholeOf(evidence, conversation, words)
  if (value !== null) return { from: "excerpt", value, ...made }
  const inputs = [...new Set(regions.map((region) => region.value))].slice(0, INPUTS)
  return { from: "words", inputs, ...made }
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
interface Looked {
  readonly flow: ToolFlow | null
  readonly given: Arguments | null
  readonly payload: Uint8Array
  readonly found: FoundIn
}

/** Where each argument of a call comes from; of one that can't be taken apart, or couldn't be judged so, all of it in one place. */
export const piecesOf = (
  evidence: Evidence,
  conversation: ConversationId,
  { flow, given, payload, found }: Looked,
): Readonly<Record<Slot, Piece>> => {
  if (given === null || !isJudgeable(flow, given)) {
    const inputs = [...new Set([...found.values()].flat().map(({ value }) => value))].slice(0, INPUTS)
    return { [WHOLE]: { from: "words", inputs, as: newHandle(), digest: digestOf(payload) } }
  }
  return Object.fromEntries(
    keysOf(given).flatMap((slot) =>
      listed(given[slot] ?? null).map(({ text, names }) => {
        const isRecipient = flow?.recipients.some((recipient) => recipient === slot) ?? false
        return [slot, pieceOf(evidence, conversation, { text, names, isRecipient }, found.get(slot) ?? [])] as const
      }),
    ),
  )
}

/** Where the arguments of a call come from, and who gets to see them; and what a person is told where they may not be trusted. */
export const readFlow = (
  policy: Policy | undefined,
  tenant: TenantId,
  named: Named,
  { payload, evidence }: { readonly payload: Uint8Array; readonly evidence: Evidence },
): Effect.Effect<{ readonly flow: Flow; readonly advice: string | null }, never, Reading> =>
  Effect.map(argumentsAt(tenant, payload), (given) => {
    const flow = flowOf(policy, named.tool)
    const found = foundIn(evidence, named.conversation, given)
    return {
      flow: {
        ...unread(named),
        arguments: piecesOf(evidence, named.conversation, { flow, given, payload, found }),
        recipients: recipientsOf(flow, given),
      },
      advice: adviceOn(found, evidence.isComplete(named.conversation)),
    }
  })
