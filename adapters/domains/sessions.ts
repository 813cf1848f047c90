import { section } from "../config/sessions/section.ts"
import { sessionsOn } from "../library/sessions/sessions.ts"
import { Standing, standingOf } from "../library/sessions/standing.ts"
import type { Doors } from "./doors.ts"

export const sessions = {
  items: "sessions",
  config: section,
  library: sessionsOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/sessions/mount.ts"),
  cli: () => import("../cli/sessions/register.ts"),
} as const satisfies Doors<"sessions">
