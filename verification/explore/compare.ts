import { isList } from "../tlc/values.ts"
import type { State, Value } from "../tlc/values.ts"
import { pathTo } from "./graph.ts"
import type { Arrival, Edges, Graph, Key } from "./graph.ts"
import type { Answer } from "./walker.ts"

/** Where the two sides part: after `path` (labels, none longer than it has to be) both are in `at`, then they differ. */
export interface Difference {
  readonly path: readonly string[]
  /** The state in which both are, null where they start differently. */
  readonly at: State | null
  /** What was tried; null for the start itself, and for states of the model to which no edge leads. */
  readonly label: string | null
  readonly kernel: Side
  readonly model: Side
  /** Where both go on, but to different states: what differs. */
  readonly fields: readonly Field[]
}

export interface Side {
  /** Where it goes, or starts; empty when it does not. */
  readonly to: readonly State[]
  /** The guards that refuse, where the side knows them. */
  readonly refusedBy: readonly string[]
}

export interface Field {
  /** As in `req.r1.decisions.2.by`, sequences counted from 1. */
  readonly path: string
  /** Undefined where the side has no such field. */
  readonly kernel: Value | undefined
  readonly model: Value | undefined
}

/** Why the kernel's machine has no edge, if anybody wants to know. */
export type Asked = (key: Key, label: string) => Answer

/**
 * Both graphs at once, breadth-first: null when initial states, states and labelled edges coincide, else the difference
 * with the shortest path to it.
 */
export const compare = (kernel: Graph, model: Graph, ask?: Asked): Difference | null => {
  const start = differs(kernel.initial, model.initial)
  if (start) return difference(kernel, model, [], null, null, kernel.initial, model.initial, [])
  const found = new Map<Key, Arrival | null>(kernel.initial.map((key) => [key, null]))
  const queue = [...kernel.initial]
  for (const key of queue) {
    const [ours, theirs] = [rowIn(kernel, key), rowIn(model, key)]
    const label = partingLabel(ours, theirs)
    if (label !== null) {
      const [here, there] = [ours.get(label) ?? [], theirs.get(label) ?? []]
      const answer = here.length === 0 ? ask?.(key, label) : undefined
      const guards = answer?.kind === "refuses" ? answer.guards : []
      return difference(kernel, model, pathTo(found, key), kernel.value(key), label, here, there, guards)
    }
    for (const [by, goals] of ours) {
      for (const goal of goals) {
        if (found.has(goal)) continue
        found.set(goal, { from: key, label: by })
        queue.push(goal)
      }
    }
  }
  const [apart, beside] = [unmet(kernel, found), unmet(model, found)]
  return apart.length + beside.length === 0 ? null : difference(kernel, model, [], null, null, apart, beside, [])
}

const none: Edges = new Map()
const rowIn = ({ edges }: Graph, key: Key): Edges => edges.get(key) ?? none
const unmet = ({ edges }: Graph, found: ReadonlyMap<Key, unknown>) => [...edges.keys()].filter((key) => !found.has(key))

const differs = (some: readonly Key[], others: readonly Key[]): boolean =>
  some.length !== others.length || some.some((key) => !others.includes(key))

const partingLabel = (ours: Edges, theirs: Edges): string | null => {
  for (const [label, goals] of ours) if (differs(goals, theirs.get(label) ?? [])) return label
  for (const label of theirs.keys()) if (!ours.has(label)) return label
  return null
}

const difference = (
  kernel: Graph,
  model: Graph,
  path: readonly string[],
  at: State | null,
  label: string | null,
  ours: readonly Key[],
  theirs: readonly Key[],
  refusedBy: readonly string[],
): Difference => {
  const [here, there] = [ours.map(kernel.value), theirs.map(model.value)]
  const [mine] = ours.flatMap((key, index) => (theirs.includes(key) ? [] : [here[index]]))
  const [other] = theirs.flatMap((key, index) => (ours.includes(key) ? [] : [there[index]]))
  const fields = mine === undefined || other === undefined ? [] : fieldsBetween(mine, other, "")
  return { path, at, label, kernel: { to: here, refusedBy }, model: { to: there, refusedBy: [] }, fields }
}

/** What differs between two values, down to the fields that do. */
export const fieldsBetween = (kernel: Value | undefined, model: Value | undefined, path: string): readonly Field[] => {
  if (kernel === model) return []
  if (typeof kernel !== "object" || typeof model !== "object") return [{ path, kernel, model }]
  if (isList(kernel) !== isList(model)) return [{ path, kernel, model }]
  const names = new Set([...Object.keys(kernel), ...Object.keys(model)])
  return [...names].flatMap((name) =>
    fieldsBetween(
      fieldOf(kernel, name),
      fieldOf(model, name),
      `${path}${path === "" ? "" : "."}${isList(kernel) ? Number(name) + 1 : name}`,
    ),
  )
}

const fieldOf = (value: Value & object, name: string): Value | undefined =>
  isList(value) ? value[Number(name)] : Object.hasOwn(value, name) ? value[name] : undefined

/** A label as people write it: `Approve__r1__bob` is `Approve(r1, bob)`. */
export const asCommand = (label: string): string => {
  const [action = "", ...given] = label.split("__").filter((part) => part !== "")
  return given.length === 0 ? action : `${action}(${given.join(", ")})`
}

/** A difference in words, a line each. */
export const describeDifference = ({ path, at, label, kernel, model, fields }: Difference): readonly string[] => {
  const way = path.map((step, index) => `  ${index + 1}. ${asCommand(step)}`)
  const head =
    label !== null
      ? [`After ${path.length} steps that both sides take`, ...way, `they differ on ${asCommand(label)}:`]
      : at === null && fields.length === 0 && kernel.to.length === model.to.length
        ? ["They start differently:"]
        : ["They differ in where they start, or in states that no path reaches:"]
  const side = (name: string, { to, refusedBy }: Side) => {
    const refused = refusedBy.length > 0 ? `refuses by ${refusedBy.join(", ")}` : "has no such edge"
    return to.length === 0
      ? `  ${name} ${refused}`
      : `  ${name} goes to ${to.map((state) => JSON.stringify(state)).join(" and to ")}`
  }
  const told = fields.map((field) => `  ${field.path}: kernel ${shown(field.kernel)}, model ${shown(field.model)}`)
  return [...head, ...(told.length > 0 ? told : [side("kernel", kernel), side("model", model)])]
}

const shown = (value: Value | undefined): string => (value === undefined ? "nothing" : JSON.stringify(value))
