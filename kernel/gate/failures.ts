import { Cause, Effect, Option } from "effect"
import type { ChainBrokenError } from "../ledger/replay.ts"
import type { SignFailedError } from "../ledger/signer.ts"
import type { HeadMovedError, StoreFailedError } from "../ledger/store.ts"
import type { GateError } from "./configuration.ts"
import { type ClockUnfitError, NotRecordedError } from "./errors.ts"

/** What may go wrong while something is written or read. */
export type Failure = StoreFailedError | ChainBrokenError | SignFailedError | HeadMovedError

export const asNotRecorded = (cause: Failure): NotRecordedError | ChainBrokenError =>
  cause._tag === "ChainBrokenError"
    ? cause
    : new NotRecordedError({
        message: `not recorded, so not allowed: ${cause._tag === "HeadMovedError" ? "other writers were always first" : cause.message}`,
      })

/** What goes wrong in the gate itself, and is told as it is. */
const OWN: Readonly<Record<Exclude<GateError, Failure>["_tag"], true>> = {
  NotRecordedError: true,
  KeyReusedError: true,
  TenantUnknownError: true,
  ClockUnfitError: true,
  NotAdministratorError: true,
}
const isOwn = <Error extends { readonly _tag: string }>(error: Error): error is Exclude<Error, Failure> =>
  Object.hasOwn(OWN, error._tag)

/** Whatever goes wrong while a batch is written, its callers hear of it, and none of them may go on. */
export const refusedAll = (
  cause: Cause.Cause<Failure | ClockUnfitError>,
): NotRecordedError | ChainBrokenError | ClockUnfitError => {
  const error = Cause.findErrorOption(cause)
  return Option.isSome(error)
    ? isOwn(error.value)
      ? error.value
      : asNotRecorded(error.value)
    : new NotRecordedError({ message: "not recorded, so not allowed: the gate failed or was stopped" })
}

export const isClosing = () => new NotRecordedError({ message: "not recorded, so not allowed: the gate is closing" })
export const unrecordable = () =>
  new NotRecordedError({ message: "not recorded, so not allowed: no record can hold this ask" })

/** What a caller is told where that goes wrong: a store that fails has recorded nothing. */
export const asGateError = <A>(effect: Effect.Effect<A, Failure | GateError>): Effect.Effect<A, GateError> =>
  Effect.mapError(effect, (error) => (isOwn(error) ? error : asNotRecorded(error)))
