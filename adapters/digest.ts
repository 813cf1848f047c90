import { hash } from "node:crypto"
import type { Digest, DigestOf } from "../kernel/digest.ts"

/** The kernel's `digestOf` by OpenSSL, some eight times as fast. */
export const digestOf: DigestOf = (bytes) => hash("sha256", bytes, "hex") as Digest
