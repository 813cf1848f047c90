import { section } from "../config/approvals/section.ts"
import { approvalsOn } from "../library/approvals/approvals.ts"
import { Standing, standingOf } from "../library/approvals/standing.ts"
import type { Doors } from "./doors.ts"

export const approvals = {
  items: "approvals",
  config: section,
  library: approvalsOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/approvals/mount.ts"),
  cli: () => import("../cli/approvals/register.ts"),
} as const satisfies Doors<"approvals">
