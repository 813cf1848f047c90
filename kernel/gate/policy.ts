import * as z from "zod"
import { TenantId } from "../actors.ts"
import { RouteName, Settings } from "../approvals/approvals.ts"
import { Settings as BreakGlassSettings } from "../break-glass/break-glass.ts"
import { Digest } from "../digest.ts"
import { Duration } from "../time.ts"
import { ToolName } from "../tool.ts"

/** The readers of arguments that resolve what a call would do. A tool without one is judged by its declared effect. */
export const InspectorName = z.enum(["terraform"])
export type InspectorName = z.infer<typeof InspectorName>

/** What the tenant declares of one tool. A tool that isn't declared is unknown, and denied. */
export const ToolPolicy = z.strictObject({
  name: ToolName,
  /** Digest of the tool's input schema, as reviewed. */
  schema: Digest,
  /** What a call does where no inspector resolves it. */
  effect: z.enum(["read", "write", "destructive"]),
  inspector: InspectorName.nullable(),
  /** The verdict on writes that destroy, replace, open and grant nothing. */
  writes: z.enum(["allow", "step_up", "deny"]),
  /** Who approves: the route of an approval request for this tool, how often it may be used, how long it lives. */
  route: RouteName,
  uses: z.int().min(1),
  lifetimeMs: Duration.min(1),
})
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
  approvals: Settings.omit({ policy: true }),
  breakGlass: BreakGlassSettings.omit({ tenant: true }),
  /** How long a permit may be presented after it was given. */
  permitMs: Duration.min(1),
})
export type Policy = Readonly<z.infer<typeof Policy>>
