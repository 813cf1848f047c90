import type { DomainName } from "../../../kernel/registry.ts"
import type { Case } from "./case.ts"
import { decideCases } from "./decide.ts"
import { decideSessionsCase } from "./decide-sessions.ts"
import { endedCases } from "./ended.ts"
import { httpCases } from "./http.ts"
import { openingCases } from "./opening.ts"
import { planCases } from "./plan.ts"
import { stepBreakGlassCases } from "./step-break-glass.ts"
import { budgetsCases, stepBudgetsCases } from "./step-budgets.ts"
import { sessionsCases, stepSessionsCases } from "./step-sessions.ts"
import { stepTaintCases } from "./step-taint.ts"
import { stepCases } from "./step.ts"
import { textCases } from "./texts.ts"

/** What a step of a domain costs, where that is promised. */
const steps: Readonly<Partial<Record<DomainName, readonly Case[]>>> = {
  approvals: stepCases,
  "break-glass": stepBreakGlassCases,
  budgets: stepBudgetsCases,
  sessions: stepSessionsCases,
  taint: stepTaintCases,
}

/** How much there is of what must not matter: requests that have ended, records in a log, agents and people in a tenant, agents that call in turns, untrusted text. */
type Sizes = {
  readonly ended: number
  readonly opened: number
  readonly agents: number
  readonly people: number
  readonly callers: number
  readonly untrusted: number
}

export const casesOf = ({ ended, opened, agents, people, callers, untrusted }: Sizes): readonly Case[] => [
  ...Object.values(steps).flat(),
  ...planCases,
  ...decideCases,
  ...httpCases,
  ...endedCases(ended),
  ...budgetsCases(agents),
  ...sessionsCases(people),
  decideSessionsCase(callers),
  ...openingCases(opened),
  ...textCases(untrusted),
]

export const cases = casesOf({
  ended: 100_000,
  opened: 12_000,
  agents: 10_000,
  people: 10_000,
  callers: 2_000,
  untrusted: 10_000_000,
})
