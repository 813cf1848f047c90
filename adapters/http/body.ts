import type { MiddlewareHandler } from "hono"
import type { TenantId } from "../../kernel/actors.ts"
import { JsonRefusedError, parseJson } from "../../kernel/canonical.ts"
import type { ReadBody } from "../reading/body.ts"
import type { Env } from "./auth.ts"
import { BODY_BYTES } from "./limits.ts"
import { ProblemError } from "./problems.ts"

/** Reads a long body beside this process. */
export type BodyReader = (tenant: TenantId, bytes: Uint8Array) => Promise<ReadBody>

const malformed = (why: string) =>
  new ProblemError({ problem: "malformed", further: { errors: [{ in: "json", path: "", problem: why }] } })

/**
 * Bodies are read as strictly as everything else here, so that they mean one thing to every reader: UTF-8, no name given twice.
 * Numbers are read as doubles, since the schemas bound them. A body as short as most are is read here, in a few milliseconds at
 * the worst; a longer one may take seconds, and is read where it takes them from nobody.
 */
export const strictJson =
  (readBody: BodyReader): MiddlewareHandler<Env> =>
  async (c, next) => {
    const read = async () => {
      const bytes = c.var.body ?? new Uint8Array(await c.req.arrayBuffer())
      c.set("body", bytes)
      // Nothing is made of a body before it is known whose it is.
      const { presenter } = c.var
      if (presenter !== undefined) c.set("presented", presenter.present(bytes))
      if (bytes.byteLength > BODY_BYTES.others) {
        const told = await readBody(c.var.caller.actor.tenant, bytes)
        if ("value" in told) return told.value
        if ("crowded" in told) throw new ProblemError({ problem: "too-many" })
        throw malformed(told.unreadable)
      }
      return parseJson(bytes, "double")
    }
    const json = async () => {
      try {
        return await read()
      } catch (error) {
        // The validator that asks makes one exception of every failure; what it was, it would not say.
        c.set("unread", error instanceof JsonRefusedError ? malformed(error.message) : error)
        throw error
      }
    }
    Object.assign(c.req, { json })
    await next()
  }
