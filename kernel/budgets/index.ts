import { ADMIN, gateOf } from "../actors.ts"
import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import { beside } from "./beside.ts"
import { Command, EntityId, Kept, Settings, Statement, statuses } from "./budgets.ts"
import { chart } from "./chart.ts"
import { CostedTool } from "./cost.ts"
import { type Budgets, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { notices } from "./notices.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { stage } from "./stage.ts"
import { sweep } from "./sweep.ts"

/** An agent can only do so much before somebody looks. */
export const budgets = domain<Budgets>()({
  name: "budgets",
  opens: ["open", "reserve"],
  guards,
  rules,
  facts,
  chart,
  beside,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<Budgets>()({
  name: "budgets",
  machine: budgets,
  schemas: { id: EntityId, command: Command, kept: Kept, statuses },
  prefixes: { reserve: "reservation" },
  policy: Settings.omit({ tenant: true }),
  tool: CostedTool,
  settingsOf: (settings, { tenant }) => ({
    ...settings,
    tenant,
    reporters: [...gateOf(tenant).roles, ...settings.reporters],
  }),
  warnings: {},
  reserved: ["reserve", "release", "unreserve"],
  named: ["open"],
  told: ["reserve"],
  ended,
  sweep,
  sentences,
  stage,
  authority: null,
  statements: {
    change: {
      schema: Statement,
      what: "a statement of a change of a budget",
      signer: ({ signer }: Statement) => signer,
      tenant: ({ tenant }: Statement) => tenant,
    },
  },
  asked: ({ required }) => ({ people: [], roles: required ? [ADMIN] : [] }),
  notices,
})

export type BudgetsGuard = GuardName<typeof guards>
export type BudgetsSite = Site<typeof guards> | RuleSite<Rules>
export type BudgetsRegister = Register<Budgets>
