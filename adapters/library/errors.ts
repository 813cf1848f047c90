import { Data } from "effect"
import type { ActorId } from "../../kernel/actors.ts"

export { ConfigError } from "../config/config.ts"
export { KeyReused, NotRecorded, TenantUnknown } from "../../kernel/gate/gate.ts"
export { ChainBroken } from "../../kernel/ledger/replay.ts"
export { StoreFailed } from "../../kernel/ledger/store.ts"
export { WebhookSecretError } from "../notify/receivers.ts"
export { KeyFileError } from "../signer/file.ts"

/** The gate is being closed, and takes nothing more. Nothing was decided. */
export class GateClosedError extends Data.TaggedError("GateClosedError") {
  override get message(): string {
    return "this gate is closed: open another one"
  }
}

/** A seat was to be lent to somebody whom the config doesn't have among the tenant's actors. */
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
