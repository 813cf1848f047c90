import { Cause, Effect, Option } from "effect"
import type { ChainBrokenError } from "../ledger/replay.ts"
import type { SignFailedError } from "../ledger/signer.ts"
import type { HeadMovedError, StoreFailedError } from "../ledger/store.ts"
import type { GateError } from "./configuration.ts"
import { NotRecordedError } from "./errors.ts"

/** What may go wrong while something is written or read. */
export type Failure = StoreFailedError | ChainBrokenError | SignFailedError | HeadMovedError

/** What fails in the store or the signer is not recorded; what goes wrong in the gate itself is told as it is. */
export const asNotRecorded = (cause: Failure | GateError): GateError => {
  switch (cause._tag) {
    case "StoreFailedError":
    case "SignFailedError":
      return notRecorded(cause.message)
    case "HeadMovedError":
      return notRecorded("other writers were always first")
    case "ChainBrokenError":
    case "ClockUnfitError":
    case "KeyReusedError":
    case "NotAdministratorError":
    case "NotRecordedError":
    case "TenantUnknownError":
      return cause
  }
}

const notRecorded = (why: string) => new NotRecordedError({ message: `not recorded, so not allowed: ${why}` })

/** Whatever goes wrong while a batch is written, its callers hear of it, and none of them may go on. */
export const refusedAll = (cause: Cause.Cause<Failure | GateError>): GateError => {
  const error = Cause.findErrorOption(cause)
  return Option.isSome(error) ? asNotRecorded(error.value) : notRecorded("the gate failed or was stopped")
}

export const isClosing = () => notRecorded("the gate is closing")
export const unrecordable = () => notRecorded("no record can hold this ask")

/** What a caller is told where that goes wrong: a store that fails has recorded nothing. */
export const asGateError = <A>(effect: Effect.Effect<A, Failure | GateError>): Effect.Effect<A, GateError> =>
  Effect.mapError(effect, asNotRecorded)
