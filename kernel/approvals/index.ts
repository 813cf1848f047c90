import { define } from "../domain.ts"
import { type GuardName, type Register, type RuleSite, type Site, domain } from "../machine.ts"
import {
  ApprovedTool,
  Command,
  DelegationStatement,
  Kept,
  RequestId,
  Settings,
  Statement,
  statuses,
} from "./approvals.ts"
import { authority } from "./authority.ts"
import { chart } from "./chart.ts"
import { type Approvals, ended, facts } from "./facts.ts"
import { guards } from "./guards.ts"
import { lasts } from "./lasts.ts"
import { type Rules, rules } from "./rules.ts"
import { sentences } from "./sentences.ts"
import { sweep } from "./sweep.ts"

/** A plan waits for people, and only that plan runs, as often as was sealed. */
export const approvals = domain<Approvals>()({
  name: "approvals",
  opens: ["submit"],
  guards,
  rules,
  facts,
  chart,
  lasts,
})

/** What gate, ledger and doors have of it. */
export const module = define<Approvals>()({
  name: "approvals",
  machine: approvals,
  schemas: { id: RequestId, command: Command, kept: Kept, statuses },
  prefixes: { submit: "req" },
  policy: Settings.omit({ policy: true, keyring: true }),
  tool: ApprovedTool,
  settingsOf: (settings, { policy, keyring }) => ({ ...settings, policy, keyring }),
  warnings: {},
  reserved: ["submit", "consume"],
  named: [],
  told: [],
  ended,
  sweep,
  sentences,
  stage: null,
  authority,
  statements: {
    decision: {
      schema: Statement,
      what: "a statement of an approval",
      signer: ({ approver }: Statement) => approver,
      tenant: ({ tenant }: Statement) => tenant,
    },
    delegation: {
      schema: DelegationStatement,
      what: "a statement of a delegation",
      signer: ({ delegator }: DelegationStatement) => delegator,
      tenant: ({ tenant }: DelegationStatement) => tenant,
    },
  },
  asked: ({ routes }) => ({
    people: Object.values(routes).flatMap((stages) =>
      stages.flatMap(({ groups }) => groups.flatMap(({ seats }) => seats)),
    ),
    roles: [],
  }),
  notices: null,
})

export type ApprovalsGuard = GuardName<typeof guards>
export type ApprovalsSite = Site<typeof guards> | RuleSite<Rules>
export type ApprovalsRegister = Register<Approvals>
