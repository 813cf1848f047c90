import { section } from "../config/budgets/section.ts"
import { budgetsOn } from "../library/budgets/budgets.ts"
import { Standing, standingOf } from "../library/budgets/standing.ts"
import type { Doors } from "./doors.ts"

export const budgets = {
  items: "budgets",
  config: section,
  library: budgetsOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/budgets/mount.ts"),
  cli: () => import("../cli/budgets/register.ts"),
} as const satisfies Doors<"budgets">
