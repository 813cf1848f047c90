import { ActorId } from "../../../kernel/actors.ts"
import { Reader } from "../../../kernel/taint/label.ts"
import { ConversationId, Handle, Mode } from "../../../kernel/taint/taint.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import type { Wanted } from "../resource.ts"
import { say, sayJson } from "../terminal.ts"
import { taintAt } from "./client.ts"
import { renderConversation, renderConversationLine, renderExplanation } from "./render.ts"

export const conversationId = (written: string): ConversationId =>
  argument(ConversationId, written, "name a conversation, such as conversation_0123456789abcdef01234567")
export const handleOf = (written: string): Handle => argument(Handle, written, "name a value or a call by its handle")
export const readerOf = (written: string): Reader =>
  argument(Reader, written, "name somebody by their id, or an address without spaces")

interface OpenOptions extends ServerOptions {
  readonly for?: string
  readonly audience: readonly string[]
  readonly mode?: string
}

/** `interlock conversation open`. */
export const open = async (options: OpenOptions): Promise<void> => {
  const { for: person, mode } = options
  const body = {
    audience: options.audience.map(readerOf),
    ...(person === undefined ? {} : { initiator: argument(ActorId, person, "name a person of your tenant") }),
    ...(mode === undefined ? {} : { mode: argument(Mode, mode, "write strict or value") }),
  }
  sayDone(await taintAt(connect(options)).open(body), options)
}

/** `interlock conversation spawn`. */
export const spawn = async (written: string, options: ServerOptions): Promise<void> => {
  sayDone(await taintAt(connect(options)).spawn(conversationId(written)), options)
}

/** `interlock conversation show`. */
export const show = async (written: string, options: ServerOptions): Promise<void> => {
  const answer = await taintAt(connect(options)).show(conversationId(written))
  if (options.json === true) sayJson(answer)
  else say(renderConversation(answer.conversation))
}

/** `interlock conversation list`. */
export const list = async (options: ServerOptions & Wanted): Promise<void> => {
  const conversations = await taintAt(connect(options)).list(options)
  if (options.json === true) sayJson({ conversations })
  else if (conversations.length === 0) say("no conversations")
  else for (const conversation of conversations) say(renderConversationLine(conversation))
}

interface ExplainOptions extends ServerOptions {
  readonly conversation: string
  readonly call?: boolean
}

/** `interlock label explain`. */
export const explain = async (written: string, options: ExplainOptions): Promise<void> => {
  const what = options.call === true ? "call" : "value"
  const conversation = conversationId(options.conversation)
  const explanation = await taintAt(connect(options)).explain(conversation, what, handleOf(written))
  if (options.json === true) sayJson(explanation)
  else say(renderExplanation(explanation))
}
