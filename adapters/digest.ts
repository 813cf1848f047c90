import { hash } from "node:crypto"
import { Digest, type DigestOf } from "../kernel/digest.ts"

/** The kernel's `digestOf` by OpenSSL, some eight times as fast. */
export const digestOf: DigestOf = (bytes) => Digest.parse(hash("sha256", bytes, "hex"))
