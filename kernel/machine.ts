import { assign, createActor, setup } from "xstate"
import { listed } from "./table.ts"
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
  /** By command type: what the entity keeps that it addresses. Left out where a register has entities of one kind alone. */
  readonly keeps?: object
  /** By command type, and by a name: what the other entities keep that it looks at, and may move along in the same step. */
  readonly beside?: object
}

export type Type<S extends Shape> = S["command"]["type"]
export type On<S extends Shape, T extends Type<S>> = Extract<S["command"], { readonly type: T }>
type Facts<S extends Shape, T> = T extends keyof S["facts"] ? S["facts"][T] : never
/** What the entity keeps that a command addresses. */
export type KeptBy<S extends Shape, T> = S extends { readonly keeps: infer K extends object }
  ? T extends keyof K
    ? K[T]
    : S["kept"]
  : S["kept"]
/** The commands that look at other entities. */
export type Pairing<S extends Shape> = S extends { readonly beside: infer B extends object } ? keyof B & Type<S> : never
/** What those keep, by their names. */
export type KeptBeside<S extends Shape, T> = S extends { readonly beside: infer B extends object }
  ? T extends keyof B
    ? B[T]
    : never
  : never
/** An entity that was found, by what it keeps. */
export interface Found<S extends Shape, K> {
  readonly id: S["id"]
  readonly status: S["status"]
  readonly kept: K
}
/** What is found by a name: one entity, one that may not be there yet, or several. */
type FoundBy<S extends Shape, K> = [K] extends [readonly (infer One)[]]
  ? readonly Found<S, One>[]
  : null extends K
    ? Found<S, NonNullable<K>> | null
    : Found<S, K>
/** The entities beside the one that is addressed, as they are before; nothing is said of any where a command looks at none. */
type Beside<S extends Shape, T> =
  T extends Pairing<S>
    ? { readonly beside: { readonly [N in keyof KeptBeside<S, T>]: FoundBy<S, KeptBeside<S, T>[N]> } }
    : unknown

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

/** What a predicate may look at whatever the command meets. (Interfaces, so that a declaration tells them by name.) */
export interface Asking<S extends Shape, T extends Type<S>> {
  readonly command: On<S, T>
  readonly now: Instant
  readonly facts: Facts<S, T>
  readonly rules: S["rules"]
}
/** The entity that a command addresses, as it is before. */
export interface Addressed<S extends Shape, T extends Type<S>> {
  readonly status: S["status"]
  readonly kept: KeptBy<S, T>
}

/** What a predicate may look at when a command brings an entity into being. */
export type Opening<S extends Shape, T extends Type<S>> = Asking<S, T> & Beside<S, T>

/** What a predicate may look at when a command meets an entity. Distributes, so that a predicate may serve several commands. */
export type Meeting<S extends Shape, T extends Type<S>> = T extends unknown
  ? Asking<S, T> & Addressed<S, T> & Beside<S, T>
  : never

export type Moment<S extends Shape, T extends Type<S>> = T extends S["opens"] ? Opening<S, T> : Meeting<S, T>

/** A guard is a sentence that is true when all is well. It returns a boolean and never throws. The lifecycle's own guard is data. */
export type Guard<S extends Shape, T extends Type<S>> =
  ((moment: Moment<S, T>) => boolean) | (T extends S["opens"] ? never : { readonly in: readonly S["status"][] })

export type Guards<S extends Shape> = { readonly [T in Type<S>]: Readonly<Record<string, Guard<S, T>>> }

const ABSENT = "absent"
/** The transient state in which the status is derived from what is kept. */
const DERIVING = "deriving"

export interface Chart<S extends Shape> {
  readonly statuses: readonly S["status"][]
  /** What is kept after each command, from every status that can take it. Never when: that is the guards' part. */
  readonly follows: { readonly [T in Type<S>]: (moment: Moment<S, T>) => KeptBy<S, T> }
  /** The status is a function of what is kept: the first that applies, and the last applies always. */
  readonly derives: readonly {
    readonly to: S["status"]
    readonly when: (kept: S["kept"], rules: S["rules"]) => boolean
  }[]
}

/** What leads to the entities beside: the command, what it meets, and what was found before. */
type Looking<S extends Shape, T extends Type<S>> = Beside<S, T> &
  (T extends S["opens"] ? { readonly command: On<S, T> } : { readonly command: On<S, T>; readonly kept: KeptBy<S, T> })

/**
 * How a command finds the other entities, by their names here, and what each keeps after it: the very same where it moves none.
 * They are found in the table's order, and what stands above in it may lead to one that stands below. One of them has to be
 * there, and so has each of several; one that may be missing comes into being where it then keeps something.
 */
