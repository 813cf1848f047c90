import type { Rules } from "../../../kernel/calls/rules.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

/** The broken form of each rule, as models/calls/Calls.tla has it. */
export const broken: BrokenRules<Rules> = {
  sealedModeCounts: (_, said) => said,
  unreportedIsUnknown: () => "failed",
}
