import * as z from "zod"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"

const count = z.int().min(0)

/** How a tenant's agents stand: those that have a budget and those of them that are frozen; calls that run, and those that nobody has reported in time. */
export const Standing = z.strictObject({ budgets: count, frozen: count, running: count, unknown: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (entities: readonly EntityOf<"budgets">[], now: Instant): Standing => {
  const budgets = entities.flatMap(({ kept }) => (kept.entity === "budget" ? [kept] : []))
  const running = budgets.flatMap(({ running }) => running)
  return {
    budgets: budgets.length,
    frozen: budgets.filter(({ frozen }) => frozen).length,
    running: running.filter(({ until, open }) => open && now < until).length,
    unknown: running.filter(({ until, released }) => released && now >= until).length,
  }
}
