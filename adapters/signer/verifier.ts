import { createPublicKey, verify } from "node:crypto"
import { type Verify, isOfPrimeOrder } from "../../kernel/ledger/ed25519.ts"

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 §4). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex")

/** The encoding of the group's identity (RFC 8032 §5.1.2), the only R of small order that could still satisfy the equation. */
const IDENTITY = Buffer.concat([Buffer.of(1)], 32)

/**
 * The kernel's `verifier` with OpenSSL's arithmetic, some twenty times as fast. OpenSSL compares R byte by byte and
 * demands S below the order; which points of small order it takes depends on its version, so those are kept from it.
 */
export const verifier = (publicKey: Uint8Array): Verify => {
  if (!isOfPrimeOrder(publicKey)) return () => false
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" })
  return (message, signature) =>
    signature.length === 64 && !IDENTITY.equals(signature.subarray(0, 32)) && verify(null, message, key, signature)
}
