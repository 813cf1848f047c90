import { Data } from "effect"
import type { Principal } from "../../kernel/actors.ts"
import { type Signature, Statement } from "../../kernel/approvals/approvals.ts"
import { canonicalize, parseJson } from "../../kernel/canonical.ts"
import type { Proof } from "../../kernel/ledger/body.ts"
import type { Directory } from "./directory.ts"
import { formatPublicKey, parsePublicKey, PublicKeyError } from "./public-keys.ts"
import { SshsigError, verify } from "./sshsig.ts"

/** Why a proof proves nothing. The message says what to do. */
export class ProofError extends Data.TaggedError("ProofError")<{
  readonly reason:
    "bad-key" | "bad-signature" | "key-differs" | "key-unknown" | "key-not-the-approvers" | "bad-statement"
  readonly message: string
}> {}

const fail = (reason: ProofError["reason"], message: string) => new ProofError({ reason, message })

const signerOf = (bytes: Uint8Array, proof: Proof) => {
  try {
    const named = parsePublicKey(proof.publicKey)
    const signed = verify(proof.signature, bytes)
    if (named.fingerprint === signed.fingerprint) return signed
  } catch (error) {
    if (error instanceof PublicKeyError) throw fail("bad-key", error.message)
    if (error instanceof SshsigError) throw fail("bad-signature", error.message)
    throw error
  }
  throw fail("key-differs", "the signature was made with another key than the proof names: send the key that signed")
}

const statementIn = (bytes: Uint8Array): Statement => {
  const advice =
    "the signed bytes aren't a statement of an approval as RFC 8785 JSON: sign the bytes that the service gives"
  try {
    const statement = Statement.parse(parseJson(bytes))
    // One statement has one spelling: a blank or another order of names gives other bytes.
    if (Buffer.from(canonicalize(statement)).equals(bytes)) return statement
  } catch {
    throw fail("bad-statement", advice)
  }
  throw fail("bad-statement", advice)
}

const isSame = (a: Principal, b: Principal) => a.id === b.id && a.tenant === b.tenant && a.kind === b.kind

/**
 * What the door does with a signed decision: the signature is one of exactly these bytes, by a key that belongs to somebody
 * here; and the bytes say that this somebody approves. Whether they say the right thing is for the kernel.
 * @throws ProofError
 */
export const verifyProof = (
  statementBytes: Uint8Array,
  proof: Proof,
  { ownerOfKey }: Pick<Directory, "ownerOfKey">,
): Signature => {
  const key = signerOf(statementBytes, proof)
  const signer = ownerOfKey(key.fingerprint)
  if (signer === undefined) {
    throw fail(
      "key-unknown",
      `nobody here owns the key ${key.fingerprint}: add "${formatPublicKey(key)}" to its owner's keys in the config`,
    )
  }
  const statement = statementIn(statementBytes)
  if (!isSame(signer, statement.approver) || statement.tenant !== signer.tenant) {
    throw fail(
      "key-not-the-approvers",
      "the statement names another approver than the owner of the key: sign with your own key, in your own name",
    )
  }
  return { signer, statement }
}
