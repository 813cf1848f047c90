import type { Label } from "../../../kernel/taint/label.ts"
import type { Conversation, Endorsement, Explanation as Explained } from "../../http/taint/schemas.ts"
import { when } from "../render.ts"
import { paint, plain } from "../terminal.ts"

const listOf = (names: readonly string[] | string, nobody: string): string => {
  if (typeof names === "string") return names
  return names.length === 0 ? nobody : names.map(plain).join(", ")
}

/** A label in a few words. */
const renderLabel = ({ sources, readers }: Label): string =>
  `from ${listOf(sources, "nowhere")}, for ${listOf(readers, "nobody")}`

/** A conversation in a line, for lists. */
export const renderConversationLine = ({ id, initiator, mode, label, at }: Conversation): string =>
  `${id}  ${paint("bold", mode.padEnd(6))}  ${plain(initiator.id)}, ${when(at)}, ${renderLabel(label)}`

/** A conversation as it is. */
export const renderConversation = (conversation: Conversation): readonly string[] => {
  const { id, initiator, audience, mode, parent, at, label, seen } = conversation
  return [
    `${id}  ${paint("bold", mode)}`,
    `for       ${plain(initiator.id)}, before ${listOf(audience, "nobody")}`,
    `opened    ${when(at)}`,
    ...(parent === null ? [] : [`begins    with what ${parent.conversation} had seen (${parent.seen})`]),
    `has seen  ${seen}: ${renderLabel(label)}`,
  ]
}

/** An endorsement in a line, for lists. */
export const renderEndorsementLine = ({ id, status, tool, slot, by, expiresAt }: Endorsement): string =>
  `${id}  ${paint("bold", status.padEnd(9))}  ${plain(slot)} of ${tool}, by ${plain(by.id)}, until ${when(expiresAt)}`

/** An endorsement as it is, with where it was used. */
export const renderEndorsement = (endorsement: Endorsement): readonly string[] => [
  renderEndorsementLine(endorsement),
  `in        ${endorsement.conversation}`,
  ...Object.entries(endorsement.sealed).map(([slot, { digest }]) => `value     sha256:${digest} at ${plain(slot)}`),
  ...endorsement.uses.map(({ call, at }) => `used      by ${call}, ${when(at)}`),
  ...(endorsement.ended === null
    ? []
    : [`ended     by ${plain(endorsement.ended.by.id)}, ${when(endorsement.ended.at)}`]),
]

type Value = Explained["values"][number]

const ways: Readonly<Record<Value["how"], (value: Value) => string>> = {
  ingest: ({ source }) => `brought in from ${plain(source ?? "somewhere")}`,
  derive: () => "made in the conversation",
  result: () => "given back by a tool",
  read: ({ resource }) => `read from ${resource ?? "somewhere"}`,
}

/** How deep a line stands. */
const INDENT = 2

/** Where something comes from, as a tree: each value and call is told where it is met first, and named from then on. */
export const renderExplanation = ({ of, values, calls, cut }: Explained): readonly string[] => {
  const known = new Map<string, Value>(values.map((value) => [value.value, value]))
  const called = new Map<string, Explained["calls"][number]>(calls.map((call) => [call.call, call]))
  const told = new Set<string>()
  const lines: string[] = []
  const tell = (id: string, depth: number, why: string): void => {
    const [value, call] = [known.get(id), called.get(id)]
    const what =
      value === undefined ? (call === undefined ? "not told" : `call of ${call.tool}`) : ways[value.how](value)
    const label = value?.label ?? call?.label
    const isAgain = told.has(id)
    lines.push(
      `${" ".repeat(depth * INDENT)}${why}${id}  ${what}${label === undefined ? "" : `: ${renderLabel(label)}`}${isAgain ? " (above)" : ""}`,
    )
    if (isAgain) return
    told.add(id)
    for (const input of value?.inputs ?? []) tell(input, depth + 1, "of ")
    if (value !== undefined && value.call !== null) tell(value.call, depth + 1, "result of ")
    for (const [slot, argument] of Object.entries(call?.arguments ?? {}))
      tell(argument, depth + 1, `${plain(slot)} was `)
    const context = value?.context ?? call?.context
    for (const seen of context?.values ?? []) tell(seen, depth + 1, "having seen ")
    if (context !== undefined && context.more > 0)
      lines.push(`${" ".repeat((depth + 1) * INDENT)}having seen ${context.more} more`)
  }
  tell(of, 0, "")
  return cut.length === 0 ? lines : [...lines, `${cut.length} are not told: they are too many, or lie too far back`]
}
