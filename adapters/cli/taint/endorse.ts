import { readFileSync } from "node:fs"
import * as z from "zod"
import { CONTROL, EndorsementId, Slot } from "../../../kernel/taint/taint.ts"
import { ToolName } from "../../../kernel/tool.ts"
import { sameJson } from "../../../kernel/json.ts"
import { listed } from "../../../kernel/table.ts"
import type { Preview } from "../../http/taint/schemas.ts"
import { InputError } from "../../library/errors.ts"
import { newEndorsementId } from "../../library/taint/handles.ts"
import { digestsOf, endorsementOf, vouchedIn } from "../../library/taint/statement.ts"
import { WHOLE, readBack } from "../../reading/arguments.ts"
import { decoded } from "../../texts/decoded.ts"
import { shownWhole } from "../../texts/shown.ts"
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
type PreviewedPlace = Preview["places"][number]

/** What came in of a place, each with the value and the source from which it came. */
const renderCameIn = ({ cameIn }: PreviewedPlace): readonly string[] =>
  cameIn.length === 0
    ? ["  none of its words are recognised in what came in, which says nothing of where they come from"]
    : cameIn.map(
        ({ words, value, source }) =>
          `  ${plain(words)} stands in ${value}${source === null ? "" : `, of ${plain(source)}`}`,
      )

/**
 * What stands at a place as it is, line by line: nothing in it looks like a line of ours, and nothing of it is hidden. The bytes are those
 * of which the digest is signed.
 */
const renderPlace = (place: PreviewedPlace, bytes: Uint8Array): readonly string[] => {
  const read = readBack(place.slot, bytes)
  const text = decoded(read.text)
  if (text === null)
    throw new CommandError(
      EXIT.usage,
      `what stands at ${plain(place.slot)} is no UTF-8: nobody can read what they would vouch for`,
    )
  return [
    paint("bold", `${read.isText ? "value" : "JSON value, which is no text,"} at ${plain(place.slot)}`),
    ...shownWhole(text)
      .split("\n")
      .map((line) => `  | ${line}`),
    ...renderCameIn(place),
  ]
}

/**
 * The digests of what is shown, and the lines that show it.
 * @throws CommandError where the service reads the call otherwise than it is read here
 */
const shownAndHashed = (placed: ReturnType<typeof vouchedIn>, { places }: Preview) => {
  const digests = digestsOf(placed)
  if (!sameJson(digests, Object.fromEntries(places.map(({ slot, digest }) => [slot, digest]))))
    throw new CommandError(
      EXIT.refused,
      "the service reads this call otherwise than it is read here: sign nothing, and find out why",
    )
  const lines = places.flatMap((place) =>
    listed(placed[place.slot] ?? null).flatMap((bytes) => renderPlace(place, bytes)),
  )
  return { digests, lines }
}

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
  placedIn(payload, slot, file)
  const sent = { base64: payload.toString("base64") }
  const { conversation: within, tool } = about
  const [{ actor }, { conversation }, preview] = await Promise.all([
    server.whoami(),
    taint.show(within),
    taint.preview({ conversation: within, tool, slot, payload: sent }),
  ])
  // By the bytes alone nobody could tell whether it is judged as a whole.
  const isWhole = preview.places.some((place) => place.slot === WHOLE)
  const { digests, lines } = shownAndHashed(placedIn(payload, slot, file, isWhole), preview)
  const statement = endorsementOf(actor, about, digests)

  tellBefore(options, [...renderConversation(conversation), ...lines, ...renderStatement(statement)])
  const what = slot === CONTROL ? "making this call" : `this value at ${plain(slot)}`
  const question = `Vouch for ${what} of ${about.tool} as ${plain(actor.id)}?`
  if (options.yes !== true && !(await confirm(question))) throw new CommandError(EXIT.refused, "nothing was endorsed")

  const body = { ...about, payload: sent }
  sayDone(await taint.endorse({ ...body, ...(await signed(statement, options.identity)) }), options)
}

/** What is vouched for, read here. @throws CommandError where the call has no such argument */
const placedIn = (payload: Uint8Array, slot: z.output<typeof Place>, file: string, isWhole?: boolean) => {
  try {
    return vouchedIn(payload, slot, isWhole)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new CommandError(EXIT.usage, `the call in ${plain(file)} has no argument ${plain(slot)}`)
  }
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
