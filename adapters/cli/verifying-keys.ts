import { readFileSync } from "node:fs"
import { VerifyingKeyError, readPublicKey } from "../library/public-key.ts"
import { CommandError, EXIT } from "./exit.ts"

const ADVICE =
  "--public-key takes the gate's Ed25519 public key: a file with its PEM or JWK, or the JWK itself; never a private key"

/** A public key as it stands on a command line: a file, or the JWK itself. What was written is never repeated: it may be a key. */
export const verifyingKey = (written: string): Uint8Array => {
  try {
    return readPublicKey(written.trimStart().startsWith("{") ? written : readFileSync(written, "utf8"))
  } catch (error) {
    if (error instanceof VerifyingKeyError) throw new CommandError(EXIT.usage, ADVICE)
    throw new CommandError(EXIT.usage, `the file of the public key can't be read: ${ADVICE}`)
  }
}
