import type { Context } from "hono"
import type { Thumbprint } from "../identity/proof-key.ts"
import { CredentialError } from "../library/errors.ts"
import type { PresentedCredential } from "../library/presented.ts"
import { proveRequest } from "../library/sessions/credentials.ts"
import type { Env } from "./auth.ts"

/** The bytes of the body, which a validator has read by now. */
const bodyOf = (c: Context<Env>): Uint8Array => c.var.body ?? new Uint8Array()

/**
 * The credential that came with the request, proven to be its presenter's; null where none came. One that came with a body that nobody
 * has read is proven for an empty one. @throws CredentialError
 */
export const presentedIn = (c: Context<Env>): PresentedCredential | null =>
  c.var.presented ?? c.var.presenter?.present(bodyOf(c)) ?? null

/** The same where nothing can be done without one. @throws CredentialError */
export const mustPresent = (c: Context<Env>): PresentedCredential => {
  const presented = presentedIn(c)
  if (presented === null) throw new CredentialError({ reason: "missing" })
  return presented
}

/** By whose key a request without a credential is proven. @throws CredentialError */
export const provenBy = (c: Context<Env>): Promise<Thumbprint> =>
  proveRequest(c.req.header("dpop") ?? "", {
    method: c.req.method,
    path: c.req.path,
    body: bodyOf(c),
    token: null,
  })
