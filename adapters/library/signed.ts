import type { Principal } from "../../kernel/actors.ts"
import type { KeyFingerprint } from "../../kernel/keyring.ts"
import type { Proof } from "../../kernel/ledger/body.ts"
import type { Directory } from "../identity/directory.ts"
import { ProofError, type Signable, verifyProof } from "../identity/statement-proof.ts"

/** What a person signed, as it came. */
export interface Signed {
  readonly statement: Uint8Array
  readonly proof: Proof
}

interface Read<Statement> {
  /** Who signed what; null where nothing was proven. */
  readonly signature: {
    readonly signer: Principal
    readonly key: KeyFingerprint
    readonly statement: Statement
  } | null
  readonly proof: Proof | null
  /** Why nothing was proven, in a sentence. */
  readonly why: string | null
}

/** What a signed statement proves. One that proves nothing is no signature to the kernel, which refuses and records that. */
export const readSigned = <Statement>(
  signable: Signable<Statement>,
  signed: Signed | null,
  directory: Directory,
): Read<Statement> => {
  if (signed === null) return { signature: null, proof: null, why: null }
  const { statement, proof } = signed
  try {
    return { signature: verifyProof(signable, statement, proof, directory), proof, why: null }
  } catch (error) {
    if (!(error instanceof ProofError)) throw error
    return { signature: null, proof, why: error.message }
  }
}
