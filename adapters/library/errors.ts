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
export { PermitError } from "./permit.ts"

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

/** An agent has no key in the config by which a credential could be its own. Nothing was asked of the gate. */
export class ProofKeyMissingError extends Data.TaggedError("ProofKeyMissingError")<{ readonly id: ActorId }> {
  override get message(): string {
    return "the config has no `proofKey` of this agent, so that nothing can be its own: make one with `interlock keys agent`"
  }
}

const notTheirs = {
  initiator:
    "an agent opens a conversation for nobody, since who speaks for a model must not say for whom: a person opens it for themselves, or a service that calls the model",
  person: "a person opens a conversation for themselves alone: leave the initiator out, or have a service open it",
  unnamed: "a service says for whom a conversation is: name a person of the tenant as its initiator",
  source: "an agent brings in nothing of a source that is trusted: name another one, or have a service bring it in",
  endorser: "only people vouch for what an agent does: ask somebody whose role endorses",
  unsigned:
    "nothing is made for an endorsement that whoever gives it hasn't signed, over what stands in this very call: sign the statement of this call with a key that the config has as your own",
  theirs: "a person speaks in their own conversations alone, and this one is for somebody else: have a service do it",
  another:
    "an agent acts in the conversations of the person it acts for, and this one is for somebody else: have a service do it",
  result:
    "an agent says nothing in the name of a tool whose output may be trusted: have the service that called it bring the result in",
} as const

/** Somebody says what is not theirs to say. Nothing was asked of the gate. */
export class ForbiddenError extends Data.TaggedError("ForbiddenError")<{
  readonly reason: keyof typeof notTheirs
  /** What only the door knows of it, in a sentence: why a signature proves nothing. */
  readonly why?: string | null
}> {
  override get message(): string {
    const { reason, why = null } = this
    return why === null ? notTheirs[reason] : `${notTheirs[reason]} (${why})`
  }
}

const unfit = {
  malformed: "this is no credential: present the text that the gate gave, unchanged",
  header: "this has a header that no credential of this gate has: present the text that the gate gave, unchanged",
  signature: "the credential is not signed by this gate's key: mint another one",
  missing: "a credential is needed here: present the one that is handed on",
  elsewhere: "a credential is for a call: with anything else an API key says who asks",
  person: "the config has nobody of this credential's subject any more: a session of somebody else is needed",
  key: "the proof is not made with the key of an agent that may hold this credential: prove it with the agent's own key",
  "proof-malformed":
    "the proof is no DPoP proof of a request: it has jti, htm, htu, iat, body_hash, and ath with a credential",
  "proof-header":
    'the proof\'s header is not that of one: typ "dpop+jwt", alg "EdDSA" or "Ed25519", and jwk with kty, crv and x alone',
  "proof-signature": "the proof is not signed with the key that stands in it",
  "proof-method": "the proof is for another method (htm)",
  "proof-path": "the proof is for another path (htu): a URL without query and fragment",
  "proof-token": "the proof is for another credential, or none (ath)",
  "proof-body": "the proof is for another body (body_hash): SHA-256 of its bytes, base64url",
} as const

/**
 * A credential was not proven to be its presenter's. Nothing was asked of the gate. The message says what to do, and holds nothing of
 * what was presented.
 */
export class CredentialError extends Data.TaggedError("CredentialError")<{ readonly reason: keyof typeof unfit }> {
  override get message(): string {
    return unfit[this.reason]
  }
}
