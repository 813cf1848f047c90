import type { Rules } from "../../../kernel/approvals/rules.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

/** The broken form of each rule, as models/approvals/Approvals.tla has it. */
export const broken: BrokenRules<Rules> = {
  identityIsIdAndTenant: (a, b) => a.id === b.id,
  initiatorIsPersonBehind: ({ actor: { id, tenant, kind } }) => ({ id, tenant, kind }),
  stageNeedsEveryGroup: (groups, met) => groups.some(met),
  sequentialWaitsForAllBefore: (stage, met) => stage === 0 || met(stage - 1),
  stageOpensOnce: (_, opens, now) => (opens ? now : null),
  peopleCountOnceOverGroups: (demands) => demands.every(({ need, people }) => people.length >= need),
  oneRejectionEnds: () => false,
  spentIsConsumed: () => false,
  voiceRestsOnEveryKey: (own) => own,
  rateCountsEveryRequest: (_, own) => [own],
}
