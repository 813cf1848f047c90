import type { MiddlewareHandler } from "hono"
import type { Caps } from "../caps/caps.ts"
import type { Env } from "./auth.ts"
import { problem } from "./problems.ts"

/** What they ask for changes nothing. */
const READS: ReadonlySet<string> = new Set(["GET", "HEAD"])

/** Lets a caller in as often, and as often at once, as it may; what is refused is neither read nor recorded. */
export const capped =
  ({ enter }: Caps): MiddlewareHandler<Env> =>
  async (c, next) => {
    const keeps = READS.has(c.req.method) ? "nothing" : c.var.asks === true ? "asks" : "commands"
    const lease = await enter(c.var.caller.actor, c.var.waits === true ? "waits" : "calls", keeps)
    if (lease.refused) return problem(c, "too-many", {}, lease.retryMs)
    c.set("lease", lease)
    try {
      await next()
    } finally {
      lease.end()
    }
    return undefined
  }
