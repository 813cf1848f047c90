import type { Definition, Register } from "../machine.ts"
import type { Digest } from "../digest.ts"
import { type Keyring, stillHasKey } from "../keyring.ts"
import type { Command, Kept, KeysHeld, RequestId, Settings, Stages, Status } from "./approvals.ts"
import type { Rules } from "./rules.ts"

/** The types of this domain, by name. */
export interface Approvals {
  readonly id: RequestId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "submit"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
}

/** What the kernel derives from settings and sibling requests, by command. */
export interface Facts {
  readonly submit: {
    readonly policy: Digest
    /** The stages of the route in the policy, null where the policy has no such route. */
    readonly route: Stages | null
    readonly maxUses: number
    readonly maxLifetimeMs: number
    /** Requests of the same initiator that are open and by `now` unexpired. */
    readonly openRequests: number
    readonly maxOpenRequests: number
  }
  readonly approve: {
    /** Approvals that this person gave in the window that ends now. */
    readonly recentApprovals: number
    readonly maxApprovals: number
    readonly policy: Digest
  }
  readonly reject: { readonly policy: Digest }
  /** Whether the policy names whoever is to speak among those to whom a seat may be delegated. */
  readonly delegate: { readonly isDelegate: boolean }
  readonly withdraw: null
  readonly consume: { readonly policy: Digest; readonly keysHeld: KeysHeld }
  readonly cancel: null
  readonly supersede: null
  readonly expire: null
}

/** The statuses from which nothing follows any more. */
export const ended = [
  "consumed",
  "rejected",
  "expired",
  "withdrawn",
  "cancelled",
  "superseded",
] as const satisfies readonly Status[]

export const isOpen = (status: Status): boolean => !ended.some((end) => end === status)

const keptOf = ({ entities }: Register<Approvals>): readonly Kept[] => Array.from(entities.values(), ({ kept }) => kept)
const none = () => null

const inForce = ({ register }: { readonly register: Register<Approvals> }) => ({ policy: register.settings.policy })

type Signed = Kept["decisions"][number] | Kept["delegations"][number]
/** What nobody signed, nobody has the key of. */
const hasKey =
  (keyring: Keyring) =>
  ({ signature }: Signed): boolean =>
    signature !== null && stillHasKey(keyring, signature)

/** Whose keys of a request are still whose they were. */
export const keysHeldIn = (keyring: Keyring, kept: Kept | undefined): KeysHeld => ({
  decisions: (kept?.decisions ?? []).map(hasKey(keyring)),
  delegations: (kept?.delegations ?? []).map(hasKey(keyring)),
})

export const facts: Definition<Approvals>["facts"] = {
  submit: ({ register, command, now, rules }) => {
    const { policy, routes, maxUses, maxLifetimeMs, maxOpenRequests } = register.settings
    const initiator = rules.initiatorIsPersonBehind(command.by)
    const openRequests = [...register.entities.values()].filter(
      ({ status, kept }) =>
        isOpen(status) && now < kept.expiresAt && rules.identityIsIdAndTenant(kept.initiator, initiator),
    ).length
    const route = Object.hasOwn(routes, command.route) ? (routes[command.route] ?? null) : null
    return { policy, route, maxUses, maxLifetimeMs, openRequests, maxOpenRequests }
  },
  approve: ({ register, command, now, rules }) => {
    const { max, windowMs } = register.settings.decisionRate
    const own = register.entities.get(command.id)
    const counted = own === undefined ? [] : rules.rateCountsEveryRequest(keptOf(register), own.kept)
    // One pass without intermediate lists: this looks at every request of the tenant.
    let recentApprovals = 0
    for (const { decisions } of counted)
      for (const { verdict, by, at } of decisions)
        if (verdict === "approve" && at > now - windowMs && rules.identityIsIdAndTenant(by, command.by))
          recentApprovals += 1
    return { recentApprovals, maxApprovals: max, ...inForce({ register }) }
  },
  reject: inForce,
  delegate: ({ register: { settings }, command: { to }, rules }) => ({
    isDelegate: settings.delegates.some((named) => rules.identityIsIdAndTenant(named, to)),
  }),
  withdraw: none,
  consume: ({ register, command: { id } }) => ({
    ...inForce({ register }),
    keysHeld: keysHeldIn(register.settings.keyring, register.entities.get(id)?.kept),
  }),
  cancel: none,
  supersede: none,
  expire: none,
}
