import { Data } from "effect"
import type { TenantId } from "../actors.ts"

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
