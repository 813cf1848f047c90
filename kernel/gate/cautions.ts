import type { Policy } from "./policy.ts"
import { failing } from "./weigh.ts"

/** What should be so of every policy in force. Where it is not, each record and each answer says so. */
const cautions = {
  countersigningTakesTwo: ({ breakGlass }: Policy) => !breakGlass.allowSelfCountersign,
} as const
export type Caution = keyof typeof cautions

/** The names of the sentences that are not true of a policy. */
export const warningsOf = (policy: Policy): readonly Caution[] => failing(cautions, policy)
