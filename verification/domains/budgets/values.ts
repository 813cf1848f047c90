import type { ModelSignature } from "../signatures.ts"

/** The model's values (models/budgets/Budgets.tla) as the harness writes them: people, calls and caps by their names. */

export type ModelAmounts = { readonly spend: number; readonly affected: number }

/** What is "none", 0 and -1 as long as nobody has widened. */
export type ModelWidening = {
  readonly by: string
  readonly signature: ModelSignature
  readonly caps: string
  readonly from: number
  readonly serial: number
  readonly countersigner: string
  readonly countersignature: ModelSignature
  readonly at: number
}
export const NO_WIDENING: ModelWidening = {
  by: "none",
  signature: "none",
  caps: "none",
  from: -1,
  serial: 0,
  countersigner: "none",
  countersignature: "none",
  at: -1,
}

export type ModelNarrowing = {
  readonly by: string
  readonly at: number
  readonly serial: number
  readonly changed: { readonly fell: boolean; readonly cancelled: boolean }
  readonly before: string
}
export const NO_NARROWING: ModelNarrowing = {
  by: "none",
  at: -1,
  serial: 0,
  changed: { fell: false, cancelled: false },
  before: "none",
}

export type ModelThaw = {
  readonly by: string
  readonly signature: ModelSignature
  readonly serial: number
  readonly countersigner: string
  readonly countersignature: ModelSignature
  readonly at: number
  readonly wasFrozen: boolean
}
export const NO_THAW: ModelThaw = {
  by: "none",
  signature: "none",
  serial: 0,
  countersigner: "none",
  countersignature: "none",
  at: -1,
  wasFrozen: false,
}

/** Times are ticks, days are counted from the model's first, caps are names. */
export type ModelBudget = {
  readonly status: string
  readonly owner: string
  readonly opener: string
  readonly openedAt: number
  readonly caps: string
  readonly widening: ModelWidening
  readonly narrowed: ModelNarrowing
  readonly thawed: ModelThaw
  readonly serial: number
  readonly frozen: boolean
  readonly meter: ModelAmounts & { readonly day: number }
  readonly calls: readonly { readonly at: number; readonly tool: string; readonly digest: string }[]
}

export type ModelEnd = {
  readonly how: "settled" | "unreserved" | "lapsed"
  readonly amounts: ModelAmounts
  readonly by: string
  readonly at: number
  readonly serial: number
}

export type ModelReservation = {
  readonly status: string
  readonly budget: string
  readonly form: string
  readonly by: string
  readonly at: number
  readonly until: number
  readonly charged: ModelAmounts
  readonly releases: readonly { readonly by: string; readonly at: number }[]
  readonly ends: readonly ModelEnd[]
}

export type ModelAbsent = { readonly status: "absent" }

export type ModelState = {
  readonly now: number
  readonly bud: Readonly<Record<string, ModelAbsent | ModelBudget>>
  readonly res: Readonly<Record<string, ModelAbsent | ModelReservation>>
}
