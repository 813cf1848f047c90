import type { MiddlewareHandler } from "hono"
import type { Caller } from "../../kernel/actors.ts"
import type { OpenGate } from "../library/index.ts"
import { problem } from "./problems.ts"

/** What every handler under /v1 knows of whoever calls: what the key proves, never what a body says. */
export interface Env {
  Variables: { readonly caller: Caller }
}

/** RFC 6750 §2.1; the scheme's name is case-insensitive (RFC 9110 §11.1). */
const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i

/** An absent, a malformed and a wrong key get the same answer. */
export const authenticated =
  ({ authenticate }: Pick<OpenGate, "authenticate">): MiddlewareHandler<Env> =>
  async (c, next) => {
    const [, key] = BEARER.exec(c.req.header("authorization") ?? "") ?? []
    const caller = key === undefined ? null : authenticate(key)
    if (caller === null) return problem(c, "unauthenticated")
    c.set("caller", caller)
    await next()
    return undefined
  }

const LOG_READERS: ReadonlySet<string> = new Set(["admin", "auditor"])

/** Whether somebody reads the log: people and services with the role in person; an agent never, whatever its roles. */
export const readsLog = ({ actor }: Caller): boolean =>
  actor.kind !== "agent" && actor.roles.some((role) => LOG_READERS.has(role))
