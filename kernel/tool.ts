import * as z from "zod"

/** A tool as the policy declares it. */
export const ToolName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/)
  .brand("ToolName")
export type ToolName = z.infer<typeof ToolName>
