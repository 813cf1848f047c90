import type { MiddlewareHandler } from "hono"
import { ADMIN, AUDITOR, type Caller } from "../../kernel/actors.ts"
import type { Lease } from "../caps/caps.ts"
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
    /** What the request holds of what its caller may have at once. */
    readonly lease: Lease
    /** The whole body, where its length was not declared. */
    readonly body?: Uint8Array
  }
}

/** RFC 6750 §2.1; the scheme's name is case-insensitive (RFC 9110 §11.1). */
const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i

/** An absent, a malformed and a wrong key get the same answer. */
export const authenticated =
  ({ authenticate }: { readonly authenticate: (bearer: string) => Caller | null }): MiddlewareHandler<Env> =>
  async (c, next) => {
    const [, key] = BEARER.exec(c.req.header("authorization") ?? "") ?? []
    const caller = key === undefined ? null : authenticate(key)
    if (caller === null) return problem(c, "unauthenticated")
    c.set("caller", caller)
    await next()
    return undefined
  }

/** Whether somebody reads the log: an auditor in person or by a service, who does not administer; an agent never, whatever its roles. */
export const readsLog = ({ actor: { kind, roles } }: Caller): boolean =>
  kind !== "agent" && roles.includes(AUDITOR) && !roles.includes(ADMIN)
