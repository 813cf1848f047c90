import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import * as z from "zod"
import type { Caller } from "../../kernel/actors.ts"
import { Digest } from "../../kernel/digest.ts"

/** The public half of an API key's name. Without `_`, so that a key splits in one way only. */
export const ApiKeyId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/)
  .brand("ApiKeyId")
export type ApiKeyId = z.infer<typeof ApiKeyId>

/** What is kept of a key, and for whom it speaks. */
export type ApiKey = Readonly<{ id: ApiKeyId; sha256: Digest; caller: Caller }>

/** `ik_<id>_<32 bytes, base64url>` (RFC 4648 §5, without padding). */
const KEY = /^ik_([A-Za-z0-9-]{1,64})_[A-Za-z0-9_-]{43}$/

const SECRET_BYTES = 32

const sha256 = (key: string) => createHash("sha256").update(key, "utf8").digest()

/**
 * What is kept at rest: SHA-256 of the key as it is presented, so that `printf %s "$KEY" | sha256sum` shows it.
 * A slow hash would protect a secret that can be guessed. This one is 256 random bits, which no speed of guessing reaches.
 */
export const hashApiKey = (key: string): Digest => Digest.parse(sha256(key).toString("hex"))

/** A new key. The text is shown once, to its holder; only the hash is kept. */
export const newApiKey = (id: ApiKeyId): Readonly<{ key: string; sha256: Digest }> => {
  const key = `ik_${id}_${randomBytes(SECRET_BYTES).toString("base64url")}`
  return { key, sha256: hashApiKey(key) }
}

/** No key has this hash that anybody could find. */
const NOBODYS = "0".repeat(64)

/** Who presents this key, or undefined. An unknown id costs the same comparison as a wrong secret. */
export const callerOfApiKey = (keys: ReadonlyMap<string, ApiKey>, presented: string): Caller | undefined => {
  const id = KEY.exec(presented)?.[1]
  if (id === undefined) return undefined
  const kept = keys.get(id)
  const isEqual = timingSafeEqual(sha256(presented), Buffer.from(kept?.sha256 ?? NOBODYS, "hex"))
  return isEqual ? kept?.caller : undefined
}
