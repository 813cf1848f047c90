import type { KeyObject } from "node:crypto"
import { Clock, Effect } from "effect"
import * as z from "zod"
import { canonicalize } from "../../kernel/canonical.ts"
import { NotDeliveredError, type Receiver, type ReceiverName } from "../../kernel/notices/ports.ts"
import { isLoopback } from "../loopback.ts"
import { signedHeaders } from "./signature.ts"
import { errorCode } from "../error-code.ts"

/** How long a receiver has for its answer, in seconds: what Standard Webhooks 1.0.0 recommends ("Request timeouts"). */
const PATIENCE_S = 15

const isSafe = (text: string): boolean => {
  const url = URL.parse(text)
  if (url === null || url.username !== "" || url.password !== "") return false
  const { protocol, hostname } = url
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname))
}

/** Where notices are sent to. They hold reasons and names, so off this machine they travel encrypted. */
export const WebhookUrl = z
  .string()
  .refine(isSafe, {
    error: "a webhook's URL begins with https:// (http:// on this machine alone) and holds no password",
  })
  .brand("WebhookUrl")
export type WebhookUrl = z.infer<typeof WebhookUrl>

/** The word of the network's failure: its sentences may name the address, whose path may be a secret. */
const failureOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return errorCode(cause) ?? "no connection"
}

/**
 * Sends each notice as RFC 8785 JSON in a signed POST (Standard Webhooks 1.0.0). Only an answer 200 to 299 says that the
 * receiver has it; redirects are not followed. Each attempt is signed anew, or a late one would fail the receiver's check
 * of the time.
 */
export const webhook = ({
  name,
  url,
  secret,
}: {
  readonly name: ReceiverName
  readonly url: WebhookUrl
  readonly secret: KeyObject
}): Receiver => {
  const post = (body: Uint8Array, headers: Readonly<Record<string, string>>) =>
    Effect.tryPromise({
      try: async (signal) => {
        const answer = await fetch(url, { method: "POST", redirect: "manual", headers, body, signal })
        // What it says beside its status is nobody's, however long: the connection may go.
        answer.body?.cancel().catch(() => undefined)
        return answer.status
      },
      catch: (error) => new NotDeliveredError({ message: `it can't be reached: ${failureOf(error)}` }),
    }).pipe(
      Effect.timeoutOrElse({
        duration: `${PATIENCE_S} seconds`,
        orElse: () => new NotDeliveredError({ message: `it did not answer within ${PATIENCE_S} seconds` }),
      }),
    )

  return {
    name,
    tell: Effect.fnUntraced(function* (notice) {
      const body = canonicalize(notice)
      const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const status = yield* post(body, {
        "content-type": "application/json",
        "user-agent": "interlock",
        ...signedHeaders(secret, { id: notice.id, timestamp, body }),
      })
      if (status < 200 || status > 299) return yield* new NotDeliveredError({ message: `it answered ${status}` })
    }),
  }
}
