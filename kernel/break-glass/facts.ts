import { type Principal, type Role, type TenantId, hasOneOf, isSame } from "../actors.ts"
import type { Definition, Entity, Register } from "../machine.ts"
import { signerNow, stillHasKey } from "../keyring.ts"
import { listed } from "../table.ts"
import { type Instant, later } from "../time.ts"
import type { Command, GrantId, Kept, Lost, LostRequest, ScopePair, Settings, Status } from "./break-glass.ts"
import type { Rules } from "./rules.ts"
import { lastsWithin, liesWithin, openedBeyond } from "./scope.ts"

/** The types of this domain, by name. */
export interface BreakGlass {
  readonly id: GrantId
  readonly status: Status
  readonly kept: Kept
  readonly command: Command
  readonly opens: "request"
  readonly settings: Settings
  readonly facts: Facts
  readonly rules: Rules
}

/** What the kernel derives from settings and sibling grants, by command. */
export interface Facts {
  readonly request: {
    readonly tenant: TenantId
    readonly minDurationMs: number
    readonly maxDurationMs: number
    readonly requestMs: number
    readonly factorMs: number
    readonly grantable: readonly ScopePair[]
    /** Grants of the same holder that are open by `now`. */
    readonly openGrants: number
    /** Until when the holder has to wait after the last real end of an activated grant of theirs; null where that is past. */
    readonly coolsUntil: Instant | null
    /** Requests of the same holder in the window that ends now. */
    readonly recentRequests: number
    readonly maxRequests: number
  }
  readonly countersign: {
    /** Grants of the tenant that are active by `now`. */
    readonly activeGrants: number
    readonly maxActiveGrants: number
    readonly maxDurationMs: number
    /** By the deployment as it is now, never as it was. */
    readonly lost: LostRequest
    readonly countersigners: readonly Role[]
    readonly allowSelfCountersign: boolean
  }
  readonly deny: Eligibility
  readonly lapse: null
  readonly use: {
    /** By the deployment as it is now, never as it was. */
    readonly lost: Lost
    /** How many of the resources that the action opens lie under nothing grantable that names their type. */
    readonly openedBeyond: number
  }
  readonly revoke: Eligibility
  readonly expire: null
}

interface Eligibility {
  readonly countersigners: readonly Role[]
}

/** The statuses from which nothing follows any more. */
export const ended = ["denied", "lapsed", "expired", "revoked"] as const satisfies readonly Status[]

type Grants = Register<BreakGlass>

const grantsOf = ({ entities }: Grants, holder: Principal): readonly Entity<BreakGlass>[] =>
  [...entities.values()].filter(({ kept }) => isSame(kept.holder, holder))
const eligibility = ({ register }: { readonly register: Grants }): Eligibility => ({
  countersigners: register.settings.countersigners,
})
const none = () => null

const lostRequestOf = (settings: Settings, { holder, factor, scope, durationMs }: Kept): LostRequest => ({
  holderKey: factor !== null && !stillHasKey(settings.keyring, { signer: holder, key: factor.key }),
  scope: !liesWithin(scope, settings.grantable),
  duration: !lastsWithin(durationMs, settings),
})
/** A question that is not asked of whoever lost the key is answered by that alone: a guard each. */
const lostOf = (settings: Settings, kept: Kept): Lost => {
  const { holder, settlements } = kept
  const signatures = settlements.flatMap(({ signature }) => listed(signature))
  const signers = signatures.map((signature) => signerNow(settings.keyring, signature))
  return {
    ...lostRequestOf(settings, kept),
    countersignerKey: signers.includes(null),
    countersignerRole: signers.flatMap(listed).some((signer) => !hasOneOf(signer, settings.countersigners)),
    selfCountersign:
      !settings.allowSelfCountersign &&
      settlements.some(({ how, by }) => how === "countersigned" && isSame(by, holder)),
  }
}
/** Of a grant that isn't there nothing is asked. */
const NOTHING_LOST_OF_REQUEST: LostRequest = {
  holderKey: false,
  scope: false,
  duration: false,
}
const NOTHING_LOST: Lost = {
  ...NOTHING_LOST_OF_REQUEST,
  countersignerKey: false,
  countersignerRole: false,
  selfCountersign: false,
}

export const facts: Definition<BreakGlass>["facts"] = {
  request: ({ register, command, now, rules }) => {
    const { tenant, minDurationMs, maxDurationMs, requestMs, factorMs, grantable, cooldownMs, requestRate } =
      register.settings
    const own = grantsOf(register, command.by)
    const ends = own
      .filter(({ kept }) => kept.activatedAt !== null)
      .flatMap(({ kept }) => listed(rules.cooldownCountsTheUnswept(kept, now)))
    const cools = ends.map((end) => later(end, cooldownMs)).filter((until) => now < until)
    return {
      tenant,
      minDurationMs,
      maxDurationMs,
      requestMs,
      factorMs,
      grantable: grantable.map(({ tool, prefix }) => ({ tool, prefix })),
      openGrants: own.filter((grant) => rules.openIsByNow(grant, now)).length,
      coolsUntil: cools.toSorted((a, b) => b - a)[0] ?? null,
      recentRequests: own.filter(({ kept }) => kept.requestedAt > now - requestRate.windowMs).length,
      maxRequests: requestRate.max,
    }
  },
  countersign: ({ register: { settings, entities }, command, now, rules }) => {
    const { maxActiveGrants, maxDurationMs, countersigners, allowSelfCountersign } = settings
    const grant = entities.get(command.id)
    const activeGrants = [...entities.values()].filter(
      (one) => one.status === "active" && rules.openIsByNow(one, now),
    ).length
    const lost = grant === undefined ? NOTHING_LOST_OF_REQUEST : lostRequestOf(settings, grant.kept)
    return { activeGrants, maxActiveGrants, maxDurationMs, lost, countersigners, allowSelfCountersign }
  },
  deny: eligibility,
  revoke: eligibility,
  lapse: none,
  use: ({ register: { settings, entities }, command }) => {
    const grant = entities.get(command.id)
    return {
      lost: grant === undefined ? NOTHING_LOST : lostOf(settings, grant.kept),
      openedBeyond: openedBeyond(settings.grantable, command.action),
    }
  },
  expire: none,
}
