import type { Principal } from "../actors.ts"
import type { ToolName } from "../tool.ts"
import type { Instant } from "../time.ts"
import type { SessionKept, Sign, Status, SubjectId, SubjectKept } from "./sessions.ts"

/**
 * The named derivations that facts, guards, chart and what is moved along call through this one table, so that a table with one
 * rule replaced is a value like any other.
 */
export interface Rules {
  /** For whom a credential speaks: for the session's subject, never for whoever mints. */
  readonly mintSubjectIsSessions: (session: Pick<SessionKept, "subject">, caller: Principal) => SubjectId
  /** The same of one that is handed on: for the parent's. */
  readonly hopSubjectIsParents: (parent: { readonly subject: SubjectId }, caller: Principal) => SubjectId
  /** The tool of a credential that is handed on is the parent's. @param named the command's */
  readonly hopAudienceIsParents: (parent: { readonly audience: ToolName }, named: ToolName) => ToolName
  /** It ends with its parent, however late it is handed on. */
  readonly hopEndsWithParent: (parent: { readonly expiresAt: Instant }, now: Instant, credentialMs: number) => Instant
  /** The last sign of life after a call: as it was. */
  readonly agentsKeepNothingAlive: (seen: Sign, call: Sign) => Sign
  /** Which sessions take a place: those that are live, which the clock tells, swept or not. */
  readonly deadSessionsFreeTheirPlace: (session: Standing, subject: Person, at: Idling) => boolean
}

export interface Standing {
  readonly status: Status
  readonly kept: Pick<SessionKept, "expiresAt" | "seen" | "enablement">
}

export interface Person {
  readonly status: Status
  readonly kept: Pick<SubjectKept, "enablement">
}

export interface Idling {
  readonly now: Instant
  readonly idleMs: number
}

/** Whether a person has given a sign of life in time. */
export const isAwake = ({ seen }: Pick<SessionKept, "seen">, { now, idleMs }: Idling): boolean => now < seen.at + idleMs

/** Whether the person who is enabled was never disabled since a session was opened. */
export const isOfThisEnablement = (
  session: Pick<SessionKept, "enablement">,
  subject: Pick<SubjectKept, "enablement">,
): boolean => session.enablement === subject.enablement

export const rules: Rules = {
  mintSubjectIsSessions: ({ subject }) => subject,
  hopSubjectIsParents: ({ subject }) => subject,
  hopAudienceIsParents: ({ audience }) => audience,
  hopEndsWithParent: ({ expiresAt }) => expiresAt,
  agentsKeepNothingAlive: (seen) => seen,
  deadSessionsFreeTheirPlace: ({ status, kept }, subject, { now, idleMs }) =>
    status === "open" &&
    now < kept.expiresAt &&
    isAwake(kept, { now, idleMs }) &&
    subject.status === "enabled" &&
    isOfThisEnablement(kept, subject.kept),
}
