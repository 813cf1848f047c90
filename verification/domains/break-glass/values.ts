import type { ModelSignature } from "../signatures.ts"

/** The model's values (models/break-glass/BreakGlass.tla) as the harness writes them: people, forms, deeds by their names. */

/** What the request rests on that the deployment no longer gave it. */
export type ModelLostRequest = Readonly<Record<"holderKey" | "scope" | "duration", boolean>>
export const NOTHING_LOST_BEFORE: ModelLostRequest = { holderKey: false, scope: false, duration: false }

/** `terms` and `signature` are "none", and nothing is lost, for what is no countersignature. */
export type ModelSettlement = {
  readonly how: "countersigned" | "denied" | "lapsed"
  readonly by: string
  readonly terms: string
  readonly signature: ModelSignature
  readonly lost: ModelLostRequest
  readonly at: number
}

/** What the grant rests on that the deployment no longer gave it. */
export type ModelLost = ModelLostRequest &
  Readonly<Record<"countersignerKey" | "countersignerRole" | "selfCountersign", boolean>>
export const NOTHING_LOST: ModelLost = {
  ...NOTHING_LOST_BEFORE,
  countersignerKey: false,
  countersignerRole: false,
  selfCountersign: false,
}

/** How many, up to the cap, and the last one; `by` and `deed` are "none" and `at` -1 as long as there is none. */
export type ModelUses = {
  readonly count: number
  readonly by: string
  readonly deed: string
  readonly lost: ModelLost
  readonly at: number
}

/** `by` is "none" and `at` -1 as long as nothing ended. */
export type ModelEnd = {
  readonly how: "none" | "expired" | "revoked"
  readonly by: string
  readonly at: number
  readonly uses: number
}

/** Times are ticks, -1 where there is none. */
export type ModelGrant = {
  readonly status: string
  readonly form: string
  readonly factorAt: number
  readonly requestedAt: number
  readonly settlements: readonly ModelSettlement[]
  readonly activatedAt: number
  readonly expiresAt: number
  readonly uses: ModelUses
  readonly ended: ModelEnd
  readonly selfCountersigned: boolean
}

export type ModelAbsent = { readonly status: "absent" }

export type ModelState = {
  readonly now: number
  readonly gr: Readonly<Record<string, ModelAbsent | ModelGrant>>
}
