import type { DomainName } from "../../../kernel/registry.ts"
import type { Case } from "./case.ts"
import { decideCases } from "./decide.ts"
import { endedCases } from "./ended.ts"
import { httpCases } from "./http.ts"
import { openingCases } from "./opening.ts"
import { planCases } from "./plan.ts"
import { stepBreakGlassCases } from "./step-break-glass.ts"
import { stepCases } from "./step.ts"

/** What a step of a domain costs, where that is promised. */
const steps: Readonly<Partial<Record<DomainName, readonly Case[]>>> = {
  approvals: stepCases,
  "break-glass": stepBreakGlassCases,
}

export const cases: readonly Case[] = [
  ...Object.values(steps).flat(),
  ...planCases,
  ...decideCases,
  ...httpCases,
  ...endedCases,
  ...openingCases,
]
