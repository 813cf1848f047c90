import type { Rules } from "../../../kernel/break-glass/rules.ts"
import { later } from "../../../kernel/time.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

/** The broken form of each rule, as models/break-glass/BreakGlass.tla has it. */
export const broken: BrokenRules<Rules> = {
  openIsByNow: ({ status }) => status === "requested" || status === "active",
  cooldownCountsTheUnswept: ({ ended }) => ended?.at ?? null,
  endIsTheRealEnd: (now) => now,
  expiryRunsFromActivation: (now, _, maxDurationMs) => later(now, maxDurationMs),
  selfCountersignIsMarked: () => false,
}
