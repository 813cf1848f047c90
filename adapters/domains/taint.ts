import { section } from "../config/taint/section.ts"
import { Standing, standingOf } from "../library/taint/standing.ts"
import { taintOn } from "../library/taint/taint.ts"
import type { Doors } from "./doors.ts"

export const taint = {
  items: "conversations",
  config: section,
  library: taintOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/taint/mount.ts"),
  cli: () => import("../cli/taint/register.ts"),
} as const satisfies Doors<"taint">
