import type { MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { timeout } from "hono/timeout"
import type { Env } from "./auth.ts"
import { ANSWER_MS, BODY_BYTES, type RouteLimit } from "./limits.ts"
import { problem } from "./problems.ts"

const BODILESS: readonly string[] = ["GET", "HEAD"]
const LENGTH = /^[0-9]{1,15}$/

/** Says of a path what is not as everywhere; `bounded` goes by it. */
export const boundedBy =
  ({ bodyBytes, answerMs }: RouteLimit): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (bodyBytes !== undefined) c.set("bodyBytes", bodyBytes)
    if (answerMs !== undefined) c.set("answerMs", answerMs)
    await next()
  }

/**
 * No body is longer, and no answer takes longer, than its route allows. A length that the request declares is believed:
 * whoever frames the message holds the body to it (RFC 9112 §6.2). Where there is none, the bytes are counted as they come.
 */
export const bounded: MiddlewareHandler<Env> = (c, next) => {
  const { bodyBytes = BODY_BYTES.others, answerMs = ANSWER_MS } = c.var
  const inTime = () => timeout(answerMs)(c, next)
  if (BODILESS.includes(c.req.method)) return inTime()
  const declared = c.req.header("content-length")
  if (declared === undefined || !LENGTH.test(declared) || c.req.header("transfer-encoding") !== undefined)
    return bodyLimit({ maxSize: bodyBytes, onError: tooLarge })(c, async () => {
      await inTime()
    })
  return Number(declared) > bodyBytes ? Promise.resolve(tooLarge(c)) : inTime()
}

const tooLarge = (c: Parameters<typeof problem>[0]) => problem(c, "too-large")
