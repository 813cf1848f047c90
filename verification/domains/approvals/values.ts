import type { ModelSignature } from "../signatures.ts"

/** The model's values (models/approvals/Approvals.tla) as the harness writes them: people, seats, plans by their names. */

export type ModelDecision = {
  readonly verdict: "approve" | "reject"
  readonly by: string
  readonly seat: string
  readonly plan: string
  readonly policy: string
  readonly signature: ModelSignature
  readonly at: number
}

export type ModelDelegation = {
  readonly seat: string
  readonly by: string
  readonly to: string
  readonly signature: ModelSignature
  readonly at: number
}

export type ModelUse = {
  readonly by: string
  readonly plan: string
  readonly policy: string
  readonly keysHeld: { readonly decisions: readonly boolean[]; readonly delegations: readonly boolean[] }
  readonly at: number
}

/** `by` and `person` are "none" and `at` -1 as long as nothing ended. */
export type ModelEnd = {
  readonly how: "none" | "expired" | "withdrawn" | "cancelled" | "superseded"
  readonly by: string
  readonly person: string
  readonly at: number
}

export type ModelRequest = {
  readonly status: string
  readonly form: string
  readonly policy: string
  readonly initiator: string
  readonly submittedAt: number
  readonly decisions: readonly ModelDecision[]
  readonly delegations: readonly ModelDelegation[]
  /** A time for each stage, -1 while it has not opened. */
  readonly opened: readonly number[]
  readonly uses: readonly ModelUse[]
  readonly end: ModelEnd
}

export type ModelAbsent = { readonly status: "absent" }

export type ModelState = {
  readonly now: number
  readonly req: Readonly<Record<string, ModelAbsent | ModelRequest>>
}
