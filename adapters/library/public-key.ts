import { type KeyObject, createPublicKey } from "node:crypto"
import { Data } from "effect"
import * as z from "zod"
import { type KeyId, isOfPrimeOrder, keyIdOf } from "../../kernel/ledger/ed25519.ts"

/** An Ed25519 public key as JWK (RFC 8037 §2), for verifying permits. */
export interface Jwk {
  readonly kty: "OKP"
  readonly crv: "Ed25519"
  /** The 32 bytes, base64url. */
  readonly x: string
  readonly kid: KeyId
  readonly alg: "EdDSA"
  readonly use: "sig"
}

/** The key that a gate signs its records and permits with, in the forms that others ask for. */
export interface PublicKey {
  readonly keyId: KeyId
  /** 32 bytes (RFC 8032 §5.1.5). */
  readonly raw: Uint8Array
  readonly jwk: Jwk
  /** SubjectPublicKeyInfo (RFC 8410) in PEM. */
  readonly pem: string
}

/** What was given is no Ed25519 public key. */
export class VerifyingKeyError extends Data.TaggedError("VerifyingKeyError") {
  override get message(): string {
    return "this is not an Ed25519 public key: give its 32 bytes, its JWK or its PEM, as the gate exports them"
  }
}

const jwkOf = (raw: Uint8Array) => ({ kty: "OKP", crv: "Ed25519", x: Buffer.from(raw).toString("base64url") }) as const

export const publicKeyOf = (raw: Uint8Array): PublicKey => {
  const keyId = keyIdOf(raw)
  const pem = keyObjectOf(raw).export({ type: "spki", format: "pem" }).toString()
  return { keyId, raw: Uint8Array.from(raw), jwk: { ...jwkOf(raw), kid: keyId, alg: "EdDSA", use: "sig" }, pem }
}

/** A public key in one of the forms that a gate exports. A JWK needs no more than `kty`, `crv` and `x`. */
export type PublicKeyLike = Uint8Array | string | Pick<Jwk, "kty" | "crv" | "x">

/** @throws VerifyingKeyError for anything but an Ed25519 public key of prime order, private keys among it */
export const keyObjectOf = (key: PublicKeyLike): KeyObject => {
  const read = parse(key)
  // RFC 8410 §4: the last 32 bytes of the SPKI are the key.
  const isStrong =
    read?.asymmetricKeyType === "ed25519" && isOfPrimeOrder(read.export({ type: "spki", format: "der" }).subarray(-32))
  if (read === null || !isStrong) throw new VerifyingKeyError()
  return read
}

const parse = (key: PublicKeyLike): KeyObject | null => {
  try {
    if (typeof key === "string") return key.includes("PRIVATE") ? null : createPublicKey(key)
    const { kty, crv, x } = key instanceof Uint8Array ? jwkOf(key) : key
    return createPublicKey({ key: { kty, crv, x }, format: "jwk" })
  } catch {
    return null
  }
}

const JwkText = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), d: z.never().optional() })

/**
 * The 32 bytes of a public key that somebody wrote down: as JWK, or as PEM.
 * @throws VerifyingKeyError for anything else, a private key among it
 */
export const readPublicKey = (text: string): Uint8Array => {
  const key = keyObjectOf(text.trimStart().startsWith("{") ? jwkIn(text) : text)
  return Uint8Array.from(key.export({ type: "spki", format: "der" }).subarray(-32))
}

const jwkIn = (text: string): Pick<Jwk, "kty" | "crv" | "x"> => {
  try {
    return JwkText.parse(JSON.parse(text))
  } catch {
    throw new VerifyingKeyError()
  }
}
