import type { Known } from "../known.ts"
import { Effect } from "./sessions.ts"

/** The mildest first. */
const order = Effect.options
const worse = (a: Effect, b: Effect): Effect => (order.indexOf(a) < order.indexOf(b) ? b : a)

/**
 * What a call does at most: what its reader has found. What a reader doesn't know is never harmless, so that the tool's declared
 * effect counts beside it where not everything is resolved; and where there is no reader, that alone.
 */
export const effectOf = ({ tool, plan: { effects } }: Pick<Known, "tool" | "plan">): Effect => {
  if (effects === null) return tool.effect
  const { create, update, replace, destroy } = effects.counts
  const found = destroy + replace > 0 ? "destructive" : create + update > 0 ? "write" : "read"
  return effects.resolved ? found : worse(found, tool.effect)
}
