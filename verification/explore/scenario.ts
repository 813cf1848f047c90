import type { Entity, Shape } from "../../kernel/machine.ts"
import type { Instant } from "../../kernel/time.ts"
import type { State } from "../tlc/values.ts"

/** What the explorer walks: a register's entities and the time. The settings come with each move. */
export interface Situation<S extends Shape> {
  readonly now: Instant
  readonly entities: ReadonlyMap<string, Entity<S>>
}

/** What a label stands for in a situation. */
export type Move<S extends Shape> =
  | { readonly kind: "command"; readonly settings: S["settings"]; readonly command: S["command"] }
  /** Something happens that nobody decides: time passes. */
  | { readonly kind: "passage"; readonly to: Situation<S> }
  | { readonly kind: "none" }

/** One small world in which a domain is explored: what can be tried, and how the model says what is seen. */
export interface Scenario<S extends Shape, V extends State = State> {
  /** Everything that is tried in every state, by the names of the model's ground actions. */
  readonly labels: readonly string[]
  readonly initial: readonly Situation<S>[]
  readonly move: (label: string, situation: Situation<S>) => Move<S>
  /**
   * The situation that is explored for one that was come to: where the kernel counts on for ever and the model stops
   * counting, one for all that the model doesn't tell apart. It has to answer as each of them does, and come to the same.
   * Left out where every situation stands for itself.
   */
  readonly represented?: (situation: Situation<S>) => Situation<S>
  /** The model's value of a situation, `mut` left out. Throws ExplorationError for what the model can't say. */
  readonly project: (situation: Situation<S>) => V
  /** TLC's CONSTRAINT: a state outside it is dropped, with the edges into it. */
  readonly isWithinBound: (value: V) => boolean
}
