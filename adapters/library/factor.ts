import type { Factor } from "../../kernel/factor.ts"
import { sameJson } from "../../kernel/json.ts"
import type { Proof } from "../../kernel/ledger/body.ts"
import type { Instant } from "../../kernel/time.ts"
import type { Directory } from "../identity/directory.ts"
import type { Signable } from "../identity/statement-proof.ts"
import { type Signed, readSigned } from "./signed.ts"

const UNSIGNED = "nothing is signed: sign on the machine where your key is"
const MISSTATED = "what is signed says something else than what is asked for: sign what is asked for"
const MISTIMED = "it is not signed now: sign it again and send it at once, by a clock that agrees with the gate's"

interface Offered {
  /** Null where what was signed proves nothing, which the kernel refuses and records. */
  readonly factor: Factor | null
  readonly proof: Proof | null
  /** Why it is none, or would be none by now, in a sentence. */
  readonly doubt: string
}

/**
 * What somebody has signed to prove that it is they. Whether they did so just now is the kernel's to say.
 * @param meant what they have to have signed, to have done so at that moment
 */
export const readFactor = <Statement extends { readonly at: Instant }>(
  signable: Signable<Statement>,
  signed: Signed | null,
  directory: Directory,
  meant: (at: Instant) => Statement,
): Offered => {
  const { signature, proof, why } = readSigned(signable, signed, directory)
  if (signature === null) return { factor: null, proof, doubt: why ?? UNSIGNED }
  const { key, statement } = signature
  const { at } = statement
  return sameJson(statement, meant(at))
    ? { factor: { key, at }, proof, doubt: MISTIMED }
    : { factor: null, proof, doubt: MISSTATED }
}
