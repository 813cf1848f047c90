import * as z from "zod"
import { Actor, type Principal, isSame } from "./actors.ts"

/** Which key signed, as OpenSSH names it: SHA-256 of the public key, in base64 without padding. */
export const KeyFingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
  .brand("KeyFingerprint")
export type KeyFingerprint = z.infer<typeof KeyFingerprint>

/**
 * Whose key each is, and which roles they have, as the deployment has it now: never as it was when something was signed. A key
 * has one owner.
 */
export const Keyring = z.record(KeyFingerprint, Actor)
export type Keyring = Readonly<z.infer<typeof Keyring>>

/** By whom, and with which key, something was signed. */
export interface Signed {
  readonly signer: Principal
  readonly key: KeyFingerprint
}

/**
 * Whoever signed, as the deployment has them now; null where the very key that they signed with is no longer theirs: another
 * one of theirs has signed nothing.
 */
export const signerNow = (keyring: Keyring, { signer, key }: Signed): Actor | null => {
  const owner = Object.hasOwn(keyring, key) ? keyring[key] : undefined
  return owner !== undefined && isSame(owner, signer) ? owner : null
}

/** Whether whoever signed still has the very key that they signed with. */
export const stillHasKey = (keyring: Keyring, signed: Signed): boolean => signerNow(keyring, signed) !== null
