import type { State } from "../tlc/values.ts"

/** A state of a graph, by `canonicalKey` of its value. */
export type Key = string

/** The machine with nothing broken. Every other machine is named by the site that is broken in it, `guard@command` or `rule@rule`. */
export const INTACT = "intact"

/** Label → where it leads. A machine of ours leads to one state; the type can say two, so that a model that branches is seen. */
export type Edges = ReadonlyMap<string, readonly Key[]>

/** A labelled state graph. Every state is a key of `edges`. */
export interface Graph {
  readonly initial: readonly Key[]
  readonly edges: ReadonlyMap<Key, Edges>
  /** The value of a state of this graph. */
  readonly value: (key: Key) => State
}

/** The action of a label: `Approve__r1__bob` is an `Approve`. */
export const actionOf = (label: string): string => label.split("__")[0] ?? ""

export const countEdges = ({ edges }: Graph): number => {
  let count = 0
  for (const row of edges.values()) for (const goals of row.values()) count += goals.length
  return count
}

/** How a breadth-first search comes to each state; null for the initial ones. */
export const arrivalsIn = ({ initial, edges }: Graph): ReadonlyMap<Key, Arrival | null> => {
  const found = new Map<Key, Arrival | null>(initial.map((key) => [key, null]))
  for (const from of found.keys()) {
    for (const [label, goals] of edges.get(from) ?? []) {
      for (const goal of goals) if (!found.has(goal)) found.set(goal, { from, label })
    }
  }
  return found
}

/** The labels from an initial state to `key`, read back from who discovered whom. */
export const pathTo = (found: ReadonlyMap<Key, Arrival | null>, key: Key): readonly string[] => {
  const labels: string[] = []
  for (let at = found.get(key); at !== null && at !== undefined; at = found.get(at.from)) labels.unshift(at.label)
  return labels
}

/** How a breadth-first search came to a state. */
export interface Arrival {
  readonly from: Key
  readonly label: string
}
