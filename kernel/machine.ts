import { and, assign, setup, transition } from "xstate"
import type { Instant } from "./time.ts"

/**
 * The one idiom of the kernel. A domain is a table of guards (command → guard → predicate), a table of rules (named
 * derivations), facts (what the guards need of sibling entities) and a chart (what follows). `step` asks the guards and,
 * when every one of them holds, lets the chart say what follows. Nothing else decides.
 */

/** The types that make up one domain. */
export interface Shape {
  readonly id: string
  readonly status: string
  /** What an entity keeps: sealed once, then what happened, plain JSON. */
  readonly kept: object
  /** Every command says which entity it addresses. */
  readonly command: { readonly type: string; readonly id: string }
  /** The command types that bring an entity into being; every other one needs it to be there. */
  readonly opens: string
  /** The deployment's part: what a command can't choose. */
  readonly settings: object
  /** By command type: what the kernel derives from settings and register. Plain JSON, since the log records it. */
  readonly facts: object
  readonly rules: object
}

export type Type<S extends Shape> = S["command"]["type"]
export type On<S extends Shape, T extends Type<S>> = Extract<S["command"], { readonly type: T }>
type Facts<S extends Shape, T> = T extends keyof S["facts"] ? S["facts"][T] : never

export interface Entity<S extends Shape> {
  readonly status: S["status"]
  readonly kept: S["kept"]
}

/** The entities of a register, by id. A Map is one; so is a Map of undurable changes over another one. */
export interface Entities<S extends Shape> {
  readonly get: (id: string) => Entity<S> | undefined
  readonly values: () => Iterable<Entity<S>>
}

/** A tenant's entities of one domain, with the settings in force. */
export interface Register<S extends Shape> {
  readonly settings: S["settings"]
  readonly entities: Entities<S>
}

/** A register whose entities tell their ids, as a gate keeps it. */
export interface GateRegister<S extends Shape> extends Register<S> {
  readonly entities: {
    readonly get: (id: string) => Changed<S> | undefined
    readonly values: () => Iterable<Changed<S>>
  }
}

/** What a predicate may look at when a command brings an entity into being. */
export interface Opening<S extends Shape, T extends Type<S>> {
  readonly command: On<S, T>
  readonly now: Instant
  readonly facts: Facts<S, T>
  readonly rules: S["rules"]
}

/** What a predicate may look at when a command meets an entity. Distributes, so that a predicate may serve several commands. */
export type Meeting<S extends Shape, T extends Type<S>> = T extends unknown
  ? Opening<S, T> & { readonly status: S["status"]; readonly kept: S["kept"] }
  : never

export type Moment<S extends Shape, T extends Type<S>> = T extends S["opens"] ? Opening<S, T> : Meeting<S, T>

/** A guard is a sentence that is true when all is well. It returns a boolean and never throws. The lifecycle's own guard is data. */
export type Guard<S extends Shape, T extends Type<S>> =
  ((moment: Moment<S, T>) => boolean) | (T extends S["opens"] ? never : { readonly in: readonly S["status"][] })

export type Guards<S extends Shape> = { readonly [T in Type<S>]: Readonly<Record<string, Guard<S, T>>> }

/** The name that no status may have: the transient state in which the status is chosen from what is kept. */
const WEIGHING = "weighing"
const ABSENT = "absent"

export interface Consequence<S extends Shape, T extends Type<S>> {
  readonly to: S["status"] | typeof WEIGHING
  readonly apply: (moment: Moment<S, T>) => S["kept"]
}

export interface Chart<S extends Shape> {
  readonly statuses: readonly S["status"][]
  /** What follows each command, from every status that can take it. Never when: that is the guards' part. */
  readonly follows: { readonly [T in Type<S>]: Consequence<S, T> }
  /** The first that applies is the status; the last applies always. */
  readonly weighs: readonly {
    readonly to: S["status"]
    readonly when: (kept: S["kept"], rules: S["rules"]) => boolean
  }[]
}

export interface Definition<S extends Shape, G extends Guards<S> = Guards<S>> {
  readonly name: string
  readonly opens: readonly S["opens"][]
  readonly guards: G
  readonly rules: S["rules"]
  readonly facts: {
    readonly [T in Type<S>]: (look: {
      readonly register: Register<S>
      readonly command: On<S, T>
      readonly now: Instant
      readonly rules: S["rules"]
    }) => Facts<S, T>
  }
  readonly chart: Chart<S>
}

/** The names of a table of guards. */
export type GuardName<G> = { [T in keyof G]: keyof G[T] & string }[keyof G]
/** Every place where a guard stands, as `guard@command`. */
export type Site<G> = { [T in keyof G & string]: `${keyof G[T] & string}@${T}` }[keyof G & string]
/** Every rule, as a site of its own kind. */
export type RuleSite<R> = `${keyof R & string}@rule`

export interface Changed<S extends Shape> extends Entity<S> {
  readonly id: S["id"]
}