export type Besides<S extends Shape> = {
  readonly [T in Pairing<S>]: {
    readonly [N in keyof KeptBeside<S, T>]: BesideBy<S, T, KeptBeside<S, T>[N]>
  }
}
/** `after` is what the addressed entity keeps after the command. */
type BesideBy<S extends Shape, T extends Pairing<S>, K> = [K] extends [readonly (infer One)[]]
  ? {
      readonly several: (look: Looking<S, T>) => readonly S["id"][]
      readonly follows: (moment: Moment<S, T>, after: KeptBy<S, T>, one: Found<S, One>) => One
    }
  : null extends K
    ? {
        readonly perhaps: (look: Looking<S, T>) => S["id"]
        readonly follows: (moment: Moment<S, T>, after: KeptBy<S, T>) => K
      }
    : {
        readonly id: (look: Looking<S, T>) => S["id"]
        readonly follows: (moment: Moment<S, T>, after: KeptBy<S, T>) => K
      }

/**
 * Until when an entity as it stands can matter to what OTHER commands are told, clause by clause: null where a clause says
 * nothing of it, FOREVER where its time never ends. An instant rather than a predicate, so that nothing that has ceased to
 * matter matters again.
 */
export type Lasting<S extends Shape> = Readonly<
  Record<string, (at: Entity<S> & { readonly settings: S["settings"]; readonly rules: S["rules"] }) => Instant | null>
>

export type Definition<S extends Shape, G extends Guards<S> = Guards<S>> = Paired<S> & {
  readonly name: string
  readonly opens: readonly S["opens"][]
  readonly guards: G
  readonly rules: S["rules"]
  readonly facts: {
    readonly [T in Type<S>]: (
      look: Beside<S, T> & {
        readonly register: Register<S>
        readonly command: On<S, T>
        readonly now: Instant
        readonly rules: S["rules"]
      },
    ) => Facts<S, T>
  }
  readonly chart: Chart<S>
  readonly lasts: Lasting<S>
}

/** A domain whose commands look at several entities says at which. */
type Paired<S extends Shape> = [Pairing<S>] extends [never] ? unknown : { readonly beside: Besides<S> }

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
  /** No entity of that id, or none to move along (or no such command), or one already where a new one was to be. */
  | { readonly accepted: false; readonly refusal: "unknown" | "taken" }

export interface Domain<S extends Shape, G extends Guards<S> = Guards<S>> {
  readonly definition: Definition<S, G>
  readonly lifecycle: Lifecycle
  readonly scope: Scope
}

type AnyMoment = Omit<Opening<Shape, string>, "facts"> & {
  readonly facts: object | null
  readonly status: string
  readonly kept: object | null
  readonly beside?: Others<Shape>
}
type Others<S extends Shape> = Readonly<Record<string, Changed<S> | null | readonly Changed<S>[]>>
type Finding = (look: Pick<AnyMoment, "command" | "kept" | "beside">) => string
interface AnyBeside {
  readonly id?: Finding
  readonly perhaps?: Finding
  readonly several?: (look: Parameters<Finding>[0]) => readonly string[]
  readonly follows: (moment: AnyMoment, after: object | null, one: Changed<Shape> | null) => object | null
}
interface Context {
  readonly kept: object | null
}
interface Event {
  readonly type: string
  readonly moment: AnyMoment
  /** The guards that failed, as `step` has asked them: each is asked once. */
  readonly failed: readonly string[]
}

/** xstate's machine, compiled from the tables. It is handed what the guards said, and says what follows. */
const lifecycle = <S extends Shape, G extends Guards<S>>({ opens, guards, rules, chart }: Definition<S, G>) => {
  const follows: Readonly<Record<string, unknown>> = chart.follows
  const on = (commands: readonly string[]) =>
    Object.fromEntries(
      commands.map((command) => {
        const keeps = follows[command] as (moment: AnyMoment) => S["kept"]
        return [
          command,
          {
            guard: "everyGuardHolds" as const,
            target: DERIVING,
            actions: assign(({ event }: { event: Event }) => ({ kept: keeps(event.moment) })),
          },
        ]
      }),
    )
  const opening: readonly string[] = opens
  const later = Object.keys(guards).filter((command) => !opening.includes(command))
  const states = {
    [ABSENT]: { on: on(opening) },
    [DERIVING]: {
      always: chart.derives.map(({ to, when }) => ({
        target: to,
        guard: ({ context }: { context: Context }) => when(context.kept as S["kept"], rules),
      })),
    },
    ...Object.fromEntries(chart.statuses.map((status) => [status, { on: on(later) }])),
  }
  return setup({
    types: { context: {} as Context, events: {} as Event },
    guards: { everyGuardHolds: ({ event }) => event.failed.length === 0 },
  }).createMachine({
    context: { kept: null },
    initial: ABSENT,
    // The names come from tables that are typed above; xstate's own types would want them as literals.
    states: states as never,
  })
}
type Lifecycle = ReturnType<typeof lifecycle>
type Scope = Parameters<Lifecycle["transition"]>[2]

/**
 * What xstate asks for beside state and event: an actor that is never started. Nothing in a lifecycle speaks to it, so that
 * one serves every step; xstate's own `transition` would make a new one, with its initial state, for each.
 */
const inertScope = (machine: Lifecycle): Scope => {
  const self = createActor(machine)
  const nothing = () => undefined
  return {
    self,
    system: self.system,
    id: "",
    sessionId: "",
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  }
}

