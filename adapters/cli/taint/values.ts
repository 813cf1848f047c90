import { readFileSync } from "node:fs"
import type * as z from "zod"
import { Source } from "../../../kernel/taint/label.ts"
import type { ValueAnswer } from "../../http/taint/schemas.ts"
import { Content, ResourceName } from "../../library/taint/inputs.ts"
import { decoded } from "../../texts/decoded.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import { plain, say, sayJson, warn } from "../terminal.ts"
import { giveWarnings } from "../warnings.ts"
import { taintAt } from "./client.ts"
import { conversationId, handleOf, readerOf } from "./conversations.ts"

interface ContentOptions extends ServerOptions {
  readonly conversation: string
  /** False where `--no-show` says so. */
  readonly show: boolean
}

const STANDARD_INPUT = 0

/** The content of a file, or of standard input for `-`, which has to be text: other bytes would be hashed than were read. */
const contentOf = (file: string): string => {
  const text = decoded(readFileSync(file === "-" ? STANDARD_INPUT : file))
  if (text === null) throw new CommandError(EXIT.usage, "the file is no UTF-8: content is text")
  const read = Content.safeParse(text)
  if (read.success) return read.data
  throw new CommandError(EXIT.usage, `${plain(file)} is too long: content has at most 1 MiB`)
}

const placeOf = (written: string) => argument(ResourceName, written, "name a place, 1,024 characters at most")

/** The framed text on standard output, for a model; everything else beside it. */
const sayValue = (answer: z.output<typeof ValueAnswer>, { json }: ContentOptions): void => {
  if (json === true) {
    sayJson(answer)
    return
  }
  const { value, shown, guards, framed, record, warnings } = answer
  say(`${value} is ${shown ? "shown" : "brought in"} (record ${record})`)
  for (const { guard, sentence } of guards) warn(`  ${plain(guard)}: ${plain(sentence)}`)
  if (framed !== null) for (const line of framed.split("\n")) say(plain(line))
  giveWarnings(warnings)
}

/** `interlock value ingest`. */
export const ingest = async (
  file: string,
  options: ContentOptions & { readonly source: string; readonly reader: readonly string[]; readonly anyone?: boolean },
): Promise<void> => {
  const { source, reader, anyone, show } = options
  if (anyone === true && reader.length > 0)
    throw new CommandError(EXIT.usage, "name who may see it with --reader, or let everybody with --anyone: not both")
  const readers = anyone === true ? ("anyone" as const) : reader.length === 0 ? null : reader.map(readerOf)
  const body = {
    source: argument(Source, source, "name a source of the config"),
    content: contentOf(file),
    show,
    ...(readers === null ? {} : { readers }),
  }
  sayValue(await taintAt(connect(options)).ingest(conversationId(options.conversation), body), options)
}

/** `interlock value result`. */
export const result = async (call: string, file: string, options: ContentOptions): Promise<void> => {
  const body = { call: handleOf(call), content: contentOf(file), show: options.show }
  sayValue(await taintAt(connect(options)).result(conversationId(options.conversation), body), options)
}

/** `interlock value read`. */
export const read = async (resource: string, file: string, options: ContentOptions): Promise<void> => {
  const body = { resource: placeOf(resource), content: contentOf(file), show: options.show }
  sayValue(await taintAt(connect(options)).read(conversationId(options.conversation), body), options)
}

/** `interlock value write`. */
export const write = async (
  value: string,
  resource: string,
  options: ServerOptions & { readonly conversation: string },
): Promise<void> => {
  const body = { value: handleOf(value), resource: placeOf(resource) }
  sayDone(await taintAt(connect(options)).write(conversationId(options.conversation), body), options)
}
