import type { MiddlewareHandler } from "hono"
import * as z from "zod"
import { ADMIN, AUDITOR, type Caller } from "../../kernel/actors.ts"
import type { Lease } from "../caps/caps.ts"
import type { WrongKeys } from "../caps/wrong-keys.ts"
import { problem } from "./problems.ts"

/** What every handler under /v1 knows of whoever calls: what the key proves, never what a body says. */
export interface Env {
  Variables: {
    readonly caller: Caller
    /** Why the body was not read; absent where it was, or nobody has asked. */
    readonly unread?: unknown
    /** What this route may take, where it isn't what others may. */
    readonly bodyBytes?: number
    readonly answerMs?: number
    readonly waits?: boolean
    readonly asks?: boolean
    /** What the request holds of what its caller may have at once. */
    readonly lease: Lease
    /** The whole body, where its length was not declared. */
    readonly body?: Uint8Array
  }
}

/** RFC 6750 §2.1; the scheme's name is case-insensitive (RFC 9110 §11.1). */
const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i

/** What the server hands over of the connection. */
const Connected = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) })

const addressOf = (env: unknown): string =>
  Connected.safeParse(env).data?.incoming.socket.remoteAddress ?? "an unknown address"

/** An absent, a malformed and a wrong key get the same answer, until too many come that were to be one. */
export const authenticated =
  (
    { authenticate }: { readonly authenticate: (bearer: string) => Caller | null },
    wrong: WrongKeys,
  ): MiddlewareHandler<Env> =>
  async (c, next) => {
    const presented = c.req.header("authorization")
    const [, key] = BEARER.exec(presented ?? "") ?? []
    const caller = key === undefined ? null : authenticate(key)
    if (caller === null) {
      const retryMs = presented === undefined ? null : wrong.count(addressOf(c.env))
      return retryMs === null ? problem(c, "unauthenticated") : problem(c, "too-many-wrong-keys", {}, retryMs)
    }
    c.set("caller", caller)
    await next()
    return undefined
  }

/** Whether somebody reads the log: an auditor in person or by a service, who does not administer; an agent never, whatever its roles. */
export const readsLog = ({ actor: { kind, roles } }: Caller): boolean =>
  kind !== "agent" && roles.includes(AUDITOR) && !roles.includes(ADMIN)
