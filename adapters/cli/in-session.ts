import { readFileSync } from "node:fs"
import type * as z from "zod"
import { Effects, SessionId } from "../../kernel/sessions/sessions.ts"
import { keysOf } from "../../kernel/table.ts"
import { MintAnswer } from "../http/sessions/schemas.ts"
import { possessionProof } from "../identity/possession.ts"
import { withPrivateFile } from "../private-file.ts"
import { argument } from "./argument.ts"
import type { Client, Headers } from "./client.ts"
import { CommandError, EXIT } from "./exit.ts"

/** What an agent calls with within a session. */
export interface SessionOptions {
  readonly session?: string
  readonly agentKey?: string
  readonly effects?: string
}

/** What to add to a call that came without a credential. */
export const NEEDED =
  "within a session a call takes all three: --session, --agent-key and --effects (or INTERLOCK_SESSION and INTERLOCK_AGENT_KEY)"

const flags = { session: "--session", agentKey: "--agent-key", effects: "--effects" } as const

const missingOf = (given: Readonly<Record<keyof SessionOptions, string | undefined>>): readonly string[] =>
  keysOf(flags).flatMap((name) => (given[name] === undefined ? [flags[name]] : []))

const effectsIn = (written: string): Effects => {
  const read = Effects.safeParse(written.split(","))
  if (read.success) return read.data
  throw new CommandError(EXIT.usage, "--effects names read, write, destructive or several of them, with commas between")
}

/** A call of a tool: within a session where one is named, with a credential that is minted for it. */
export const callInSession = async <Schema extends z.ZodType>(
  { call }: Pick<Client, "call">,
  answer: Schema,
  path: string,
  body: { readonly tool: string },
  { session, agentKey, effects }: SessionOptions,
): Promise<z.output<Schema>> => {
  if (session === undefined && effects === undefined) return call(answer, path, body)
  if (session === undefined || agentKey === undefined || effects === undefined)
    throw new CommandError(
      EXIT.usage,
      `${NEEDED}; ${missingOf({ session, agentKey, effects }).join(" and ")} is missing`,
    )
  const wanted = {
    session: argument(SessionId, session, "name a session, such as session_0123456789abcdef01234567"),
    tool: body.tool,
    effects: effectsIn(effects),
  }
  const privateKey = withPrivateFile(agentKey, (descriptor) => readFileSync(descriptor, "utf8"))
  const proving =
    (credential: string | null): Headers =>
    async (request) => ({
      dpop: await possessionProof({ privateKey, ...request, credential }),
      ...(credential === null ? {} : { authorization: `DPoP ${credential}` }),
    })
  // The name of the call is not that of the minting: sent again with it, the call has its first answer.
  const { credential } = await call(MintAnswer, "v1/credentials", wanted, { key: null, headers: proving(null) })
  return call(answer, path, body, { headers: proving(credential) })
}
