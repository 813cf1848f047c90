import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import * as z from "zod"

/** A SHA-256 digest (FIPS 180-4), 64 lower-case hexadecimal digits. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand("Digest")
export type Digest = z.infer<typeof Digest>

/** Gives the SHA-256 of bytes. Whoever has a faster one of the same verdicts hands it in. */
export type DigestOf = (bytes: Uint8Array) => Digest

export const digestOf: DigestOf = (bytes) => bytesToHex(sha256(bytes)) as Digest
