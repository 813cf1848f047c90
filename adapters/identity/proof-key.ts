import { type KeyObject, createHash, createPublicKey } from "node:crypto"
import * as z from "zod"
import { isOfPrimeOrder } from "../../kernel/ledger/ed25519.ts"

/** SHA-256 of a key's required members, base64url (RFC 7638 §3.1). */
export const Thumbprint = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand("Thumbprint")
export type Thumbprint = z.infer<typeof Thumbprint>

const rawOf = (x: string): Buffer => Buffer.from(x, "base64url")

/**
 * An Ed25519 public key as it stands in a proof: a JWK (RFC 8037 §2) with nothing else, no private part, and one spelling. Whether it is
 * any good, `ProofKey` asks, which takes ten times as long as a signature does.
 */
export const WrittenKey = z.strictObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    // The last character has two bits that say nothing.
    .refine((x) => rawOf(x).toString("base64url") === x),
})

/** The key of an agent, as the config has it. */
export const ProofKey = WrittenKey.refine(
  // For a key of small order anybody can sign.
  ({ x }) => isOfPrimeOrder(rawOf(x)),
)
export type ProofKey = Readonly<z.infer<typeof ProofKey>>

export const thumbprintOf = ({ crv, kty, x }: ProofKey): Thumbprint =>
  Thumbprint.parse(createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url"))

export const keyObjectOfProofKey = ({ kty, crv, x }: ProofKey): KeyObject =>
  createPublicKey({ key: { kty, crv, x }, format: "jwk" })

/** The public half of a key, as the config and proofs have it. @throws ZodError for a key of another kind */
export const proofKeyOf = (key: KeyObject): ProofKey => {
  const { kty, crv, x } = createPublicKey(key).export({ format: "jwk" })
  return ProofKey.parse({ kty, crv, x })
}
