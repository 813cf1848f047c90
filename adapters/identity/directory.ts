import { type Actor, type ActorId, type Principal, type TenantId, isSame, principalOf } from "../../kernel/actors.ts"
import type { KeyFingerprint, Keyring } from "../../kernel/keyring.ts"
import { type ApiKey, callerOfApiKey } from "./api-keys.ts"
import type { Thumbprint } from "./proof-key.ts"
import type { PublicKey } from "./public-keys.ts"

/** Who is known to this deployment, of every tenant: whoever knocks shows a key before it is known where they belong. */
export type Directory = Readonly<{
  actor: (tenant: TenantId, id: ActorId) => Actor | undefined
  actors: (tenant: TenantId) => readonly Actor[]
  /** Whose SSH key this is. A key has one owner over all tenants. */
  ownerOfKey: (fingerprint: KeyFingerprint) => Principal | undefined
  /** The same of all keys at once, with the roles that each has now. */
  keyring: Keyring
  /** The SSH keys of a principal. */
  keysOf: (principal: Principal) => readonly PublicKey[]
  /** The key of an agent, by which credentials are its own. */
  proofKeyOf: (tenant: TenantId, agent: ActorId) => Thumbprint | undefined
  /** Whose such a key is. A key has one owner over all tenants. */
  agentOfProofKey: (thumbprint: Thumbprint) => Actor | undefined
  /** All that is known of a tenant, as data: two directories that say the same of it let in the same people to the same ends. */
  known: (tenant: TenantId) => object
  /** Who calls with this API key, as presented. */
  callerOfApiKey: (presented: string) => ReturnType<typeof callerOfApiKey>
  /** Whether anybody can call at all. */
  hasApiKeys: boolean
}>

/** The key by which an agent proves that a credential is its own. */
export type OwnedProofKey = Readonly<{ thumbprint: Thumbprint; owner: Actor }>

export type OwnedKey = Readonly<{ key: PublicKey; owner: Principal }>

const keyOf = ({ tenant, id }: Pick<Principal, "tenant" | "id">) => `${tenant}/${id}`

/** The entries are distinct, which the config sees to: actors by tenant and id, keys by fingerprint, API keys by id. */
export const directoryOf = (
  actors: readonly Actor[],
  sshKeys: readonly OwnedKey[],
  apiKeys: readonly ApiKey[],
  proofKeys: readonly OwnedProofKey[] = [],
): Directory => {
  const byIdentity = new Map(actors.map((actor) => [keyOf(actor), actor]))
  const byFingerprint = new Map(sshKeys.map(({ key, owner }) => [key.fingerprint, principalOf(owner)]))
  const byKeyId = new Map<string, ApiKey>(apiKeys.map((key) => [key.id, key]))
  const byThumbprint = new Map(proofKeys.map(({ thumbprint, owner }) => [thumbprint, owner]))
  const proofKeyByOwner = new Map(proofKeys.map(({ thumbprint, owner }) => [keyOf(owner), thumbprint]))
  const actorsOf = (tenant: TenantId) => actors.filter((actor) => actor.tenant === tenant)
  return {
    actor: (tenant, id) => byIdentity.get(keyOf({ tenant, id })),
    actors: actorsOf,
    ownerOfKey: (fingerprint) => byFingerprint.get(fingerprint),
    // Of an owner who is no actor nothing is known but that the key is theirs: no role.
    keyring: Object.fromEntries(
      [...byFingerprint].map(([fingerprint, owner]) => [
        fingerprint,
        { ...owner, roles: byIdentity.get(keyOf(owner))?.roles ?? [] },
      ]),
    ),
    keysOf: (principal) => sshKeys.filter(({ owner }) => isSame(owner, principal)).map(({ key }) => key),
    proofKeyOf: (tenant, id) => proofKeyByOwner.get(keyOf({ tenant, id })),
    agentOfProofKey: (thumbprint) => byThumbprint.get(thumbprint),
    known: (tenant) => ({
      actors: actorsOf(tenant),
      keys: sshKeys.flatMap(({ key: { fingerprint }, owner }) =>
        owner.tenant === tenant ? [{ fingerprint, owner: principalOf(owner) }] : [],
      ),
      apiKeys: apiKeys.filter(({ caller }) => caller.actor.tenant === tenant),
      proofKeys: proofKeys.flatMap(({ thumbprint, owner }) =>
        owner.tenant === tenant ? [{ thumbprint, owner: principalOf(owner) }] : [],
      ),
    }),
    callerOfApiKey: (presented) => callerOfApiKey(byKeyId, presented),
    hasApiKeys: byKeyId.size > 0,
  }
}
