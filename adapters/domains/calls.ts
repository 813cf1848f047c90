import { section } from "../config/calls/section.ts"
import { callsOn } from "../library/calls/calls.ts"
import { Standing, standingOf } from "../library/calls/standing.ts"
import type { Doors } from "./doors.ts"

export const calls = {
  items: "calls",
  config: section,
  library: callsOn,
  standing: { schema: Standing, of: standingOf },
  http: () => import("../http/calls/mount.ts"),
  cli: () => import("../cli/calls/register.ts"),
} as const satisfies Doors<"calls">
