import type { KeyObject } from "node:crypto"
import { compactVerify } from "jose"
import type * as z from "zod"
import { parseJson } from "../../kernel/canonical.ts"

/** No token here is longer, in characters: a chain of the longest ids at the greatest depth comes nowhere near. */
const MOST = 8_192

/** What a kind of token looks like, all of it: a header or a claim that doesn't stand here makes it another kind. */
export interface Kind<Header, Claims> {
  readonly header: z.ZodType<Header>
  readonly claims: z.ZodType<Claims>
  /** The key that it has to be signed with, null for one that signs nothing. What a header says of itself chooses nothing else (RFC 8725 §3.1). */
  readonly keyOf: (header: Header) => KeyObject | null
}

/** Why a text is no token of a kind. */
export type JwsFault = "malformed" | "header" | "key" | "signature"

/** Whether this is base64url as RFC 7515 §2 has it, in its one spelling: no padding, and no bit at the end that says nothing. */
const isBase64url = (part: string): boolean => Buffer.from(part, "base64url").toString("base64url") === part

const decoded = <T>(schema: z.ZodType<T>, base64url: string): T | null => {
  try {
    return schema.safeParse(parseJson(Buffer.from(base64url, "base64url"))).data ?? null
  } catch {
    return null
  }
}

const isSigned = async (text: string, key: KeyObject): Promise<boolean> => {
  try {
    await compactVerify(text, key, { algorithms: ["EdDSA", "Ed25519"] })
    return true
  } catch {
    return false
  }
}

/** Reads a JWS in compact form (RFC 7515 §7.1), strictly: names that come twice or that nobody knows are refused, in its header first. */
export const readJws = async <Header, Claims>(
  text: string,
  { header: Header, claims: Claims, keyOf }: Kind<Header, Claims>,
): Promise<{ readonly header: Header; readonly claims: Claims } | JwsFault> => {
  if (text.length > MOST) return "malformed"
  const [protectedHeader, payload, signature, more] = text.split(".")
  if (protectedHeader === undefined || payload === undefined || signature === undefined || more !== undefined)
    return "malformed"
  // What is signed is the text of the first two; the signature's own has no other witness.
  if (![protectedHeader, payload, signature].every(isBase64url)) return "malformed"
  const header = decoded(Header, protectedHeader)
  if (header === null) return "header"
  const key = keyOf(header)
  if (key === null) return "key"
  // Nothing of it is believed, nor read, before it is known whose it is.
  if (!(await isSigned(text, key))) return "signature"
  const claims = decoded(Claims, payload)
  return claims === null ? "malformed" : { header, claims }
}
