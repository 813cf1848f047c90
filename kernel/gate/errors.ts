import { Data } from "effect"
import type { TenantId } from "../actors.ts"
import type { ClockSentence } from "./clock.ts"
import { sentenceOf } from "./sentences.ts"

/**
 * The decision is not known to be durable: take it as a denial. Asked again with the same idempotency key, the gate says
 * what the log has.
 */
export class NotRecordedError extends Data.TaggedError("NotRecordedError")<{ readonly message: string }> {}

/** The idempotency key has already been used by this actor for something else. */
export class KeyReusedError extends Data.TaggedError("KeyReusedError")<{ readonly record: number }> {
  override get message(): string {
    return `this idempotency key names another ask, of record ${this.record}: take a new key for a new ask`
  }
}

/** No tenant of this name is configured here. */
export class TenantUnknownError extends Data.TaggedError("TenantUnknownError")<{ readonly tenant: TenantId }> {
  override get message(): string {
    return "no tenant of this id is configured here: name one of the config's"
  }
}

/** The clock is not fit to decide by: nothing is decided, and nothing recorded, until it is. Reads go on. */
export class ClockUnfitError extends Data.TaggedError("ClockUnfitError")<{
  readonly tenant: TenantId
  readonly unfit: ClockSentence
}> {
  override get message(): string {
    return `not decided, so not allowed: ${sentenceOf(this.unfit)}`
  }
}

/** The clock is confirmed by a person with the role admin, in person. */
export class NotAdministratorError extends Data.TaggedError("NotAdministratorError") {
  override get message(): string {
    return "only an administrator confirms the clock, in person: ask one of yours"
  }
}
