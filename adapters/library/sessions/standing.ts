import * as z from "zod"
import { isOfThisEnablement } from "../../../kernel/sessions/rules.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"
import { sessionsIn, subjectsIn } from "./kinds.ts"

const count = z.int().min(0)

/** How a tenant's people stand: subjects, and those of them that are disabled; and the sessions of the others whose time is not over. */
export const Standing = z.strictObject({ subjects: count, disabled: count, open: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (entities: readonly EntityOf<"sessions">[], now: Instant): Standing => {
  const subjects = subjectsIn(entities)
  const enabled = new Map(subjects.flatMap(({ id, status, kept }) => (status === "enabled" ? [[id, kept]] : [])))
  const open = sessionsIn(entities).filter(({ status, kept }) => {
    const subject = enabled.get(kept.subject)
    return status === "open" && now < kept.expiresAt && subject !== undefined && isOfThisEnablement(kept, subject)
  })
  return { subjects: subjects.length, disabled: subjects.length - enabled.size, open: open.length }
}
