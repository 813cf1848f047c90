import { Effect } from "effect"
import { type Appended, type Placed, sealed, signedMessage } from "../ledger/chain.ts"
import { type SignFailedError, type Signer, signEach } from "../ledger/signer.ts"
import { type Hashed, permitOf, permitsToSign } from "./permit.ts"

/** A permit as it travels: a JWS in compact form. */
export type SignedPermit = string

/** A record that is signed, with the permit that it gives. Nobody gets to see the permit before the record is durable. */
export interface Sealing {
  readonly record: Appended
  readonly permit: SignedPermit | null
}

/** Signs in a signer's name: records, and the permits that they give. */
export const sealerOf = (signer: Signer["Service"]) => {
  const toSign = permitsToSign(signer.keyId)
  const permitIn = (hashed: Hashed) => {
    const permit = permitOf(hashed)
    return permit === null ? null : toSign(permit)
  }
  return {
    /** Signs records, and beside them the permits that they give: a permit follows from the record, not from its signature. */
    sealAll: (placed: readonly Placed[]): Effect.Effect<readonly Sealing[], SignFailedError> => {
      const permits = placed.map(permitIn)
      const messages = [
        ...placed.map(({ hash }) => signedMessage(hash)),
        ...permits.flatMap((permit) => permit?.bytes ?? []),
      ]
      return Effect.map(signEach(signer, messages), (signatures) => {
        const next = signatures.values()
        const taken = (): Uint8Array => {
          const { value } = next.next()
          if (value === undefined) throw new RangeError("the signer gave fewer signatures than there are messages")
          return value
        }
        const records = placed.map((each) => sealed(each, signer.keyId, taken()))
        return records.map((record, index) => ({ record, permit: permits[index]?.signed(taken()) ?? null }))
      })
    },
    /** The permit that a record gives, signed: the same record gives the same permit. */
    permitFor: (hashed: Hashed): Effect.Effect<SignedPermit | null, SignFailedError> => {
      const permit = permitIn(hashed)
      return permit === null ? Effect.succeed(null) : Effect.map(signer.sign(permit.bytes), permit.signed)
    },
  }
}
