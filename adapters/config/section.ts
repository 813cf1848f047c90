import type * as z from "zod"
import type { Actor } from "../../kernel/actors.ts"
import type { Finding, Found, Known } from "./finding.ts"

/** A domain's part of a tenant in the config file. */
export interface Section {
  /** The keys that it adds to a tenant. */
  readonly shape: z.core.$ZodLooseShape
  /** Its settings in the tenant's policy, in the kernel's words. The kernel's schema has the last word on its bounds. */
  readonly settings: (tenant: object, actors: ReadonlyMap<string, Actor>) => unknown
  /** The keys that it adds to a tool, and what they say in the kernel's words. */
  readonly tool: { readonly shape: z.core.$ZodLooseShape; readonly settings: (tool: object) => unknown }
  /** What its part says about the rest that isn't so. */
  readonly findings: (tenant: Found<unknown>, known: Known) => readonly Finding[]
  /** What of a valid part is likely not meant. */
  readonly doubts: (tenant: Found<unknown>, known: Known) => readonly Finding[]
}

/** A section whose settings are told from what its own shape has read. The table of sections can't say that; this one cast does. */
export const sectionOf = <Shape extends z.core.$ZodLooseShape, ToolShape extends z.core.$ZodLooseShape>(section: {
  readonly shape: Shape
  readonly tool: {
    readonly shape: ToolShape
    readonly settings: (tool: Readonly<z.output<z.ZodObject<ToolShape>>>) => unknown
  }
  readonly settings: (tenant: Readonly<z.output<z.ZodObject<Shape>>>, actors: ReadonlyMap<string, Actor>) => unknown
  readonly findings: Section["findings"]
  readonly doubts: Section["doubts"]
}): Section => ({
  ...section,
  settings: (tenant, actors) => section.settings(tenant as z.output<z.ZodObject<Shape>>, actors),
  tool: {
    shape: section.tool.shape,
    settings: (tool) => section.tool.settings(tool as z.output<z.ZodObject<ToolShape>>),
  },
})
