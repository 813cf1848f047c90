import * as z from "zod"
import type { EntityOf } from "../../domain.ts"

const count = z.int().min(0)

/** How a tenant's calls stand: those that wait for people, and those that were let through and not reported yet. */
export const Standing = z.strictObject({ waiting: count, running: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (entities: readonly EntityOf<"calls">[]): Standing => ({
  waiting: entities.filter(({ status }) => status === "waiting").length,
  running: entities.filter(({ status }) => status === "released" || status === "performing").length,
})
