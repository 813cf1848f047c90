import * as z from "zod"
import { TenantId } from "../actors.ts"
import { canonicalize } from "../canonical.ts"
import { type Digest, digestOf } from "../digest.ts"
import { registry } from "../registry.ts"
import { pluck } from "../table.ts"
import { Duration } from "../time.ts"
import { DeclaredTool } from "../tool.ts"

/** What the tenant declares of one tool, with what each domain has to know of it. A tool that isn't declared is denied. */
export const ToolPolicy = z.strictObject({ ...DeclaredTool.shape, domains: z.strictObject(pluck(registry, "tool")) })
export type ToolPolicy = Readonly<z.infer<typeof ToolPolicy>>

/** One tenant's policy, plain data. Its digest is the SHA-256 of its RFC 8785 bytes. */
export const Policy = z.strictObject({
  tenant: TenantId,
  tools: z
    .array(ToolPolicy)
    .refine((tools) => new Set(tools.map(({ name }) => name)).size === tools.length, {
      error: "a tool is declared once",
    })
    .readonly(),
  domains: z.strictObject(pluck(registry, "policy")),
  /** How long a permit may be presented after it was given. */
  permitMs: Duration.min(1),
  /** How long an idempotency key stands for its first answer; whoever retries later asks anew. */
  answersMs: Duration.min(1),
})
export type Policy = Readonly<z.infer<typeof Policy>>

export const policyDigest = (policy: Policy): Digest => digestOf(canonicalize(policy))
