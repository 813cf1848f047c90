import type { Edges, Graph, Key } from "./graph.ts"
import type { Walker } from "./walker.ts"

export interface Exploration {
  readonly graph: Graph
  /** Edges, and initial states, that lead out of the bound and were dropped, as TLC drops them. 0 for an intact machine that keeps to its bound. */
  readonly beyond: number
}

/** Every state that a machine can reach, breadth-first, with every label tried in every state. */
export const explore = ({ initial, beyond, row, value }: Walker): Exploration => {
  const edges = new Map<Key, Edges>()
  const queue = [...new Set(initial)]
  const seen = new Set(queue)
  let dropped = beyond
  for (const key of queue) {
    const { edges: out, beyond } = row(key)
    edges.set(key, out)
    dropped += beyond
    for (const goals of out.values()) {
      for (const goal of goals) {
        if (seen.has(goal)) continue
        seen.add(goal)
        queue.push(goal)
      }
    }
  }
  return { graph: { initial: [...new Set(initial)], edges, value }, beyond: dropped }
}
