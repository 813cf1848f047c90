import * as z from "zod"
import { Principal, isSame } from "./actors.ts"

/** Which key signed, as OpenSSH names it: SHA-256 of the public key, in base64 without padding. */
export const KeyFingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
  .brand("KeyFingerprint")
export type KeyFingerprint = z.infer<typeof KeyFingerprint>

/** Whose key each is, as the deployment has it now: never as it was when something was signed. A key has one owner. */
export const Keyring = z.record(KeyFingerprint, Principal)
export type Keyring = Readonly<z.infer<typeof Keyring>>

/** Whether whoever signed still has the very key that they signed with: another one of theirs has signed nothing. */
export const stillHasKey = (
  keyring: Keyring,
  { signer, key }: { readonly signer: Principal; readonly key: KeyFingerprint },
): boolean => {
  const owner = Object.hasOwn(keyring, key) ? keyring[key] : undefined
  return owner !== undefined && isSame(owner, signer)
}
