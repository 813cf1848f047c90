import type { Signature } from "../../kernel/approvals/approvals.ts"
import type { Proof } from "../../kernel/ledger/body.ts"
import type { Directory } from "../identity/directory.ts"
import { ProofError, verifyProof } from "../identity/statement-proof.ts"
import type { Advice } from "./outcome.ts"

interface Signed {
  readonly statement: Uint8Array
  readonly proof: Proof
}

/** What a signed statement proves. One that proves nothing is no signature to the kernel, which refuses and records that. */
export const readSigned = (
  signed: Signed | null,
  directory: Directory,
): { readonly signature: Signature | null; readonly proof: Proof | null; readonly advice: Advice } => {
  if (signed === null) return { signature: null, proof: null, advice: {} }
  const { statement, proof } = signed
  try {
    return { signature: verifyProof(statement, proof, directory), proof, advice: {} }
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    return { signature: null, proof, advice: { decisionIsSigned: error.message } }
  }
}
