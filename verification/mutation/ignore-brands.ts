import { PluginKind, declareValuePlugin } from "@stryker-mutator/api/plugin"
import * as z from "zod"

/** A Babel path to the name in `.brand("name")`. */
const BrandName = z.object({
  node: z.object({ type: z.literal("StringLiteral") }),
  parent: z.object({
    type: z.literal("CallExpression"),
    callee: z.object({ type: z.literal("MemberExpression"), property: z.object({ name: z.literal("brand") }) }),
  }),
})

/** Leaves out the names of zod's brands. */
const brands = {
  shouldIgnore: (path: unknown) =>
    BrandName.safeParse(path).success ? "a brand is a type, of which nothing is left at run time" : undefined,
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "brands", brands)]
