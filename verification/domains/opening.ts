import type * as z from "zod"
import type { Actor } from "../../kernel/actors.ts"
import type { Shape } from "../../kernel/machine.ts"
import type { Property } from "../explore/properties.ts"
import type { Scenario, Situation } from "../explore/scenario.ts"
import type { State } from "../tlc/values.ts"
import { type Actions, SWEEPER, alphabetOf } from "./alphabet.ts"
import type { Clock } from "./clock.ts"
import { type About, type Entry, readAs } from "./instance.ts"

/** An instance, read. */
export interface Opened<S extends Shape, V extends State, P extends string> {
  readonly instance: About
  readonly scenario: Scenario<S, V>
  /** The tenant that it is about. */
  readonly home: string
  readonly properties: Readonly<Record<P, Property<V>>>
}

type InstanceOf<Constants, Bound> = About & {
  readonly alphabet: readonly Entry[]
  readonly constants: Constants
  readonly bound: Bound
}

/** What a domain gives to have its instances read: how their constants are the kernel's values, and the kernel's are the model's. */
interface World<S extends Shape, V extends State, P extends string, Constants, Bound, Interpretation> {
  readonly instance: z.ZodType<InstanceOf<Constants, Bound>>
  readonly interpretationOf: (constants: Constants) => Interpretation
  readonly actions: Actions<S, Interpretation>
  readonly projectionOf: (interpretation: Interpretation) => (situation: Situation<S>) => V
  /** Left out where every situation stands for itself. */
  readonly represented?: (interpretation: Interpretation) => (situation: Situation<S>) => Situation<S>
  readonly isWithinBound: (state: V, bound: Bound) => boolean
  readonly propertiesOf: (constants: Constants) => Readonly<Record<P, Property<V>>>
}

/** Reads an instance file of a domain: its small world begins empty, at the start of its clock. Throws InstanceError. */
export const openingOf =
  <
    S extends Shape,
    V extends State,
    P extends string,
    Constants,
    Bound,
    Interpretation extends { readonly clock: Clock; readonly actor: (name: string) => Pick<Actor, "tenant"> },
  >(
    world: World<S, V, P, Constants, Bound, Interpretation>,
  ) =>
  (json: unknown): Opened<S, V, P> => {
    const instance = readAs(world.instance, json, "instance")
    const { alphabet, constants, bound } = instance
    const interpretation = world.interpretationOf(constants)
    return {
      instance,
      scenario: {
        ...alphabetOf(world.actions, interpretation, alphabet),
        initial: [{ now: interpretation.clock.start, entities: new Map() }],
        ...(world.represented === undefined ? {} : { represented: world.represented(interpretation) }),
        project: world.projectionOf(interpretation),
        isWithinBound: (state) => world.isWithinBound(state, bound),
      },
      // The sweeper is of the tenant that an instance is about.
      home: interpretation.actor(SWEEPER).tenant,
      properties: world.propertiesOf(constants),
    }
  }
