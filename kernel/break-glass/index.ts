import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { chart } from "./chart.ts"
import { type BreakGlass, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { type Rules, rules } from "./rules.ts"

/** Emergency access that two people open and that ends by itself. */
export const breakGlass = domain<BreakGlass>()({
  name: "break-glass",
  opens: ["request"],
  guards,
  rules,
  facts,
  chart,
})

export type BreakGlassGuard = GuardName<typeof guards>
export type BreakGlassSite = Site<typeof guards> | RuleSite<Rules>
export type BreakGlassRegister = Register<BreakGlass>
