import * as z from "zod"
import { Principal, TenantId } from "./actors.ts"
import { canonicalize } from "./canonical.ts"
import { Digest, digestOf } from "./digest.ts"
import { Effects } from "./effects.ts"
import { ToolName } from "./tool.ts"

/**
 * What is about to be done, and what people approve. The digest of the policy is not in it: a policy that changed makes an
 * approval stale (policyIsUnchanged), not the plan another one.
 */
export const Plan = z
  .strictObject({
    version: z.literal(1),
    tenant: TenantId,
    /** The person for whom it is done. */
    initiator: Principal,
    /** Who would do it in that person's name, null where the person acts alone. */
    agent: Principal.nullable(),
    tool: ToolName,
    /** Digest of the tool's input schema. */
    schema: Digest,
    /** What it does, null where nothing reads this tool's arguments. */
    effects: Effects.nullable(),
    /** Digest of the exact bytes that will be executed. */
    payload: Digest,
    /** Digest of another file that the executor runs, Terraform's saved plan, null where there is none. */
    artifact: Digest.nullable(),
  })
  .refine(({ tenant, initiator, agent }) => [initiator, agent ?? initiator].every((who) => who.tenant === tenant), {
    error: "who acts belongs to the plan's tenant",
  })
export type Plan = Readonly<z.infer<typeof Plan>>

/**
 * SHA-256 over the RFC 8785 bytes of a plan.
 * @throws {NotCanonicalError} where JSON can't carry the plan exactly
 */
export const planHash = (plan: Plan): Digest => digestOf(canonicalize(plan))
