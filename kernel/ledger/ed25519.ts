import { Point, hashes, verify } from "@noble/ed25519"
import { sha256, sha512 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import * as z from "zod"

/** The name of a public key: the first 8 bytes of the SHA-256 of its 32 bytes, as 16 lower-case hexadecimal digits. */
export const KeyId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand("KeyId")
export type KeyId = z.infer<typeof KeyId>

export const keyIdOf = (publicKey: Uint8Array): KeyId => KeyId.parse(bytesToHex(sha256(publicKey)).slice(0, 16))

/** Whether `signature` (64 bytes) is the signature of `message` under one public key. Total: what is malformed is no signature. */
export type Verify = (message: Uint8Array, signature: Uint8Array) => boolean

/** Where a record stands: in whose log, as which. */
export interface Standing {
  readonly tenant: string
  readonly seq: number
}

/** The keys that a log may be signed with, by name. Which those are may change from one record to the next. */
export interface Keys {
  get(signer: string, at: Standing): Verify | undefined
}

/** @param verifierOf makes the check for one public key: this file's, or a faster one with the same verdicts */
export const keysOf = (
  publicKeys: Iterable<Uint8Array>,
  verifierOf: (publicKey: Uint8Array) => Verify = verifier,
): ReadonlyMap<string, Verify> =>
  new Map(Array.from(publicKeys, (publicKey) => [keyIdOf(publicKey), verifierOf(publicKey)]))

/**
 * Whether the bytes are the canonical encoding (RFC 8032 §5.1.3) of a point of prime order. A public key that isn't lets
 * one signature fit several messages or keys. For points of prime order the cofactored and the cofactorless equation of
 * RFC 8032 §5.1.7 agree, so every verifier comes to one verdict.
 */
export const isOfPrimeOrder = (bytes: Uint8Array): boolean => {
  try {
    const point = Point.fromBytes(bytes, false)
    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    return false
  }
}

/** Ed25519 (RFC 8032, FIPS 186-5), strict: canonical points of prime order only, S below the group's order. */
export const verifier = (publicKey: Uint8Array): Verify => {
  const key = Uint8Array.from(publicKey)
  const isStrong = isOfPrimeOrder(key)
  return (message, signature) => {
    if (!isStrong || !isOfPrimeOrder(signature.subarray(0, 32))) return false
    try {
      return verify(signature, message, key, { zip215: false })
    } catch {
      // So noble says that it is longer than 64 bytes.
      return false
    }
  }
}

// noble's synchronous calls take their SHA-512 from here.
hashes.sha512 = sha512
