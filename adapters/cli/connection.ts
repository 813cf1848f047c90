import { readFileSync } from "node:fs"
import { IdempotencyKey } from "../../kernel/gate/idempotency.ts"
import { isLoopback } from "../loopback.ts"
import { withPrivateFile } from "../private-file.ts"
import { argument } from "./argument.ts"
import { type Client, client } from "./client.ts"
import { CommandError, EXIT } from "./exit.ts"
import { newKey } from "./key.ts"
import { warn } from "./terminal.ts"

export interface ServerOptions {
  readonly url: string
  readonly apiKeyFile?: string
  readonly json?: boolean
  readonly key?: string
}

/** The service that the options name. The key never comes as an argument, since every process can read those. */
export const connect = ({ url, apiKeyFile, key }: ServerOptions): Client => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    throw new CommandError(EXIT.usage, `"${url}" is no URL of a service: write one such as http://127.0.0.1:7878`)
  if (parsed.username !== "" || parsed.password !== "")
    throw new CommandError(EXIT.usage, "a URL holds no name and no password here: the API key says who calls")
  if (parsed.protocol === "http:" && !isLoopback(parsed.hostname))
    warn(`warning: ${parsed.origin} is not encrypted, and everybody on the way can read the API key; use https`)
  const named = key === undefined ? newKey(Date.now()) : argument(IdempotencyKey, key, KEY)
  return client({ url: parsed, apiKey: apiKeyOf(apiKeyFile), key: named })
}

const KEY = "write a key of 1 to 128 letters, digits and signs, without blanks"

const apiKeyOf = (file: string | undefined): string => {
  const key = (file === undefined ? process.env["INTERLOCK_API_KEY"] : readKey(file))?.trim() ?? ""
  if (key === "")
    throw new CommandError(
      EXIT.usage,
      "an API key is needed: put it into INTERLOCK_API_KEY, or its file into --api-key-file",
    )
  if (!/^[\x21-\x7e]+$/.test(key)) throw new CommandError(EXIT.usage, "this is no API key: it looks like ik_…")
  return key
}

const readKey = (file: string): string => withPrivateFile(file, (descriptor) => readFileSync(descriptor, "utf8"))
