import { type Identity, isSame } from "../actors.ts"
import type { CallKept } from "./calls.ts"

/** What is asked of a call in more than one place, of what is kept alone. */

/** Nobody has admitted, refused or cancelled it, and its wait, if it has one, has not been taken for over. */
export const isUndecided = ({ decision, cancels }: Pick<CallKept, "decision" | "cancels">): boolean =>
  decision === null && cancels.length === 0

export const isReleased = ({ releases }: Pick<CallKept, "releases">): boolean => releases.length > 0

/** Nobody has said how it ended, nor that nobody knows. */
export const isUnsettled = ({ ends }: Pick<CallKept, "ends">): boolean => ends.length === 0

/** It was admitted, and to no other end than to see that it would be. */
export const isRehearsed = ({ decision, mode }: Pick<CallKept, "decision" | "mode">): boolean =>
  decision?.how === "admitted" && mode === "dryRun"

/** Whether somebody is who called, or the person for whom. */
export const isCaller = ({ caller }: Pick<CallKept, "caller">, who: Identity): boolean =>
  isSame(who, caller.actor) || isSame(who, caller.person)
