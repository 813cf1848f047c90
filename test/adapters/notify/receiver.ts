import { createHmac, timingSafeEqual } from "node:crypto"
import { once } from "node:events"
import { type IncomingHttpHeaders, type ServerResponse, createServer } from "node:http"
import { buffer } from "node:stream/consumers"
import { onTestFinished } from "vitest"
import { WebhookUrl } from "../../../adapters/notify/webhook.ts"

/** What a receiver sees of one delivery: header values as they came, null for none. */
export interface Seen {
  readonly id: string | null
  readonly timestamp: string | null
  readonly signature: string | null
  readonly body: string
}

/** How many seconds a delivery may be from the receiver's clock, before or after. */
const TOLERANCE = 300

/**
 * What a receiver of Standard Webhooks checks, written down a second time: the sender's own code would agree with itself.
 * @param now seconds since the epoch
 */
export const accepts = (secret: string, { id, timestamp, signature, body }: Seen, now: number): boolean => {
  if (id === null || timestamp === null || signature === null || !/^\d+$/.test(timestamp)) return false
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest()
  return signature.split(" ").some((each) => {
    const [version, text = ""] = each.split(",")
    const given = Buffer.from(text, "base64")
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  })
}

interface Request extends Seen {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
}

const only = (header: string | string[] | undefined): string | null => (typeof header === "string" ? header : null)

type Answer = (response: ServerResponse) => void
/** Answers with this status. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(code, headers).end()
  }

/**
 * A receiver on this machine that answers the nth request by the nth of `answers`, and 204 after them.
 * `got(n)` comes with the first n requests.
 */
export const receiver = async (...answers: Answer[]) => {
  const requests: Request[] = []
  const waiting: { readonly count: number; readonly resolve: (requests: readonly Request[]) => void }[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const { method, url, headers } = request
      requests.push({
        method,
        path: url,
        headers,
        id: only(headers["webhook-id"]),
        timestamp: only(headers["webhook-timestamp"]),
        signature: only(headers["webhook-signature"]),
        body: bytes.toString("utf8"),
      })
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve(requests)
      const answer = answers.shift() ?? status(204)
      answer(response)
    })
  })
  const open = async (port: number) => {
    server.listen(port, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    return typeof address === "object" && address !== null ? address.port : 0
  }
  const close = async () => {
    if (!server.listening) return
    const closed = once(server, "close")
    server.close()
    server.closeAllConnections()
    await closed
  }
  const port = await open(0)
  onTestFinished(close)
  return {
    url: WebhookUrl.parse(`http://127.0.0.1:${port}/hooks/interlock?of=acme`),
    requests,
    got: (count: number) =>
      new Promise<readonly Request[]>((resolve) => {
        if (requests.length >= count) resolve(requests)
        else waiting.push({ count, resolve })
      }),
    /** Nobody listens any more, until it is opened again. */
    close,
    reopen: () => open(port),
  }
}
