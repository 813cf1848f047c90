import type { Graph as Dump } from "../tlc/dot.ts"
import { canonicalKey, isList } from "../tlc/values.ts"
import type { State, Value } from "../tlc/values.ts"
import { ExplorationError } from "./errors.ts"
import { INTACT } from "./graph.ts"
import type { Graph, Key } from "./graph.ts"

/** The variable of every model that holds the sites broken in a run. */
const MUT = "mut"

/** The machine that a value of `mut` stands for: a set of at most one `<<name, "command">>` or `<<name, "rule">>`. */
const machineOf = (mut: Value | undefined): string => {
  const sites = typeof mut === "object" && !isList(mut) ? mut["set"] : undefined
  if (!isList(sites) || sites.length > 1)
    throw new ExplorationError(`mut is no set of at most one site: ${JSON.stringify(mut)}`)
  const [site] = sites
  if (site === undefined) return INTACT
  if (!isList(site) || site.length !== 2)
    throw new ExplorationError(`a site in mut is no pair: ${JSON.stringify(site)}`)
  return site.map(String).join("@")
}

/** A dump over several values of `mut`, taken apart: the graph of each machine. `ghosts` are variables that only the model has. */
export const machinesOf = (dump: Dump, ghosts: readonly string[] = []): ReadonlyMap<string, Graph> => {
  const hidden = [MUT, ...ghosts]
  const keyOf = keys()
  const values = new Map<Key, State>()
  const machines = new Map<string, { initial: Set<Key>; edges: Map<Key, Map<string, Key[]>> }>()
  const found = new Map<string, { machine: string; key: Key }>()

  for (const [name, state] of dump.states) {
    const machine = machineOf(state[MUT])
    const seen = without(state, hidden)
    const key = keyOf(seen)
    found.set(name, { machine, key })
    if (!values.has(key)) values.set(key, seen)
    const graph = machines.get(machine) ?? { initial: new Set(), edges: new Map() }
    machines.set(machine, graph)
    if (dump.initial.has(name)) graph.initial.add(key)
    if (!graph.edges.has(key)) graph.edges.set(key, new Map())
  }
  for (const { from, label, to } of dump.edges) {
    const [start, end] = [found.get(from), found.get(to)]
    if (start === undefined || end?.machine !== start.machine)
      throw new ExplorationError(`${label} changes mut, or leads nowhere`)
    const row = machines.get(start.machine)?.edges.get(start.key)
    const goals = row?.get(label)
    if (goals === undefined) row?.set(label, [end.key])
    else if (!goals.includes(end.key)) goals.push(end.key)
  }
  const value = (key: Key): State => {
    const found = values.get(key)
    if (found === undefined) throw new ExplorationError(`the dump has no state ${key}`)
    return found
  }
  return new Map([...machines].map(([name, { initial, edges }]) => [name, { initial: [...initial], edges, value }]))
}

const without = (state: State, hidden: readonly string[]): State =>
  Object.fromEntries(Object.entries(state).filter(([variable]) => !hidden.includes(variable)))

/** The key of a state of TLC's, as the graphs have it: what only the model has left out. */
export const keyOfState = (state: State, ghosts: readonly string[] = []): Key =>
  canonicalKey(without(state, [MUT, ...ghosts]))

/** `canonicalKey` of a state; the values of a dump are shared among its states, so each is computed once. */
const keys = () => {
  const known = new WeakMap<object, Key>()
  const keyOf = (value: Value): Key => {
    if (typeof value !== "object") return canonicalKey(value)
    const key = known.get(value) ?? canonicalKey(value)
    known.set(value, key)
    return key
  }
  return (state: State): Key => {
    const variables = Object.keys(state).sort()
    return `{${variables.map((variable) => `${JSON.stringify(variable)}:${keyOf(state[variable] ?? [])}`).join()}}`
  }
}
