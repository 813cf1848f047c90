import type { ApprovalsGuard } from "../approvals/index.ts"
import { sentences as approvals } from "../approvals/sentences.ts"
import type { BreakGlassGuard } from "../break-glass/index.ts"
import { sentences as breakGlass } from "../break-glass/sentences.ts"
import type { Caution } from "./cautions.ts"
import type { denials, stepUps } from "./weigh.ts"

/** What the gate itself can give as a reason, besides the guards of the domains. */
export type GateReason =
  | keyof typeof denials
  | keyof typeof stepUps
  | Caution
  | "toolIsKnown"
  | "policyWasEvaluated"
  | "recordIsWithinBounds"
  | "unknown"
  | "taken"

/** What each reason says to a person. One sentence a reason; a new reason without one does not compile. */
const own: Readonly<Record<GateReason, string>> = {
  toolIsKnown: "The policy declares no tool of this name; what is not declared is denied.",
  policyWasEvaluated: "The call could not be read or weighed; what cannot be evaluated is denied.",
  recordIsWithinBounds: "The record of this would be larger than a record may be; ask for less at once.",
  policyAllows: "The policy denies every write with this tool.",
  effectsAreResolved: "Not everything that the call would do is known beforehand; people look at it first.",
  nothingIsDestroyed: "The call destroys something; people look at it first.",
  nothingIsReplaced: "The call destroys something to make it anew; people look at it first.",
  accessIsUnchanged: "The call changes who may do what; people look at it first.",
  networkIsUnopened: "The call opens a way in from everywhere; people look at it first.",
  writesNeedNoApproval: "The policy asks people about every write with this tool.",
  countersigningTakesTwo: "The policy lets whoever asks for emergency access countersign it alone.",
  unknown: "There is nothing of this id.",
  taken: "There is something of this id already.",
}

const sentences: Readonly<Record<ApprovalsGuard | BreakGlassGuard | GateReason, string>> = {
  ...approvals,
  ...breakGlass,
  ...own,
}

/** The sentence of a guard or a reason; a name that this version doesn't know, out of an older record, speaks for itself. */
export const sentenceOf = (name: string): string => (isKnown(name) ? sentences[name] : name)

const isKnown = (name: string): name is keyof typeof sentences => Object.hasOwn(sentences, name)
