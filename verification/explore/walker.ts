import { step } from "../../kernel/machine.ts"
import type { Domain, Guards, Shape } from "../../kernel/machine.ts"
import type { State } from "../tlc/values.ts"
import type { StateStore, StoredState } from "./state-store.ts"
import type { Edges, Key } from "./graph.ts"
import type { Scenario } from "./scenario.ts"

/** What a machine answers to a label in a state. */
export type Answer =
  /** `beyond`: to a state outside the bound. */
  | { readonly kind: "goes"; readonly to: Key; readonly beyond: boolean }
  | { readonly kind: "refuses"; readonly command: string; readonly guards: readonly string[] }
  /** Nothing that a guard decides: an unknown or taken id, or time at its end. */
  | { readonly kind: "outside" }

export interface Row {
  readonly edges: Edges
  /** How many labels lead out of the bound; their edges are dropped. */
  readonly beyond: number
}

/** One machine, one step at a time. Keys are those that it has given itself. */
export interface Walker {
  /** The initial states within the bound. */
  readonly initial: readonly Key[]
  /** How many initial states lie outside the bound. */
  readonly beyond: number
  readonly row: (key: Key) => Row
  readonly answer: (key: Key, label: string) => Answer
  readonly value: (key: Key) => State
}

/** The machines of a domain in one scenario. */
export interface Machines {
  readonly labels: readonly string[]
  /** Every site of the domain. */
  readonly sites: readonly string[]
  /** The intact machine (INTACT), or the one broken at a site. All of them speak of the same states by the same keys. */
  readonly walker: (machine: string) => Walker
}

const OUTSIDE: Answer = { kind: "outside" }

/** Tries a label in a state: the kernel's own `step`, nothing else. */
export const tryLabel = <S extends Shape, G extends Guards<S>, V extends State>(
  domain: Domain<S, G>,
  scenario: Scenario<S, V>,
  store: StateStore<S>,
  { situation }: StoredState<S>,
  label: string,
): Answer => {
  const move = scenario.move(label, situation)
  if (move.kind === "none") return OUTSIDE
  if (move.kind === "passage") return goes(store.add(move.to))
  const { settings, command } = move
  const { now, entities } = situation
  const taken = step(domain, { settings, entities }, command, now)
  if (taken.accepted) {
    const changed = taken.after.map(({ id, status, kept }) => [id, { status, kept }] as const)
    return goes(store.add({ now, entities: new Map([...entities, ...changed]) }))
  }
  return taken.refusal === "guards" ? { kind: "refuses", command: command.type, guards: taken.guards } : OUTSIDE
}

const goes = <S extends Shape>({ key, isWithinBound }: StoredState<S>): Answer => ({
  kind: "goes",
  to: key,
  beyond: !isWithinBound,
})

/** The row of a state from the answers to labels; `from` gives the rest of it. */
export const rowOf = <S extends Shape>(
  store: StateStore<S>,
  answers: Iterable<readonly [string, Answer]>,
  from: ReadonlyMap<string, Answer> = new Map(),
): Row => {
  const edges = new Map<string, readonly Key[]>()
  let beyond = 0
  for (const [label, answer] of new Map([...from, ...answers])) {
    if (answer.kind !== "goes") continue
    if (answer.beyond) beyond += 1
    else edges.set(label, store.get(answer.to).goals)
  }
  return { edges, beyond }
}

export const initialOf = <S extends Shape, V extends State>({ initial }: Scenario<S, V>, store: StateStore<S>) => {
  const states = initial.map(store.add)
  const within = states.filter(({ isWithinBound }) => isWithinBound)
  return { initial: within.map(({ key }) => key), beyond: states.length - within.length }
}

/** A machine that is tried label by label, with nothing shared and nothing inferred. */
export const walkerOf = <S extends Shape, G extends Guards<S>, V extends State>(
  domain: Domain<S, G>,
  scenario: Scenario<S, V>,
  store: StateStore<S>,
): Walker => {
  const answer = (key: Key, label: string) => tryLabel(domain, scenario, store, store.get(key), label)
  return {
    ...initialOf(scenario, store),
    row: (key) =>
      rowOf(
        store,
        scenario.labels.map((label) => [label, answer(key, label)]),
      ),
    answer,
    value: (key) => store.get(key).value,
  }
}
