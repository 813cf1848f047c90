import type * as z from "zod"
import {
  type EnableBody,
  type EnrolBody,
  type OpenBody,
  SessionChangeAnswer,
  SessionsAnswer,
  SubjectChangeAnswer,
  SubjectsAnswer,
  type TouchBody,
} from "../../http/sessions/schemas.ts"
import type { Client } from "../client.ts"
import { type Wanted, resourceAt } from "../resource.ts"

/** Sessions, and who may have some, as a person at a terminal uses them. */
export const sessionsAt = (server: Pick<Client, "call">) => {
  const { call } = server
  const sessions = resourceAt(server, "sessions")
  const subjects = resourceAt(server, "subjects")
  return {
    list: (wanted: Wanted) =>
      sessions.list(SessionsAnswer, ({ sessions, next }) => ({ items: sessions, next }), wanted),
    open: (body: z.input<typeof OpenBody>) => call(SessionChangeAnswer, "v1/sessions", body),
    touch: (id: string, body: z.input<typeof TouchBody>) =>
      call(SessionChangeAnswer, sessions.pathOf(id, "touch"), body),
    end: (id: string) => call(SessionChangeAnswer, sessions.pathOf(id, "end"), {}),
    subjects: (wanted: Wanted) =>
      subjects.list(SubjectsAnswer, ({ subjects, next }) => ({ items: subjects, next }), wanted),
    enrol: (body: z.input<typeof EnrolBody>) => call(SubjectChangeAnswer, "v1/subjects", body),
    disable: (id: string) => call(SubjectChangeAnswer, subjects.pathOf(id, "disable"), {}),
    enable: (id: string, body: z.input<typeof EnableBody>) =>
      call(SubjectChangeAnswer, subjects.pathOf(id, "enable"), body),
  }
}
