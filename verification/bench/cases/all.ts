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

/** How long the logs are whose length must not matter, in requests that have ended and in records. */
type Sizes = { readonly ended: number; readonly opened: number }

export const casesOf = ({ ended, opened }: Sizes): readonly Case[] => [
  ...Object.values(steps).flat(),
  ...planCases,
  ...decideCases,
  ...httpCases,
  ...endedCases(ended),
  ...openingCases(opened),
]

export const cases = casesOf({ ended: 100_000, opened: 12_000 })
