import * as z from "zod"
import { Digest } from "./digest.ts"

/** A tool as the policy declares it. */
export const ToolName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/)
  .brand("ToolName")
export type ToolName = z.infer<typeof ToolName>

/** The readers of arguments that resolve what a call would do. A tool without one is judged by its declared effect. */
export const InspectorName = z.enum(["terraform"])
export type InspectorName = z.infer<typeof InspectorName>

/** What is declared of a tool whatever the domains have to say of it. A tool that isn't declared is unknown, and denied. */
export const DeclaredTool = z.strictObject({
  name: ToolName,
  /** Digest of the tool's input schema, as reviewed. */
  schema: Digest,
  /** What a call does where no inspector resolves it. */
  effect: z.enum(["read", "write", "destructive"]),
  inspector: InspectorName.nullable(),
  /** The verdict on writes that destroy, replace, open and grant nothing. */
  writes: z.enum(["allow", "step_up", "deny"]),
})
export type DeclaredTool = Readonly<z.infer<typeof DeclaredTool>>
