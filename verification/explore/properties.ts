import type { State } from "../tlc/values.ts"
import { pathTo } from "./graph.ts"
import type { Arrival, Graph, Key } from "./graph.ts"

/**
 * What no run may ever do, over the model's values: true of every state, or of every step from one state to the next.
 * (Methods, so that a domain's properties over its own values are properties: they only ever get values that it projected.)
 */
export type Property<V extends State = State> =
  { readonly over: "state"; holds(state: V): boolean } | { readonly over: "step"; holds(before: V, after: V): boolean }

/** A property that falls, with a shortest path: after its last label the property is broken. */
export interface Fall {
  readonly property: string
  readonly path: readonly string[]
}

/** Every property that falls somewhere in a graph, each with a shortest path. */
export const fallsIn = (graph: Graph, properties: Readonly<Record<string, Property>>): readonly Fall[] => {
  const standing = new Map(Object.entries(properties))
  const falls: Fall[] = []
  const found = new Map<Key, Arrival | null>()
  const queue: Key[] = []
  const fell = (property: string, path: readonly string[]) => {
    standing.delete(property)
    falls.push({ property, path })
  }
  const arrive = (key: Key, arrival: Arrival | null) => {
    if (found.has(key)) return
    found.set(key, arrival)
    queue.push(key)
    const state = graph.value(key)
    for (const [name, property] of standing) {
      if (property.over === "state" && !property.holds(state)) fell(name, pathTo(found, key))
    }
  }
  for (const key of graph.initial) arrive(key, null)
  for (const key of queue) {
    const before = graph.value(key)
    for (const [label, goals] of graph.edges.get(key) ?? []) {
      for (const goal of goals) {
        const after = graph.value(goal)
        for (const [name, property] of standing) {
          if (property.over === "step" && !property.holds(before, after)) fell(name, [...pathTo(found, key), label])
        }
        arrive(goal, { from: key, label })
      }
    }
  }
  return falls
}

/** Whether a property fell somewhere along these states, and with which of them first (0 for the initial state). */
export const fallsAlong = (states: readonly State[], property: Property): number | null => {
  const index = states.findIndex((state, at) => {
    if (property.over === "state") return !property.holds(state)
    const before = states[at - 1]
    return before !== undefined && !property.holds(before, state)
  })
  return index === -1 ? null : index
}
