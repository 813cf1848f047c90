import { type KeyObject, createHmac, createSecretKey } from "node:crypto"
import * as z from "zod"

const SECRET =
  'a webhook secret is whsec_ and the base64 of 24 to 64 random bytes: make one with `echo "whsec_$(openssl rand -base64 32)"`'

/** What sender and receiver share (Standard Webhooks 1.0.0, "Signature scheme"). As a key it is shown in no log. */
export const WebhookSecret = z
  .string({ error: SECRET })
  .trim()
  .regex(/^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, { error: SECRET })
  .transform((text) => Buffer.from(text.slice("whsec_".length), "base64"))
  .refine(({ length }) => length >= 24 && length <= 64, { error: SECRET })
  .transform((bytes) => createSecretKey(bytes))

/** HMAC-SHA-256 (RFC 2104, FIPS 180-4) over the parts, one after the other. */
export const hmacOf = (secret: KeyObject, parts: readonly (string | Uint8Array)[]): Buffer => {
  const hmac = createHmac("sha256", secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

export interface Message {
  /** The same at each attempt. Without a full stop, or the receiver couldn't tell where it ends. */
  readonly id: string
  /** Of the attempt, in seconds since the epoch. */
  readonly timestamp: number
  /** The raw body, as it is sent. */
  readonly body: Uint8Array
}

/** The headers by which a receiver knows who sent this body, when, and whether it has it already (Standard Webhooks 1.0.0). */
export const signedHeaders = (secret: KeyObject, { id, timestamp, body }: Message) => ({
  "webhook-id": id,
  "webhook-timestamp": String(timestamp),
  "webhook-signature": `v1,${hmacOf(secret, [`${id}.${timestamp}.`, body]).toString("base64")}`,
})
