import * as z from "zod"
import { TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import type { DecisionBody } from "../ledger/body.ts"
import type { LogRecord } from "../ledger/record.ts"
import { CALLED_IN, registry } from "../registry.ts"
import { ToolName } from "../tool.ts"
import { jwsToSign } from "./jws.ts"

/**
 * What an executor is shown before anything runs: this call and no other, until this deadline, once. The claims of a JWT
 * (RFC 7519). It is derived from the record that gives it: the same record gives the same permit, also after a restart.
 */
export const Permit = z.strictObject({
  /**
   * Unique over all logs that ever were: tenant and number of the record, and the start of its hash, since the numbers of a log
   * start again where it was in memory or is restored. An executor honours it once.
   */
  jti: z.string().min(1).max(256),
  tenant: TenantId,
  /** The call, by which an executor says that it starts it, and how it ended. */
  call: registry[CALLED_IN].schemas.id,
  /** The tool: a permit for one is no permit for another. */
  aud: ToolName,
  plan: Digest,
  /** Digest of the exact bytes that the plan was read from. */
  payload: Digest,
  /** Digest of the file that runs, where it is another one: Terraform's saved plan. */
  artifact: Digest.nullable(),
  /** NumericDate, seconds: when it was given. */
  iat: z.number().min(0),
  /** NumericDate, seconds: the first instant at which it is no longer honoured. */
  exp: z.number().min(0),
})
export type Permit = Readonly<z.infer<typeof Permit>>

/** The type of a permit's JWS (RFC 8725 §3.11), so that it is taken for nothing else that the same key signs. */
export const PERMIT_TYPE = "interlock-permit+jwt"

/** A record with the hash that it has in its log. */
export interface Hashed {
  readonly record: LogRecord
  readonly hash: string
}

/** As many digits of a record's hash tell it apart from every other one of its number: 64 bits. */
const OWN = 16

/** The call that a decision lets run; null where none may. */
const releasedIn = ({ transitions }: DecisionBody): Permit["call"] | null => {
  for (const { domain, command, outcome } of transitions)
    if (domain === CALLED_IN && command.type === "release" && outcome.accepted) return command.id
  return null
}

/** The permit that a record gives, null where it gives none. */
export const permitOf = ({ record: { tenant, seq, at, body }, hash }: Hashed): Permit | null => {
  if (body.type !== "decision" || body.verdict !== "allow" || body.deadline === null || body.plan === null) return null
  const {
    plan,
    call: { tool, payload, artifact },
  } = body
  const call = releasedIn(body)
  if (call === null) return null
  return {
    jti: `${tenant}:${seq}:${hash.slice(0, OWN)}`,
    tenant,
    call,
    aud: tool,
    plan,
    payload,
    artifact,
    iat: at.clock / 1000,
    exp: body.deadline / 1000,
  }
}

/** The bytes that are signed with a key to make a permit's JWS, and how to finish it. */
export const permitsToSign = (keyId: string): ((permit: Permit) => ReturnType<ReturnType<typeof jwsToSign>>) =>
  jwsToSign(keyId, PERMIT_TYPE)
