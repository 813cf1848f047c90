import { isSame } from "../actors.ts"
import type { Stage } from "../domain.ts"
import type { Flow, Known, Piece } from "../known.ts"
import type { GateRegister } from "../machine.ts"
import type { Taint } from "./facts.ts"
import {
  type Command,
  ConversationId,
  type ConversationKept,
  Endorsed,
  Handle,
  type ValueKept,
  ValuePlan,
  callIn,
  recipientsOf,
  valueIn,
} from "./taint.ts"

type Register = GateRegister<Taint>

/** The conversation that a call is of; null where it is of none, or there is none of that name. */
const conversationIn = ({ flow }: Pick<Known, "flow">, { entities }: Register): ConversationKept | null => {
  const kept = flow === null ? undefined : entities.get(flow.conversation)?.kept
  return kept?.entity === "conversation" ? kept : null
}

/** Whether this call is judged by where its arguments come from: an agent makes it, and the deployment wants to know. */
const isJudged = ({ caller: { actor } }: Pick<Known, "caller">, { settings }: Register): boolean =>
  settings.required && actor.kind === "agent"

const valueAt = (conversation: ConversationId, handle: string, { entities }: Register): ValueKept | null => {
  const kept = entities.get(valueIn(conversation, Handle.parse(handle)))?.kept
  return kept?.entity === "value" ? kept : null
}

/** What has to happen before a piece is a value that a call can name. */
const madeOf = (piece: Piece, { conversation, by, register }: Making): readonly Command[] => {
  if (piece.from === "value") return []
  const { digest } = piece
  const id = valueIn(conversation, Handle.parse(piece.as))
  const words = (inputs: readonly string[]): readonly Command[] => [
    { type: "derive", id, by, inputs: inputs.map((handle) => Handle.parse(handle)), digest },
  ]
  if (piece.from === "words") return words(piece.inputs)
  // What stands in a value comes from where that came from. Of one that nobody brought in, it is made.
  const origin = valueAt(conversation, piece.value, register)?.origin
  return origin?.how === "ingest"
    ? [{ type: "ingest", id, by, source: origin.source, readers: origin.readers, digest }]
    : words([piece.value])
}
interface Making {
  readonly conversation: ConversationId
  readonly by: Known["caller"]["actor"]
  readonly register: Register
}

const handleIn = (piece: Piece): string => (piece.from === "value" ? piece.value : piece.as)

const commandsOf = ({ caller: { actor: by }, plan: { tool } }: Known, flow: Flow, register: Register) => {
  const conversation = ConversationId.parse(flow.conversation)
  const pieces = Object.entries(flow.arguments)
  const making = { conversation, by, register }
  return [
    ...pieces.flatMap(([, piece]) => madeOf(piece, making)),
    {
      type: "call",
      id: callIn(conversation, Handle.parse(flow.call)),
      by,
      tool,
      plan: ValuePlan.parse(Object.fromEntries(pieces.map(([slot, piece]) => [slot, handleIn(piece)]))),
      recipients: recipientsOf(flow.recipients),
      endorsements: Endorsed.parse(flow.endorsements),
    },
  ] as const satisfies readonly Command[]
}

/** A call of a conversation is judged by where its arguments come from, before anybody is asked about it. */
export const stage = {
  sentences: {
    callIsOfAConversation: {
      failing: "denies",
      holds: (known: Known, register: Register) => !isJudged(known, register) || known.flow !== null,
      says: "Agents call within a conversation here; open one, and name it with the call.",
    },
    conversationIsKnown: {
      failing: "denies",
      holds: (known: Known, register: Register) => known.flow === null || conversationIn(known, register) !== null,
      says: "There is no such conversation; open one.",
    },
    personIsInitiator: {
      failing: "denies",
      // Of a conversation that isn't there nothing is said here.
      holds: (known: Known, register: Register) => {
        const conversation = conversationIn(known, register)
        return conversation === null || isSame(conversation.initiator, known.caller.person)
      },
      says: "The conversation is for another person than the call.",
    },
  },
  needs: isJudged,
  claims: (known: Known, register: Register) => (known.flow === null ? [] : commandsOf(known, known.flow, register)),
} as const satisfies Stage<Taint, unknown>
