import { principalOf } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, type DigestOf, digestOf } from "../digest.ts"
import { sameJson } from "../json.ts"
import type { Plan } from "../plan.ts"
import type { Call } from "./ask.ts"
import type { Policy, ToolPolicy } from "./policy.ts"

/** The plan of a call, made once: its canonical bytes are what is hashed, and what is kept where people will read it. */
export interface Planned {
  readonly plan: Plan
  readonly bytes: Uint8Array
  readonly hash: Digest
  readonly tool: ToolPolicy
}

/** The plan of a call, or the sentence that can't be said of it. */
export const planOf = (
  policy: Policy,
  call: Call,
  digest: DigestOf = digestOf,
): Planned | "toolIsKnown" | "policyWasEvaluated" => {
  const tool = policy.tools.find(({ name }) => name === call.tool)
  if (tool === undefined) return "toolIsKnown"
  if (call.found !== null && "unreadable" in call.found) return "policyWasEvaluated"
  if ((call.found === null) !== (tool.inspector === null)) return "policyWasEvaluated"
  const { actor, person } = call.caller
  const plan: Plan = {
    version: 1,
    tenant: policy.tenant,
    initiator: principalOf(person),
    agent: sameJson(principalOf(actor), principalOf(person)) ? null : principalOf(actor),
    tool: call.tool,
    schema: tool.schema,
    effects: call.found?.effects ?? null,
    payload: call.payload,
    artifact: call.artifact,
  }
  const bytes = canonicalize(plan)
  return { plan, bytes, hash: digest(bytes), tool }
}