type AnyGuard = ((moment: AnyMoment) => boolean) | { readonly in: readonly string[] }
const holds = (guard: AnyGuard, moment: AnyMoment): boolean =>
  typeof guard === "function" ? guard(moment) : guard.in.includes(moment.status)

export const domain =
  <S extends Shape>() =>
  <const G extends Guards<S>>(definition: Definition<S, G>): Domain<S, G> => {
    const machine = lifecycle(definition)
    return { definition, lifecycle: machine, scope: inertScope(machine) }
  }

/** The first instant from which on an entity, as it stands, matters to no other command's facts; null where it never does. */
export const lastsUntil = <S extends Shape, G extends Guards<S>>(
  { definition: { lasts, rules } }: Domain<S, G>,
  { status, kept }: Entity<S>,
  settings: S["settings"],
): Instant | null => {
  const ends = Object.values(lasts).flatMap((clause) => listed(clause({ status, kept, settings, rules })))
  return ends.toSorted((a, b) => b - a)[0] ?? null
}

/**
 * Decides one command against a register: either the entities after it, or every guard that failed. Pure.
 * The caller gives no facts; they are derived here, or the risky half would stand outside the proof.
 */
export const step = <S extends Shape, G extends Guards<S>>(
  { definition, lifecycle, scope }: Domain<S, G>,
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

  const kept = entity?.kept ?? null
  const places = placesIn(register, pairingOf(definition, type), { command, kept })
  if (places === null) return { accepted: false, refusal: "unknown" }
  const beside = places.length === 0 ? {} : { beside: othersOf(places) }

  const { rules } = definition
  const row = definition.guards[type as Type<S>] as Readonly<Record<string, AnyGuard>>
  const tellers: object = definition.facts
  const derive = Reflect.get(tellers, type) as (look: object) => object | null
  const facts = derive({ register, command, now, rules, ...beside })
  const status = entity?.status ?? ABSENT
  const moment: AnyMoment = { command, now, facts, rules, status, kept, ...beside }
  const failed = Object.keys(row).filter((name) => !holds(row[name] as AnyGuard, moment))
  if (failed.length > 0) return { accepted: false, refusal: "guards", facts, guards: failed }

  const from = lifecycle.resolveState({ value: status, context: { kept } })
  const after = lifecycle.transition(from, { type, moment, failed }, scope)
  const addressed: Changed<S> = { id, status: after.value, kept: after.context.kept as S["kept"] }
  const moved = places.flatMap(({ follows, found }) =>
    found.flatMap(({ id, before }): readonly Changed<S>[] => {
      const kept = follows(moment, addressed.kept, before)
      return kept === null || kept === before?.kept ? [] : [{ id, status: statusOf(definition, kept), kept }]
    }),
  )
  return { accepted: true, facts, after: [addressed, ...moved] }
}

const pairingOf = <S extends Shape>(
  definition: Definition<S>,
  type: string,
): Readonly<Record<string, AnyBeside>> | null => {
  const { beside = {} } = definition as { readonly beside?: Readonly<Record<string, Record<string, AnyBeside>>> }
  return (Object.hasOwn(beside, type) ? beside[type] : undefined) ?? null
}

/** What stands beside by one name, with the id of each, whether it is there or may yet be. */
interface Place<S extends Shape> {
  readonly name: string
  readonly follows: AnyBeside["follows"]
  readonly found: readonly { readonly id: S["id"]; readonly before: Changed<S> | null }[]
  /** As the predicates see it. */
  readonly told: Others<S>[string]
}

const othersOf = <S extends Shape>(places: readonly Place<S>[]): Others<S> =>
  Object.fromEntries(places.map(({ name, told }) => [name, told]))

/** The entities beside the one that is addressed; null where one of them is not there that has to be. */
const placesIn = <S extends Shape>(
  { entities }: Register<S>,
  pairing: Readonly<Record<string, AnyBeside>> | null,
  look: Pick<AnyMoment, "command" | "kept">,
): readonly Place<S>[] | null => {
  const places: Place<S>[] = []
  const find = (id: S["id"]): Place<S>["found"][number] => {
    const there = entities.get(id)
    return { id, before: there === undefined ? null : { id, status: there.status, kept: there.kept } }
  }
  for (const [name, { id, perhaps, several, follows }] of Object.entries(pairing ?? {})) {
    const seen = { ...look, beside: othersOf(places) }
    const one = id ?? perhaps
    const ids: readonly S["id"][] = several?.(seen) ?? (one === undefined ? [] : [one(seen)])
    const found = ids.map(find)
    const there = found.flatMap(({ before }) => listed(before))
    if (perhaps === undefined && there.length < found.length) return null
    places.push({ name, follows, found, told: several === undefined ? (there[0] ?? null) : there })
  }
  return places
}

/** The status that follows from what is kept. */
const statusOf = <S extends Shape>({ chart: { derives }, rules }: Definition<S>, kept: S["kept"]): S["status"] => {
  const found = derives.find(({ when }) => when(kept, rules))
  if (found === undefined) throw new RangeError("a chart whose last row does not apply always")
  return found.to
}
