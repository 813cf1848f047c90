import type { Shape } from "../../kernel/machine.ts"
import type { Move, Scenario, Situation } from "../explore/scenario.ts"
import { ExplorationError } from "../explore/errors.ts"
import type { Clock } from "./clock.ts"
import { type Entry, type Ground, InstanceError, groundOf } from "./instance.ts"

/** What a ground action does in a situation. */
export type Acting<S extends Shape> = (situation: Situation<S>) => Move<S>

/** The arguments of an action, in the order in which the model has them. */
export type Arguments = (index: number) => string

/** An action of the model: how many arguments it takes, and what it does to the kernel. */
export interface Action<S extends Shape, W> {
  readonly takes: number
  readonly does: (interpretation: W, at: Arguments) => Acting<S>
}
export type Actions<S extends Shape, W> = Readonly<Record<string, Action<S, W>>>

/** The actor that sweeps what time has ended; the models have it by that name. */
export const SWEEPER = "sweeper"

/** The same command under the same settings, whatever the situation. */
export const saying = <S extends Shape>(
  { settings }: { readonly settings: S["settings"] },
  command: S["command"],
): Acting<S> => {
  const move: Move<S> = { kind: "command", settings, command }
  return () => move
}

/** Time passes, up to the horizon. */
export const tick = <S extends Shape>(): Action<S, { readonly clock: Clock }> => ({
  takes: 0,
  does:
    ({ clock }) =>
    ({ now, entities }) =>
      now < clock.horizon
        ? { kind: "passage", to: { now: clock.at(clock.tick(now) + 1), entities } }
        : { kind: "none" },
})

/** What can be tried in the small world of an instance. Throws InstanceError for what is none of the model's actions. */
export const alphabetOf = <S extends Shape, W>(
  actions: Actions<S, W>,
  interpretation: W,
  entries: readonly Entry[],
): Pick<Scenario<S>, "labels" | "move"> => {
  const acting = new Map(groundOf(entries).map((ground) => [ground.label, actingOf(actions, interpretation, ground)]))
  return {
    labels: [...acting.keys()],
    move: (label, situation) => {
      const act = acting.get(label)
      if (act === undefined) throw new ExplorationError(`the alphabet has no ${label}`)
      return act(situation)
    },
  }
}

const actingOf = <S extends Shape, W>(
  actions: Actions<S, W>,
  interpretation: W,
  { label, action, params }: Ground,
): Acting<S> => {
  const found = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (found === undefined) throw new InstanceError(`${label}: the model has no action ${action}`)
  if (params.length !== found.takes)
    throw new InstanceError(`${label}: ${action} has ${found.takes} arguments, not ${params.length}`)
  return found.does(interpretation, (index) => params[index] ?? "")
}
