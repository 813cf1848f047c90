import { section } from "../config/break-glass/section.ts"
import { breakGlassOn } from "../library/break-glass/break-glass.ts"
import { Standing, standingOf } from "../library/break-glass/standing.ts"
import type { Doors } from "./doors.ts"

export const breakGlass = {
  items: "grants",
  config: section,
  library: breakGlassOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/break-glass/mount.ts"),
  cli: () => import("../cli/break-glass/register.ts"),
} as const satisfies Doors<"break-glass">
