import type { Case } from "./case.ts"
import { decideCases } from "./decide.ts"
import { endedCases } from "./ended.ts"
import { httpCases } from "./http.ts"
import { openingCases } from "./opening.ts"
import { planCases } from "./plan.ts"
import { stepBreakGlassCases } from "./step-break-glass.ts"
import { stepCases } from "./step.ts"

export const cases: readonly Case[] = [
  ...stepCases,
  ...stepBreakGlassCases,
  ...planCases,
  ...decideCases,
  ...httpCases,
  ...endedCases,
  ...openingCases,
]
