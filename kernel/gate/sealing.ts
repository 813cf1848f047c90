import { Effect } from "effect"
import { type Placed, type SealedRecord, sealed, signedMessage } from "../ledger/chain.ts"
import type { LogRecord } from "../ledger/record.ts"
import { type SignFailedError, type Signer, signEach } from "../ledger/signer.ts"
import { permitOf, permitToSign } from "./permit.ts"

/** A permit as it travels: a JWS in compact form. */
export type SignedPermit = string

/** A record that is signed, with the permit that it gives. Nobody gets to see the permit before the record is durable. */
export interface Sealing {
  readonly record: SealedRecord
  readonly permit: SignedPermit | null
}

/** Signs records, and beside them the permits that they give: a permit follows from the record, not from its signature. */
export const sealAll = Effect.fnUntraced(function* (
  signer: Signer["Service"],
  placed: readonly Placed[],
): Effect.fn.Return<readonly Sealing[], SignFailedError> {
  const permits = placed.map(({ record }) => permitIn(record, signer))
  const signatures = yield* signEach(signer, [
    ...placed.map(({ hash }) => signedMessage(hash)),
    ...permits.flatMap((permit) => permit?.bytes ?? []),
  ])
  const next = signatures.values()
  const taken = (): Uint8Array => {
    const { value } = next.next()
    if (value === undefined) throw new RangeError("the signer gave fewer signatures than there are messages")
    return value
  }
  const records = placed.map((each) => sealed(each, signer.keyId, taken()))
  return records.map((record, index) => ({ record, permit: permits[index]?.signed(taken()) ?? null }))
})

/** The permit that a record gives, signed: the same record gives the same permit. */
export const permitFor = (
  signer: Signer["Service"],
  record: LogRecord,
): Effect.Effect<SignedPermit | null, SignFailedError> => {
  const permit = permitIn(record, signer)
  return permit === null ? Effect.succeed(null) : Effect.map(signer.sign(permit.bytes), permit.signed)
}

const permitIn = (record: LogRecord, { keyId }: Signer["Service"]) => {
  const permit = permitOf(record)
  return permit === null ? null : permitToSign(permit, keyId)
}
