/** The model's values (models/calls/Calls.tla) as the harness writes them: people, callers, forms, calls and plans by their names. */

/** What stands for a word, an answer and a key that isn't there. */
export const NOTHING = "none"

export type ModelAbsent = { readonly status: "absent" }

export type ModelWait = { readonly on: string; readonly by: string; readonly at: number; readonly until: number }
export const NO_WAIT: ModelWait = { on: NOTHING, by: NOTHING, at: -1, until: -1 }

export type ModelDecision = {
  readonly how: "none" | "admitted" | "refused" | "timedOut"
  /** In whatever order. */
  readonly judged: { readonly set: readonly string[] }
  readonly answer: string
  readonly at: number
}
export const NO_DECISION: ModelDecision = { how: "none", judged: { set: [] }, answer: NOTHING, at: -1 }

/** Who did something, and when. */
export type ModelSign = { readonly by: string; readonly at: number }
export type ModelPerform = ModelSign & { readonly plan: string; readonly mode: string }
export type ModelRelease = ModelPerform & { readonly until: number; readonly reportBy: number }
export type ModelEnd = ModelSign & {
  readonly how: "completed" | "failed" | "unknown"
  readonly nothingHappened: boolean
}

export type ModelCall = {
  readonly status: string
  readonly caller: string
  readonly form: string
  readonly at: number
  readonly wait: ModelWait
  readonly decision: ModelDecision
  readonly releases: readonly ModelRelease[]
  readonly performs: readonly ModelPerform[]
  readonly ends: readonly ModelEnd[]
  readonly cancels: readonly ModelSign[]
}

export type ModelResolution = ModelSign & {
  readonly status: string
  readonly outcome: string
  readonly callWas: string
}

type Things<There> = Readonly<Record<string, ModelAbsent | There>>

export type ModelState = {
  readonly now: number
  readonly call: Things<ModelCall>
  /** By the name of the call that is resolved. */
  readonly res: Things<ModelResolution>
}
