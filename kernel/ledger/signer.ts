import { Context, Data, Effect } from "effect"
import type { KeyId } from "./ed25519.ts"

/** The key is there and could not sign. Nothing was recorded. */
export class SignFailedError extends Data.TaggedError("SignFailedError")<{ readonly message: string }> {}

/** Signs a tenant's log with Ed25519. The private key stays behind this port. */
export class Signer extends Context.Service<
  Signer,
  {
    readonly keyId: KeyId
    /** 32 bytes (RFC 8032 §5.1.5). */
    readonly publicKey: Uint8Array
    /** 64 bytes. */
    readonly sign: (message: Uint8Array) => Effect.Effect<Uint8Array, SignFailedError>
    /** The same of several, in their order, where they can be signed side by side. */
    readonly signAll?: (messages: readonly Uint8Array[]) => Effect.Effect<readonly Uint8Array[], SignFailedError>
  }
>()("interlock/kernel/ledger/Signer") {}

/** The signature of each message, in their order. */
export const signEach = (
  { sign, signAll }: Pick<Signer["Service"], "sign" | "signAll">,
  messages: readonly Uint8Array[],
): Effect.Effect<readonly Uint8Array[], SignFailedError> =>
  signAll === undefined ? Effect.forEach(messages, sign) : signAll(messages)
