import type { MiddlewareHandler } from "hono"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import type { Env } from "./auth.ts"

/**
 * Bodies are read as strictly as everything else here, so that they mean one thing to every reader: UTF-8, no name given twice.
 * Numbers are read as doubles, since the schemas bound them.
 */
export const strictJson: MiddlewareHandler<Env> = async (c, next) => {
  const json = async () => {
    try {
      return parseJson(new Uint8Array(await c.req.arrayBuffer()), "double")
    } catch (error) {
      // The validator that asks makes one exception of every failure; where it is, it would not say.
      if (error instanceof JsonRefusedError) c.set("unreadable", error.message)
      throw error
    }
  }
  Object.assign(c.req, { json })
  await next()
}
