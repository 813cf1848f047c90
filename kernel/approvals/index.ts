import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { chart } from "./chart.ts"
import { type Approvals, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { type Rules, rules } from "./rules.ts"

/** A plan waits for people, and only that plan runs, as often as was sealed. */
export const approvals = domain<Approvals>()({
  name: "approvals",
  opens: ["submit"],
  guards,
  rules,
  facts,
  chart,
})

export type ApprovalsGuard = GuardName<typeof guards>
export type ApprovalsSite = Site<typeof guards> | RuleSite<Rules>
export type ApprovalsRegister = Register<Approvals>