export type Step<S extends Shape, G extends Guards<S>> =
  | { readonly accepted: true; readonly facts: object | null; readonly after: readonly Changed<S>[] }
  | {
      readonly accepted: false
      readonly refusal: "guards"
      readonly facts: object | null
      /** Every guard that failed, in the table's order. */
      readonly guards: readonly GuardName<G>[]
    }
  /** No entity of that id (or no such command), or one already where a new one was to be. */
  | { readonly accepted: false; readonly refusal: "unknown" | "taken" }

export interface Domain<S extends Shape, G extends Guards<S> = Guards<S>> {
  readonly definition: Definition<S, G>
  readonly lifecycle: Lifecycle
}

type AnyMoment = Opening<Shape, string> & { readonly status: string; readonly kept: object | null }
interface Context {
  readonly kept: object | null
}
interface Event {
  readonly type: string
  readonly moment: AnyMoment
}

/** xstate's machine, compiled from the tables. It knows a guard by its site, `approve.stageIsOpen`. */
const lifecycle = <S extends Shape, G extends Guards<S>>({ opens, guards, rules, chart }: Definition<S, G>) => {
  const site = (command: string, guard: string) => `${command}.${guard}`
  const on = (commands: readonly string[]) =>
    Object.fromEntries(
      commands.map((command) => {
        const { to, apply } = consequences[command] as Consequence<S, string>
        const names = Object.keys(table[command] as object)
        return [
          command,
          {
            guard: and(names.map((name) => ({ type: site(command, name) }))),
            target: to,
            actions: assign(({ event }: { event: Event }) => ({ kept: apply(event.moment as never) })),
          },
        ]
      }),
    )
  const consequences: Readonly<Record<string, unknown>> = chart.follows
  const table: Readonly<Record<string, Readonly<Record<string, unknown>>>> = guards
  const opening: readonly string[] = opens
  const later = Object.keys(table).filter((command) => !opening.includes(command))
  const implementations = Object.fromEntries(
    Object.entries(table).flatMap(([command, row]) =>
      Object.entries(row).map(([name, guard]) => [
        site(command, name),
        ({ event }: { event: Event }) => holds(guard as AnyGuard, event.moment),
      ]),
    ),
  )
  const states = {
    [ABSENT]: { on: on(opening) },
    [WEIGHING]: {
      always: chart.weighs.map(({ to, when }) => ({
        target: to,
        guard: ({ context }: { context: Context }) => when(context.kept as S["kept"], rules),
      })),
    },
    ...Object.fromEntries(chart.statuses.map((status) => [status, { on: on(later) }])),
  }
  return setup({ types: { context: {} as Context, events: {} as Event }, guards: implementations }).createMachine({
    context: { kept: null },
    initial: ABSENT,
    // The names come from tables that are typed above; xstate's own types would want them as literals.
    states: states as never,
  })
}
type Lifecycle = ReturnType<typeof lifecycle>

type AnyGuard = ((moment: AnyMoment) => boolean) | { readonly in: readonly string[] }
const holds = (guard: AnyGuard, moment: AnyMoment): boolean =>
  typeof guard === "function" ? guard(moment) : guard.in.includes(moment.status)

export const domain =
  <S extends Shape>() =>
  <const G extends Guards<S>>(definition: Definition<S, G>): Domain<S, G> => ({
    definition,
    lifecycle: lifecycle(definition),
  })

/**
 * Decides one command against a register: either the entities after it, or every guard that failed. Pure.
 * The caller gives no facts; they are derived here, or the risky half would stand outside the proof.
 */
export const step = <S extends Shape, G extends Guards<S>>(
  { definition, lifecycle }: Domain<S, G>,
  register: Register<S>,
  command: S["command"],
  now: Instant,
): Step<S, G> => {
  const { type } = command
  if (!Object.hasOwn(definition.guards, type)) return { accepted: false, refusal: "unknown" }
  const id = command.id
  const entity = register.entities.get(id)
  const opens = definition.opens.includes(type)
  if (opens !== (entity === undefined)) return { accepted: false, refusal: opens ? "taken" : "unknown" }

  const { rules } = definition
  const row = definition.guards[type as Type<S>] as Readonly<Record<string, AnyGuard>>
  const derive = definition.facts[type as Type<S>] as (look: object) => object | null
  const facts = derive({ register, command, now, rules })
  const status = entity?.status ?? ABSENT
  const kept = entity?.kept ?? null
  const moment = { command, now, facts, rules, status, kept } as AnyMoment
  const failed = Object.keys(row).filter((name) => !holds(row[name] as AnyGuard, moment))
  if (failed.length > 0) return { accepted: false, refusal: "guards", facts, guards: failed }

  const [after] = transition(lifecycle, lifecycle.resolveState({ value: status, context: { kept } }), { type, moment })
  return {
    accepted: true,
    facts,
    after: [{ id, status: after.value, kept: after.context.kept as S["kept"] }],
  }
}
