import * as z from "zod"
import { runningBy } from "../../../kernel/budgets/running.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"

const count = z.int().min(0)

/** How a tenant's agents stand: those that have a budget and those of them that are frozen; calls that run, and those that nobody has reported in time. */
export const Standing = z.strictObject({ budgets: count, frozen: count, running: count, unknown: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (entities: readonly EntityOf<"budgets">[], now: Instant): Standing => {
  const budgets = entities.flatMap(({ kept }) => (kept.entity === "budget" ? [kept] : []))
  const { open, unknown } = runningBy(
    budgets.flatMap(({ running }) => running),
    now,
  )
  return {
    budgets: budgets.length,
    frozen: budgets.filter(({ frozen }) => frozen).length,
    running: open,
    unknown,
  }
}
