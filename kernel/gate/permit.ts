import * as z from "zod"
import { TenantId } from "../actors.ts"
import { Digest } from "../digest.ts"
import { Instant } from "../time.ts"
import { ToolName } from "./policy.ts"

/**
 * What an executor is shown before anything runs: this plan, with this tool, until this deadline, once. It names the
 * record that gave it, so it is derived from the log: the same record gives the same permit, also after a restart.
 */
export const Permit = z.strictObject({
  /** Unique in the world of this gate: tenant and number of the record. An executor honours it once. */
  id: z.string().min(1).max(200),
  tenant: TenantId,
  tool: ToolName,
  plan: Digest,
  givenAt: Instant,
  /** The first instant at which the permit is no longer honoured. */
  deadline: Instant,
})
export type Permit = Readonly<z.infer<typeof Permit>>
