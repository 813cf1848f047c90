import type { Context, MiddlewareHandler } from "hono"
import { timeout } from "hono/timeout"
import type { Env } from "./auth.ts"
import { ANSWER_MS, BODY_BYTES, type RouteLimit } from "./limits.ts"
import { problem } from "./problems.ts"

const BODILESS: readonly string[] = ["GET", "HEAD"]
const LENGTH = /^[0-9]{1,15}$/

/** Says of a path what is not as everywhere; `authenticated`, `capped` and `bounded` go by it. */
export const boundedBy =
  ({ bodyBytes, answerMs, waits, asks, presents }: RouteLimit): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (bodyBytes !== undefined) c.set("bodyBytes", bodyBytes)
    if (answerMs !== undefined) c.set("answerMs", answerMs)
    if (waits !== undefined) c.set("waits", waits)
    if (asks !== undefined) c.set("asks", asks)
    if (presents !== undefined) c.set("presents", presents)
    await next()
  }

/** How long the request says that its body is; null where nobody knows. */
const declaredIn = (c: Context<Env>): number | null => {
  const declared = c.req.header("content-length")
  if (declared === undefined || !LENGTH.test(declared) || c.req.header("transfer-encoding") !== undefined) return null
  return Number(declared)
}

const tooLarge = (c: Context<Env>, most: number): Response =>
  problem(c, "too-large", { detail: `A body has ${most} bytes here at most: send less at once.` })

/** The bytes of a body as they come, each counted before it is kept; or why they are not. */
const counted = async (c: Context<Env>, most: number): Promise<Uint8Array | "too-large" | "too-many"> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | null = c.req.raw.body
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > most) return "too-large"
    if (!c.var.lease.body(chunk.byteLength)) return "too-many"
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * No body is longer, no answer takes longer than its route allows, and no more of bodies is taken in than the caller may have at
 * once. A length that the request declares is believed, and reserved before a byte is read: whoever frames the message holds the
 * body to it (RFC 9112 §6.2). Where there is none, the bytes are counted as they come.
 */
export const bounded: MiddlewareHandler<Env> = async (c, next) => {
  const { bodyBytes = BODY_BYTES.others, answerMs = ANSWER_MS } = c.var
  if (!BODILESS.includes(c.req.method)) {
    const declared = declaredIn(c)
    if (declared === null) {
      const body = await counted(c, bodyBytes)
      if (body === "too-large") return tooLarge(c, bodyBytes)
      if (body === "too-many") return problem(c, body)
      c.set("body", body)
    } else {
      if (declared > bodyBytes) return tooLarge(c, bodyBytes)
      if (!c.var.lease.body(declared)) return problem(c, "too-many")
    }
  }
  return timeout(answerMs)(c, next)
}
