import type * as z from "zod"
import { Problem } from "../http/problems.ts"
import { WhoamiAnswer } from "../http/schemas.ts"
import type { Reason } from "../library/outcome.ts"
import { adviceFor } from "./advice.ts"
import { CommandError, EXIT, type ExitCode } from "./exit.ts"
import { plain } from "./terminal.ts"

/** Where the service is, who calls, and the idempotency key of what is asked: sent again with it, nothing is done twice. */
export interface Connection {
  readonly url: URL
  readonly apiKey: string
  readonly key: string
}

/** What a request says of itself beside what every one does, once it stands. */
export type Headers = (request: {
  readonly method: string
  readonly url: string
  readonly body: Uint8Array
}) => Promise<Readonly<Record<string, string>>>
const none: Headers = () => Promise.resolve({})

interface Calling {
  /** The name of what is asked, where it is another one than the connection's; null for none. */
  readonly key?: string | null
  readonly headers?: Headers
}

/** Longer than the service takes for anything, so that its own answer comes first. */
const TIMEOUT_MS = 60_000

/** The service as a person or a program at a terminal uses it. Everything is rejected with CommandError. */
export const client = ({ url, apiKey, key }: Connection) => {
  const call = async <Schema extends z.ZodType>(
    answer: Schema,
    path: string,
    body?: unknown,
    { key: named = key, headers = none }: Calling = {},
  ) => {
    // Of what changes something, nobody knows whether it was done where no answer came.
    const again = body === undefined || named === null ? "" : againWith(named)
    const to = new URL(path, url.href.endsWith("/") ? url : `${url.href}/`)
    const sent = body === undefined ? null : JSON.stringify(body)
    const method = sent === null ? "GET" : "POST"
    const response = await reach(url, to, again, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(sent === null ? {} : { "content-type": "application/json" }),
        ...(sent === null || named === null ? {} : { "idempotency-key": named }),
        ...(await headers({ method, url: to.href, body: new TextEncoder().encode(sent ?? "") })),
      },
      ...(sent === null ? {} : { body: sent }),
    })
    if (!response.ok) throw refusal(response, again)
    const read = answer.safeParse(response.body)
    if (!read.success) throw notInterlock(url, again)
    return read.data
  }
  return {
    /** One call, for the domains' own parts. */
    call,
    key,
    /** @throws CommandError where the service says two things of one caller, in whose name something is signed */
    whoami: async () => {
      const known = await call(WhoamiAnswer, "v1/whoami")
      if (known.actor.tenant !== known.tenant || known.person.tenant !== known.tenant)
        throw new CommandError(
          EXIT.refused,
          "the service says that you are of two tenants at once: sign nothing, and find out why",
        )
      return known
    },
  }
}
export type Client = ReturnType<typeof client>

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly body: unknown
  readonly url: URL
  /** Seconds after which it may be asked again, where the service says so. */
  readonly retryAfter: number | null
}

/** A redirect is not followed: the key belongs to this service and no other. */
const reach = async (base: URL, url: URL, again: string, init: RequestInit): Promise<Answer> => {
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await textOf(response)
    const { ok, status, headers } = response
    return { ok, status, body: json(text), url: base, retryAfter: secondsIn(headers.get("retry-after")) }
  } catch (error) {
    const reason = reasonOf(error)
    throw new CommandError(
      EXIT.unavailable,
      `no answer from ${base.href} (${reason}): start the service with \`interlock serve\`, or name it with --url or INTERLOCK_URL${UNSENT.includes(reason) ? "" : again}`,
    )
  }
}

const secondsIn = (written: string | null): number | null =>
  written !== null && /^[0-9]{1,9}$/.test(written) ? Number(written) : null

/** More than a page of 500 entities, the largest plan or a part of the log has. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024

/** A service that never stops answering is not waited for until memory is full. */
const textOf = async ({ body }: { readonly body: AsyncIterable<Uint8Array> | null }): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error("its answer is larger than any of ours")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Where there is no connection nothing was sent, so that nothing was done either. */
const UNSENT: readonly string[] = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]

/** What undici says at the bottom: ECONNREFUSED, ENOTFOUND, a certificate's problem. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown failure"
  const { cause } = error
  if (error.name === "TimeoutError") return `nothing came within ${TIMEOUT_MS / 1000} s`
  if (!(cause instanceof Error)) return error.message
  return "code" in cause ? String(cause.code) : cause.message
}

/** What to do where nobody knows what became of a command. */
const againWith = (key: string): string =>
  `. It may have been done all the same: send the same command again with \`--key ${key}\`, and it is not done twice`

const notInterlock = (url: URL, again: string): CommandError =>
  new CommandError(EXIT.unavailable, `${url.href} is no Interlock service of this version: check --url${again}`)

/** What was wrong with the call itself, rather than with what it asked for. */
const USAGE: readonly number[] = [400, 401, 405, 413, 415, 422]

const codeOf = (status: number): ExitCode => {
  if (status >= 500 || status === 429) return EXIT.unavailable
  return USAGE.includes(status) ? EXIT.usage : EXIT.refused
}

const refusal = ({ status, body, url, retryAfter }: Answer, again: string): CommandError => {
  const problem = Problem.safeParse(body)
  if (!problem.success) return notInterlock(url, status >= 500 ? again : "")
  const { type, title, detail, guards = [], warnings = [], errors = [], left = null } = problem.data
  const places = errors.map(({ in: where, path, problem }) => plain(` ${where} ${path}: ${problem}.`)).join("")
  const advice = adviceFor(type, retryAfter) ?? plain(detail)
  return new CommandError(
    codeOf(status),
    `${plain(title)} ${advice}${places}${status >= 500 ? again.replace(/^\./, "") : ""}`,
    guards.map(asPlain),
    warnings.map(asPlain),
    left,
  )
}

const asPlain = ({ guard, sentence }: Reason): Reason => ({ guard: plain(guard), sentence: plain(sentence) })
