import { Data } from "effect"
import type * as z from "zod"
import { type Principal, type TenantId, principalOf } from "../../kernel/actors.ts"
import { canonicalize, parseJson } from "../../kernel/canonical.ts"
import { sameJson } from "../../kernel/json.ts"
import type { KeyFingerprint } from "../../kernel/keyring.ts"
import type { Proof } from "../../kernel/ledger/body.ts"
import type { Directory } from "./directory.ts"
import { formatPublicKey, parsePublicKey, PublicKeyError } from "./public-keys.ts"
import { SshsigError, verify } from "./sshsig.ts"

/** What people sign, one kind a schema: how it reads, and whom it names as the one who signs. */
export interface Signable<Statement> {
  readonly schema: z.ZodType<Statement>
  readonly signer: (statement: Statement) => Principal
  readonly tenant: (statement: Statement) => TenantId
  /** What it is, in words: "a statement of an approval". */
  readonly what: string
}

/** Why a proof proves nothing. The message says what to do. */
export class ProofError extends Data.TaggedError("ProofError")<{
  readonly reason: "bad-key" | "bad-signature" | "key-differs" | "key-unknown" | "key-not-the-signers" | "bad-statement"
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

const statementIn = <Statement>(bytes: Uint8Array, { schema, what }: Signable<Statement>): Statement => {
  const advice = `the signed bytes aren't ${what} as RFC 8785 JSON: sign the bytes that the service gives`
  try {
    const statement = schema.parse(parseJson(bytes))
    // One statement has one spelling: a blank or another order of names gives other bytes.
    if (Buffer.from(canonicalize(statement)).equals(bytes)) return statement
  } catch {
    throw fail("bad-statement", advice)
  }
  throw fail("bad-statement", advice)
}

/**
 * What the door does with what somebody signed: the signature is one of exactly these bytes, by a key that belongs to
 * somebody here; and the bytes say that this somebody speaks. Whether they say the right thing is for the kernel.
 * @throws ProofError
 */
export const verifyProof = <Statement>(
  signable: Signable<Statement>,
  statementBytes: Uint8Array,
  proof: Proof,
  { ownerOfKey }: Pick<Directory, "ownerOfKey">,
): { readonly signer: Principal; readonly key: KeyFingerprint; readonly statement: Statement } => {
  const key = signerOf(statementBytes, proof)
  const signer = ownerOfKey(key.fingerprint)
  if (signer === undefined) {
    throw fail(
      "key-unknown",
      `nobody here owns the key ${key.fingerprint}: add "${formatPublicKey(key)}" to its owner's keys in the config`,
    )
  }
  const statement = statementIn(statementBytes, signable)
  // The kind counts too: who signs is the very person that the config has.
  if (
    !sameJson(principalOf(signer), principalOf(signable.signer(statement))) ||
    signable.tenant(statement) !== signer.tenant
  ) {
    throw fail(
      "key-not-the-signers",
      "the statement names another person than the owner of the key: sign with your own key, in your own name",
    )
  }
  return { signer, key: key.fingerprint, statement }
}
