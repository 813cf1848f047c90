import type { KeyObject } from "node:crypto"
import * as z from "zod"
import { ActorId, TenantId } from "../../kernel/actors.ts"
import {
  type CredentialKept,
  CredentialId,
  Effect,
  SessionId,
  Settings,
  SubjectId,
} from "../../kernel/sessions/sessions.ts"
import { ToolName } from "../../kernel/tool.ts"
import { type JwsFault, readJws } from "./compact-jws.ts"
import { Thumbprint } from "./proof-key.ts"

/** The type of a credential's JWS (RFC 8725 §3.11), so that nothing else that the same key signs is taken for one. */
export const CREDENTIAL_TYPE = "interlock-credential+jwt"

/** An agent, and those who had the credential before it, the latest first (RFC 8693 §4.1). */
interface Acting {
  readonly sub: ActorId
  readonly act?: Acting | undefined
}

const MOST_HANDS = Settings.shape.maxDepth.maxValue ?? 1
const handsOf = ({ sub, act }: Acting): readonly ActorId[] => (act === undefined ? [sub] : [...handsOf(act), sub])

const Acting: z.ZodType<Acting> = z.strictObject({
  sub: ActorId,
  get act() {
    return Acting.optional()
  },
})

/**
 * What a credential says as it travels (RFC 7519). It follows from the credential in the log and the agent's key in the config: the
 * same credential gives the same token, also after a restart.
 */
export const CredentialClaims = z.strictObject({
  jti: CredentialId,
  tenant: TenantId,
  /** The session that it was minted in. */
  sid: SessionId,
  /** The person for whom it speaks. */
  sub: SubjectId,
  /** The tool that it is for. */
  aud: ToolName,
  /** The effects that it is for, with a blank between (RFC 8693 §4.2). */
  scope: z.string().regex(new RegExp(`^(${Effect.options.join("|")})( (${Effect.options.join("|")}))*$`)),
  act: Acting.refine((act) => handsOf(act).length <= MOST_HANDS),
  /** The key whose holder alone presents it (RFC 7800 §3.1, RFC 9449 §6.1). */
  cnf: z.strictObject({ jkt: Thumbprint }),
  /** NumericDate, seconds. What ends it is the gate's own clock, and what the log says. */
  iat: z.number().min(0),
  exp: z.number().min(0),
})
export type CredentialClaims = Readonly<z.infer<typeof CredentialClaims>>

const actingOf = (chain: readonly ActorId[]): Acting => {
  const [first, ...others] = chain
  if (first === undefined) throw new RangeError("a credential is in somebody's hands")
  return others.reduce<Acting>((act, sub) => ({ sub, act }), { sub: first })
}

/** What a credential of a tenant says, for the holder of this key. */
export const claimsOf = (
  tenant: TenantId,
  { id, kept }: { readonly id: CredentialId; readonly kept: CredentialKept },
  jkt: Thumbprint,
): CredentialClaims => ({
  jti: id,
  tenant,
  sid: kept.session,
  sub: kept.subject,
  aud: kept.audience,
  scope: kept.effects.join(" "),
  act: actingOf(kept.chain),
  cnf: { jkt },
  iat: kept.at / 1000,
  exp: kept.expiresAt / 1000,
})

const Header = z.strictObject({ alg: z.literal("EdDSA"), kid: z.string(), typ: z.literal(CREDENTIAL_TYPE) })

/**
 * Reads a credential that this key has signed. Its header is the one that the gate writes, so that another algorithm, type or key, a
 * key of its own (`jwk`, `jku`, `x5u`, `x5c`) and everything critical are refused. Whether it is still good, the kernel says.
 */
export const readCredential = async (
  text: string,
  { keyId, key }: { readonly keyId: string; readonly key: KeyObject },
): Promise<CredentialClaims | JwsFault> => {
  const read = await readJws(text, {
    header: Header,
    claims: CredentialClaims,
    keyOf: ({ kid }) => (kid === keyId ? key : null),
  })
  return typeof read === "string" ? read : read.claims
}
