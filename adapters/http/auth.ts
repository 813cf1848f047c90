import type { Context, MiddlewareHandler } from "hono"
import * as z from "zod"
import { ADMIN, AUDITOR, type Caller } from "../../kernel/actors.ts"
import type { Lease } from "../caps/caps.ts"
import type { WrongKeys } from "../caps/wrong-keys.ts"
import { CredentialError } from "../library/errors.ts"
import type { PresentedCredential } from "../library/presented.ts"
import type { Presenter } from "../library/sessions/credentials.ts"
import type { Sessions } from "../library/sessions/sessions.ts"
import { problem, unproven } from "./problems.ts"

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
    /** The whole body, once it was read. */
    readonly body?: Uint8Array
    /** Whoever presents a credential with the request; absent where nobody does. */
    readonly presenter?: Presenter
    /** That credential, once it was proven to be presented with this very body. */
    readonly presented?: PresentedCredential
    /** Whether a credential is presented there. */
    readonly presents?: boolean
  }
}

/** RFC 6750 §2.1; the scheme's name is case-insensitive (RFC 9110 §11.1). */
const BEARER = /^bearer +([\x21-\x7e]{1,256}) *$/i

/** What the server hands over of the connection. */
const Connected = z.object({ incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }) })

const addressOf = (env: unknown): string =>
  Connected.safeParse(env).data?.incoming.socket.remoteAddress ?? "an unknown address"

/** RFC 9449 §7.1: a credential, whose proof stands in a header of its own. */
const DPOP = /^dpop +([\x21-\x7e]{1,8192}) *$/i

/** What is longer than a proof may be, or comes twice, is none: it counts as wrong like any other, and isn't read. */
const PROOF = /^[\x21-\x7e]{1,8192}$/

/** Who the door knows, and by what. */
interface Doors {
  readonly authenticate: (bearer: string) => Caller | null
  readonly sessions: Pick<Sessions, "authenticate">
}

/** Whoever presents a credential, where one can be presented. @throws CredentialError */
const presenterIn = async (c: Context<Env>, { sessions }: Doors): Promise<Presenter | null> => {
  const [, token] = DPOP.exec(c.req.header("authorization") ?? "") ?? []
  if (token === undefined) return null
  if (c.var.presents !== true) throw new CredentialError({ reason: "elsewhere" })
  const [proof = ""] = PROOF.exec(c.req.header("dpop") ?? "") ?? []
  return sessions.authenticate({ token, proof, method: c.req.method, path: c.req.path })
}

/**
 * An absent, a malformed and a wrong key get the same answer, until too many come that were to be one. What is wrong with a credential
 * is told: who has none learns nothing by it.
 */
export const authenticated =
  (doors: Doors, wrong: WrongKeys): MiddlewareHandler<Env> =>
  async (c, next) => {
    const presented = c.req.header("authorization")
    const refused = (told: () => Response): Response => {
      const retryMs = presented === undefined ? null : wrong.count(addressOf(c.env))
      return retryMs === null ? told() : problem(c, "too-many-wrong-keys", {}, retryMs)
    }
    const [, key] = BEARER.exec(presented ?? "") ?? []
    if (key !== undefined) {
      const caller = doors.authenticate(key)
      if (caller === null) return refused(() => problem(c, "unauthenticated"))
      c.set("caller", caller)
      await next()
      return undefined
    }
    try {
      const presenter = await presenterIn(c, doors)
      if (presenter === null) return refused(() => problem(c, "unauthenticated"))
      c.set("presenter", presenter)
      c.set("caller", presenter.caller)
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error
      return refused(() => unproven(c, error))
    }
    await next()
    return undefined
  }

/** Whether somebody reads the log: an auditor in person or by a service, who does not administer; an agent never, whatever its roles. */
export const readsLog = ({ actor: { kind, roles } }: Caller): boolean =>
  kind !== "agent" && roles.includes(AUDITOR) && !roles.includes(ADMIN)
