import { readFileSync } from "node:fs"
import * as z from "zod"
import { CONTROL, EndorsementId, Slot } from "../../../kernel/taint/taint.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { endorsementOf } from "../../library/taint/statement.ts"
import { newEndorsementId } from "../../library/taint/handles.ts"
import { WHOLE, argumentsIn } from "../../reading/arguments.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import type { Wanted } from "../resource.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { confirm, paint, plain, say, sayJson, tellBefore } from "../terminal.ts"
import { taintAt } from "./client.ts"
import { conversationId } from "./conversations.ts"
import { renderConversation, renderEndorsement, renderEndorsementLine } from "./render.ts"

interface EndorseOptions extends ServerOptions {
  readonly conversation: string
  readonly tool: string
  readonly slot: string
  /** The id of an endorsement that is sent once more. */
  readonly id?: string
  readonly identity?: string
  readonly yes?: boolean
}

const endorsementId = (written: string): EndorsementId =>
  argument(EndorsementId, written, "name an endorsement, such as endorsement_0123456789abcdef01234567")

const Place = z.union([z.literal(CONTROL), Slot])

/** What can be taken apart, and else all of it in one place. */
const textsIn = (payload: Uint8Array): readonly (readonly [at: string, text: string])[] => {
  const found = argumentsIn(payload)
  return found === null
    ? [[WHOLE, new TextDecoder().decode(payload)]]
    : Object.entries(found).map(([at, { text }]) => [at, text])
}

/** What stands in the call where somebody vouches for it, line by line as it is: nothing in it looks like a line of ours. */
const renderArguments = (payload: Uint8Array, slot: z.output<typeof Place>): readonly string[] =>
  textsIn(payload).flatMap(([at, text]) =>
    slot === CONTROL || slot === at
      ? [paint("bold", `value at ${plain(at)}`), ...text.split("\n").map((line) => `  | ${plain(line)}`)]
      : [],
  )

/** `interlock endorse`: shows what stands in the call, hashes what it shows, asks, signs, sends. */
export const endorse = async (file: string, options: EndorseOptions): Promise<void> => {
  const server = connect(options)
  const taint = taintAt(server)
  const payload = readFileSync(file)
  const slot = argument(Place, options.slot, "write the JSON pointer of an argument, such as /recipient, or control")
  const about = {
    id: options.id === undefined ? newEndorsementId() : endorsementId(options.id),
    conversation: conversationId(options.conversation),
    tool: argument(ToolName, options.tool, "name one of the policy's tools"),
    slot,
  }
  const shown = renderArguments(payload, slot)
  if (shown.length === 0)
    throw new CommandError(EXIT.usage, `the call in ${plain(file)} has no argument ${plain(options.slot)}`)
  const [{ actor }, { conversation }] = await Promise.all([server.whoami(), taint.show(about.conversation)])
  const statement = endorsementOf(actor, about, payload)

  tellBefore(options, [...renderConversation(conversation), ...shown, ...renderStatement(statement)])
  const what = slot === CONTROL ? "making this call" : `this value at ${plain(slot)}`
  const question = `Vouch for ${what} of ${about.tool} as ${plain(actor.id)}?`
  if (options.yes !== true && !(await confirm(question))) throw new CommandError(EXIT.refused, "nothing was endorsed")

  const body = { ...about, payload: { base64: payload.toString("base64") } }
  sayDone(await taint.endorse({ ...body, ...(await signed(statement, options.identity)) }), options)
}

/** `interlock endorsement withdraw`. */
export const withdraw = async (written: string, options: ServerOptions): Promise<void> => {
  sayDone(await taintAt(connect(options)).withdraw(endorsementId(written)), options)
}

/** `interlock endorsement show`. */
export const showEndorsement = async (written: string, options: ServerOptions): Promise<void> => {
  const answer = await taintAt(connect(options)).endorsement(endorsementId(written))
  if (options.json === true) sayJson(answer)
  else say(renderEndorsement(answer.endorsement))
}

/** `interlock endorsement list`. */
export const endorsements = async (options: ServerOptions & Wanted): Promise<void> => {
  const found = await taintAt(connect(options)).endorsements(options)
  if (options.json === true) sayJson({ endorsements: found })
  else if (found.length === 0) say("no endorsements")
  else for (const endorsement of found) say(renderEndorsementLine(endorsement))
}
