import * as z from "zod"
import { rules } from "../../../kernel/break-glass/rules.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { EntityOf } from "../../domain.ts"

const count = z.int().min(0)

/** How a tenant's emergency access stands, by the clock: grants that wait for their countersignature, and active ones. */
export const Standing = z.strictObject({ requested: count, active: count })
export type Standing = Readonly<z.infer<typeof Standing>>

export const standingOf = (grants: readonly EntityOf<"break-glass">[], now: Instant): Standing => {
  const open = grants.filter((grant) => rules.openIsByNow(grant, now))
  return {
    requested: open.filter(({ status }) => status === "requested").length,
    active: open.filter(({ status }) => status === "active").length,
  }
}
