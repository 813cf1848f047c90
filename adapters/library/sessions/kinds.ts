import {
  type SessionId,
  SessionId as Session,
  type SessionKept,
  type Status,
  type SubjectId,
  SubjectId as Subject,
  type SubjectKept,
} from "../../../kernel/sessions/sessions.ts"
import { listed } from "../../../kernel/table.ts"
import type { EntityOf } from "../../domain.ts"
import { amongst } from "../entities-of-kind.ts"

export const subjectStatuses = ["enabled", "disabled"] as const satisfies readonly Status[]
export const sessionStatuses = ["open", "expired", "revoked", "loggedOut"] as const satisfies readonly Status[]

/** A person for whom agents may act, or might. */
export interface SubjectEntity {
  readonly id: SubjectId
  readonly status: (typeof subjectStatuses)[number]
  readonly kept: SubjectKept
}

/** What a person has opened for an agent. */
export interface SessionEntity {
  readonly id: SessionId
  readonly status: (typeof sessionStatuses)[number]
  readonly kept: SessionKept
}

/** An entity of the domain as a subject, null where it is none. */
export const asSubject = ({ id, status: found, kept }: EntityOf<"sessions">): SubjectEntity | null => {
  const status = amongst(subjectStatuses, found)
  return kept.entity === "subject" && status !== null ? { id: Subject.parse(id), status, kept } : null
}

/** An entity of the domain as a session, null where it is none. */
export const asSession = ({ id, status: found, kept }: EntityOf<"sessions">): SessionEntity | null => {
  const status = amongst(sessionStatuses, found)
  return kept.entity === "session" && status !== null ? { id: Session.parse(id), status, kept } : null
}

export const subjectsIn = (items: readonly EntityOf<"sessions">[]): readonly SubjectEntity[] =>
  items.flatMap((item) => listed(asSubject(item)))
export const sessionsIn = (items: readonly EntityOf<"sessions">[]): readonly SessionEntity[] =>
  items.flatMap((item) => listed(asSession(item)))
