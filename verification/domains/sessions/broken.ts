import type { Rules } from "../../../kernel/sessions/rules.ts"
import type { SubjectId } from "../../../kernel/sessions/sessions.ts"
import { later } from "../../../kernel/time.ts"
import type { BrokenRules } from "../../explore/knock-out.ts"

/** The broken form of each rule, as the table has it. Whoever calls passes for a person here, by a cast that the kernel has none of. */
export const broken: BrokenRules<Rules> = {
  mintSubjectIsSessions: (_, caller) => caller.id as SubjectId,
  hopSubjectIsParents: (_, caller) => caller.id as SubjectId,
  hopAudienceIsParents: (_, named) => named,
  hopEndsWithParent: (_, now, credentialMs) => later(now, credentialMs),
  agentsKeepNothingAlive: (_, call) => call,
  deadSessionsFreeTheirPlace: ({ status }) => status === "open",
}
