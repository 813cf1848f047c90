import * as z from "zod"
import type { CredentialId, SessionId } from "../../kernel/sessions/sessions.ts"
import type { ToolName } from "../../kernel/tool.ts"

/** A credential that its holder has proven to be theirs, for one request: `gate.sessions.authenticate` makes them, and nothing else. */
export interface PresentedCredential {
  readonly credential: CredentialId
  readonly run: SessionId
  /** The tool that it is for. */
  readonly audience: ToolName
}

/** By value, since what a type says could be claimed: nobody outside this package adds to it. */
const proven = new WeakSet<object>()

/** Says that it was proven. Only for what has just proven it. */
export const asProven = (presented: PresentedCredential): PresentedCredential => {
  // What was proven is no longer changed.
  const frozen = Object.freeze(presented)
  proven.add(frozen)
  return frozen
}

/** Reads one, and none that somebody made up. */
export const Presented = z.custom<PresentedCredential>(
  (given) => typeof given === "object" && given !== null && proven.has(given),
  { error: "a credential as gate.sessions.authenticate gives it" },
)
