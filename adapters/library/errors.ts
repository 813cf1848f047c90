/** What a promise of an open gate may be rejected with: all of it, since the other doors have a row for each. */
import { Data } from "effect"
import type { ActorId } from "../../kernel/actors.ts"

export {
  ClockUnfitError,
  KeyReusedError,
  NotAdministratorError,
  NotRecordedError,
  TenantUnknownError,
} from "../../kernel/gate/errors.ts"
export { ChainBrokenError } from "../../kernel/ledger/replay.ts"
export { StoreFailedError } from "../../kernel/ledger/store.ts"

/** The gate is being closed, and takes nothing more. Nothing was decided. */
export class GateClosedError extends Data.TaggedError("GateClosedError") {
  override get message(): string {
    return "this gate is closed: open another one"
  }
}

/** Somebody was named whom the config doesn't have among the tenant's actors, or has as another kind. */
export class ActorUnknownError extends Data.TaggedError("ActorUnknownError")<{ readonly id: ActorId }> {
  override get message(): string {
    return "no actor of this id is in the tenant: name one of its actors"
  }
}

/** What was handed to the library is not of its shape. Names the place, never the value. */
export class InputError extends Data.TaggedError("InputError")<{
  readonly path: string
  readonly message: string
}> {}
