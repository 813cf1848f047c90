import { judgements } from "../judgements.ts"
import type { State } from "../tlc/values.ts"
import { actionOf, pathTo } from "./graph.ts"
import type { Arrival, Edges, Graph, Key } from "./graph.ts"

/**
 * What no run may ever do, over the model's values: true of every state, of every step from one state to the next, or of
 * every state in which a run may stay for ever, since nothing that is fair to happen can.
 * (Methods, so that a domain's properties over its own values are properties: they only ever get values that it projected.)
 */
export type Property<V extends State = State> =
  | { readonly over: "state"; holds(state: V): boolean }
  | { readonly over: "step"; holds(before: V, after: V): boolean }
  | Resting<V>

/** What some day comes true, where a run comes to rest at last: no command of the actions that are `fair` is accepted. */
export interface Resting<V extends State = State> {
  readonly over: "rest"
  /** The actions that happen when they always can, in the words of the model's `Fairness`. */
  readonly fair: readonly string[]
  holds(state: V): boolean
}

/** Whether a label is one of the actions that are assumed to happen. */
export const isFair = ({ fair }: Pick<Resting, "fair">, label: string): boolean => fair.includes(actionOf(label))

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
      if (property.over === "state" && !judgements.holdsInState(property, state)) fell(name, pathTo(found, key))
    }
  }
  for (const key of graph.initial) arrive(key, null)
  for (const key of queue) {
    const before = graph.value(key)
    const row: Edges = graph.edges.get(key) ?? new Map()
    for (const [name, property] of standing) {
      if (property.over === "rest" && rests(row, property) && !judgements.holdsAtRest(property, before))
        fell(name, pathTo(found, key))
    }
    for (const [label, goals] of row) {
      for (const goal of goals) {
        const after = graph.value(goal)
        for (const [name, property] of standing) {
          if (property.over === "step" && !judgements.holdsInStep(property, before, after))
            fell(name, [...pathTo(found, key), label])
        }
        arrive(goal, { from: key, label })
      }
    }
  }
  return falls
}

const rests = (row: Edges, property: Resting): boolean => ![...row.keys()].some((label) => isFair(property, label))

/**
 * Whether a property fell somewhere along these states, and with which of them first (0 for the initial state). What is
 * said of rest is asked of the last state alone; whether a machine rests there is not to be seen from states.
 */
export const fallsAlong = (states: readonly State[], property: Property): number | null => {
  const index = states.findIndex((state, at) => {
    if (property.over === "state") return !judgements.holdsInState(property, state)
    if (property.over === "rest") return at === states.length - 1 && !judgements.holdsAtRest(property, state)
    const before = states[at - 1]
    return before !== undefined && !judgements.holdsInStep(property, before, state)
  })
  return index === -1 ? null : index
}
