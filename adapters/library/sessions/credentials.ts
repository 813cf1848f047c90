import { Effect } from "effect"
import type { Actor, ActorId, Caller, TenantId } from "../../../kernel/actors.ts"
import type { Ask } from "../../../kernel/gate/ask.ts"
import { asGateError } from "../../../kernel/gate/failures.ts"
import { Gate } from "../../../kernel/gate/gate.ts"
import type { IdempotencyKey } from "../../../kernel/gate/idempotency.ts"
import { jwsToSign } from "../../../kernel/gate/jws.ts"
import { CredentialId, type CredentialKept } from "../../../kernel/sessions/sessions.ts"
import type { JwsFault } from "../../identity/compact-jws.ts"
import { CREDENTIAL_TYPE, type CredentialClaims, claimsOf, readCredential } from "../../identity/credential-token.ts"
import { type ProofFault, readProof } from "../../identity/possession.ts"
import type { Thumbprint } from "../../identity/proof-key.ts"
import type { Boundary } from "../boundary.ts"
import { ActorUnknownError, CredentialError, ProofKeyMissingError } from "../errors.ts"
import { type Accepted, type Refused, type Unknown, outcomeIn } from "../outcome.ts"
import { type PresentedCredential, asProven } from "../presented.ts"
import { keyObjectOf } from "../public-key.ts"
import { type Given, read } from "../read.ts"
import { CredentialDelegating, CredentialMinting, Presenting } from "./inputs.ts"

/** What became of a minting, with the credential as it travels where there is one. */
export type Minted = (Accepted<"sessions"> & { readonly credential: string }) | Refused | Unknown

/** Who presents a credential, and for whom. */
export interface Presenter {
  readonly caller: Caller
  /** The credential, once the body is known: it is proven for these bytes and no others. @throws CredentialError */
  readonly present: (body: Uint8Array) => PresentedCredential
}

const fault = (reason: CredentialError["reason"]) => new CredentialError({ reason })

/** What is wrong with a credential: one of another key is signed by none of this gate's. */
const inToken: Readonly<Record<JwsFault, CredentialError["reason"]>> = {
  malformed: "malformed",
  header: "header",
  key: "signature",
  signature: "signature",
}

/** What is wrong with a proof, in the words of whoever sent it. */
const inProof: Readonly<Record<ProofFault, CredentialError["reason"]>> = {
  malformed: "proof-malformed",
  header: "proof-header",
  key: "key",
  signature: "proof-signature",
  method: "proof-method",
  path: "proof-path",
  token: "proof-token",
}

/** What proves a request, but for its body. @throws CredentialError */
const proofOf = async (...given: Parameters<typeof readProof>) => {
  const found = await readProof(...given)
  if (typeof found === "string") throw fault(inProof[found])
  return found
}

const anybodys = () => true

/** By whose key a request is proven that comes without a credential: minting asks whether it is the agent's own. @throws CredentialError */
export const proveRequest = async (
  proof: string,
  { body, ...request }: Omit<Parameters<typeof readProof>[1], "knows"> & { readonly body: Uint8Array },
): Promise<Thumbprint> => {
  const { thumbprint, isOf } = await proofOf(proof, { ...request, knows: anybodys })
  if (!isOf(body)) throw fault("proof-body")
  return thumbprint
}

export const credentialsOn = (boundary: Boundary) => {
  const { directory, run, publicKey, sign } = boundary
  const signedBy = { keyId: publicKey.keyId, key: keyObjectOf(publicKey.raw) }

  const keyOf = (tenant: TenantId, id: ActorId): Thumbprint => {
    // Nobody else can be given one: the config refuses it.
    if (directory.actor(tenant, id)?.kind !== "agent") throw new ActorUnknownError({ id })
    const key = directory.proofKeyOf(tenant, id)
    if (key === undefined) throw new ProofKeyMissingError({ id })
    return key
  }

  const tokenOf = (tenant: TenantId, id: CredentialId, kept: CredentialKept) => {
    const token = jwsToSign(signedBy.keyId, CREDENTIAL_TYPE)(claimsOf(tenant, { id, kept }, keyOf(tenant, kept.agent)))
    return asGateError(Effect.map(sign(token.bytes), token.signed))
  }

  /** The token follows from what the log has: asked for again with its key, it is the same. */
  const minting = (tenant: TenantId, ask: Ask, key: IdempotencyKey | null): Promise<Minted> =>
    run(
      Effect.gen(function* () {
        const gate = yield* Gate
        const outcome = outcomeIn("sessions", yield* gate.ask(tenant, ask, key), {})
        if (outcome.type !== "accepted") return outcome
        const id = CredentialId.parse(outcome.id)
        const entity = yield* gate.entity(tenant, "sessions", id)
        if (entity?.kept.entity !== "credential") throw new Error("what was minted is a credential")
        return { ...outcome, credential: yield* tokenOf(tenant, id, entity.kept) }
      }),
    )

  const knows = (thumbprint: Thumbprint): boolean => directory.agentOfProofKey(thumbprint) !== undefined

  const claimsIn = async (token: string): Promise<CredentialClaims> => {
    const read = await readCredential(token, signedBy)
    if (typeof read === "string") throw fault(inToken[read])
    return read
  }

  return {
    mint: async (by: Actor, given: Given<typeof CredentialMinting>): Promise<Minted> => {
      const { session, tool, effects, provenBy, key } = read(CredentialMinting, given)
      const own = keyOf(by.tenant, by.id)
      if (provenBy !== null && provenBy !== own) throw fault("key")
      const wanted = { type: "mint", session, by, run: session, audience: tool, effects } as const
      return minting(by.tenant, { type: "open", domain: "sessions", wanted, proof: null }, key)
    },
    delegate: async (by: Actor, given: Given<typeof CredentialDelegating>): Promise<Minted> => {
      const { credential, to, effects, key } = read(CredentialDelegating, given)
      const { credential: parent, run, audience } = credential
      keyOf(by.tenant, to)
      const wanted = { type: "delegate", parent, by, run, to, audience, effects } as const
      return minting(by.tenant, { type: "open", domain: "sessions", wanted, proof: null }, key)
    },
    authenticate: async (given: Given<typeof Presenting>): Promise<Presenter> => {
      const { token, proof, method, path } = read(Presenting, given)
      const claims = await claimsIn(token)
      const { thumbprint, isOf } = await proofOf(proof, { method, path, token, knows })
      const actor = directory.agentOfProofKey(thumbprint)
      // Another agent of the tenant is let through to be refused by name, and recorded. It has no use of what it stole.
      if (actor?.tenant !== claims.tenant || (actor.id === claims.act.sub && thumbprint !== claims.cnf.jkt))
        throw fault("key")
      const person = directory.actor(claims.tenant, claims.sub)
      if (person === undefined) throw fault("person")
      return {
        caller: { actor, person },
        present: (body) => {
          if (!isOf(body)) throw fault("proof-body")
          return asProven({ credential: claims.jti, run: claims.sid, audience: claims.aud })
        },
      }
    },
  }
}
