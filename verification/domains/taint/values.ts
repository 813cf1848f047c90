import type { ModelSignature } from "../signatures.ts"

/** The model's values (models/taint/Taint.tla) as the harness writes them: people, conversations, values, calls by their names. */

/** A set, in whatever order. */
export type ModelSet = { readonly set: readonly string[] }

/** Who may read something; nobody is named where anyone may. */
export type ModelReaders = { readonly readers: ModelSet; readonly anyone: boolean }
export type ModelLabel = ModelReaders & { readonly sources: ModelSet }

export type ModelAbsent = { readonly status: "absent" }

export type ModelWriting = { readonly conversation: string; readonly value: string; readonly seen: number }
export const NO_WRITING: ModelWriting = { conversation: "none", value: "none", seen: 0 }

/** Where a value comes from; what doesn't apply is none. */
export type ModelOrigin = {
  readonly how: "ingest" | "derive" | "result" | "read"
  readonly source: string
  readonly readers: ModelReaders
  readonly inputs: ModelSet
  readonly seen: number
  readonly call: string
  readonly resource: string
  readonly wrote: ModelWriting
}
export const NO_ORIGIN = {
  source: "none",
  readers: { readers: { set: [] }, anyone: false },
  inputs: { set: [] },
  seen: 0,
  call: "none",
  resource: "none",
  wrote: NO_WRITING,
} as const satisfies Omit<ModelOrigin, "how">

export type ModelConversation = {
  readonly status: string
  readonly initiator: string
  readonly audience: ModelSet
  readonly mode: string
  readonly parent: string
  readonly parentSeen: number
  readonly at: number
  readonly label: ModelLabel
  readonly seen: number
}

export type ModelValue = {
  readonly status: string
  readonly digest: string
  readonly label: ModelLabel
  readonly by: string
  readonly at: number
  readonly origin: ModelOrigin
  readonly readAt: number
  readonly shownAt: number
}

export type ModelSealed = { readonly slot: string; readonly value: string; readonly digest: string }
export type ModelNamed = { readonly slot: string; readonly endorsement: string }

export type ModelCall = {
  readonly status: string
  readonly by: string
  readonly tool: string
  readonly plan: { readonly set: readonly ModelSealed[] }
  readonly recipients: ModelSet
  readonly endorsements: { readonly set: readonly ModelNamed[] }
  readonly label: ModelLabel
  readonly seen: number
  readonly at: number
  readonly results: readonly string[]
}

export type ModelResource = {
  readonly status: string
  readonly digest: string
  readonly label: ModelLabel
  readonly wrote: ModelWriting
  readonly by: string
  readonly at: number
}

export type ModelUse = {
  readonly conversation: string
  readonly call: string
  readonly slot: string
  readonly at: number
}
export type ModelEnd = { readonly how: "none" | "withdrawn" | "expired"; readonly by: string; readonly at: number }
export const NO_END: ModelEnd = { how: "none", by: "none", at: -1 }

export type ModelEndorsement = {
  readonly status: string
  readonly conversation: string
  readonly tool: string
  readonly slot: string
  readonly sealed: { readonly set: readonly ModelSealed[] }
  readonly by: string
  readonly signature: ModelSignature
  readonly at: number
  readonly expiresAt: number
  readonly uses: readonly ModelUse[]
  readonly ended: ModelEnd
}

type Things<There> = Readonly<Record<string, ModelAbsent | There>>

export type ModelState = {
  readonly now: number
  readonly conv: Things<ModelConversation>
  readonly val: Readonly<Record<string, Things<ModelValue>>>
  readonly call: Readonly<Record<string, Things<ModelCall>>>
  readonly res: Things<ModelResource>
  readonly endo: Things<ModelEndorsement>
}
