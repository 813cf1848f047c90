import { sameJson } from "../../kernel/json.ts"
import {
  type Changed,
  type Domain,
  type Entity,
  type Guards,
  type Shape,
  domain as compile,
  lastsUntil,
  step,
} from "../../kernel/machine.ts"
import type { Instant } from "../../kernel/time.ts"
import type { State } from "../tlc/values.ts"
import type { Move, Scenario, Situation } from "./scenario.ts"
import { stateStoreOf } from "./state-store.ts"

/** Whether memory may let go of what no longer matters, in every state that the intact machine reaches and for every command. */
export interface Bounded {
  /** How many commands were tried, each in one state. */
  readonly pairs: number
  /** The labels on which the kernel says something else, of outcome or facts, where it sees only what still matters. */
  readonly differing: readonly string[]
  /** The clauses without which, each by itself, it would say something else. */
  readonly needed: readonly string[]
  /** The labels that an entity took after it had ended. */
  readonly revived: readonly string[]
}

/** A copy of a domain in which one clause says nothing. */
export const withoutClause = <S extends Shape, G extends Guards<S>>(
  { definition }: Domain<S, G>,
  clause: string,
): Domain<S, G> => compile<S>()({ ...definition, lasts: Object.fromEntries(others(definition.lasts, clause)) })

const others = <T>(table: Readonly<Record<string, T>>, name: string) =>
  Object.entries(table).filter(([other]) => other !== name)

/** Of what has ended: which statuses those are, and what is read from the log again for a command that names it. */
interface Past<S extends Shape> {
  readonly ended: readonly S["status"][]
  readonly recalls: ((command: S["command"]) => readonly S["id"][]) | undefined
}

/**
 * Every command in every reachable state, told once with all the siblings there ever were and once with those that still
 * matter. One answer to both, facts included, says that nothing else is needed; a clause left out has to make some answer
 * another one, or it is one too many. What is refused may be unknown instead, once what it names beside is gone.
 */
export const boundedOf = <S extends Shape, G extends Guards<S>, V extends State>(
  domain: Domain<S, G>,
  { ended, recalls }: Past<S>,
  scenario: Scenario<S, V>,
): Bounded => {
  const { labels, initial, move } = scenario
  const store = stateStoreOf(scenario)
  const lacking = Object.keys(domain.definition.lasts).map((clause) => ({
    clause,
    domain: withoutClause(domain, clause),
  }))
  const queue = [...new Map(initial.map(store.add).map((state) => [state.key, state] as const)).values()]
  const seen = new Set(queue.map(({ key }) => key))
  const [differing, needed, revived] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let pairs = 0

  const follow = (situation: Situation<S>): void => {
    const state = store.add(situation)
    if (!state.isWithinBound || seen.has(state.key)) return
    seen.add(state.key)
    queue.push(state)
  }
  const tried = (label: string, { now, entities }: Situation<S>, { settings, command }: Command<S>): void => {
    pairs += 1
    const named = [command.id, ...(recalls?.(command) ?? [])]
    const told = (mattering: ReadonlyMap<string, Entity<S>> | null) =>
      step(
        domain,
        { settings, entities: mattering === null ? entities : seeing(entities, mattering, { ended, named }) },
        command,
        now,
      )
    const whole = told(null)
    const bounded = told(matteringIn(domain, entities, settings, now))
    const isGone = !whole.accepted && !bounded.accepted && bounded.refusal === "unknown"
    if (!isGone && !sameJson(whole, bounded)) differing.add(label)
    for (const { clause, domain } of lacking)
      if (!needed.has(clause) && !sameJson(bounded, told(matteringIn(domain, entities, settings, now))))
        needed.add(clause)
    if (!whole.accepted) return
    const before = entities.get(command.id)
    if (before !== undefined && ended.includes(before.status)) revived.add(label)
    follow({ now, entities: new Map([...entities, ...whole.after.map(identified)]) })
  }

  for (const { situation } of queue)
    for (const label of labels) {
      const next = move(label, situation)
      if (next.kind === "passage") follow(next.to)
      if (next.kind === "command") tried(label, situation, next)
    }
  return { pairs, differing: [...differing], needed: [...needed], revived: [...revived] }
}

type Command<S extends Shape> = Extract<Move<S>, { readonly kind: "command" }>

const identified = <S extends Shape>({ id, status, kept }: Changed<S>) => [id, { status, kept }] as const

const matteringIn = <S extends Shape, G extends Guards<S>>(
  domain: Domain<S, G>,
  entities: ReadonlyMap<string, Entity<S>>,
  settings: S["settings"],
  now: Instant,
): ReadonlyMap<string, Entity<S>> =>
  new Map([...entities].filter(([, entity]) => now < (lastsUntil(domain, entity, settings) ?? now)))

/**
 * Whoever is addressed or recalled is there, however old, and whoever has not ended can be looked at; the others only while they
 * matter.
 */
const seeing = <S extends Shape>(
  all: ReadonlyMap<string, Entity<S>>,
  mattering: ReadonlyMap<string, Entity<S>>,
  { ended, named }: { readonly ended: readonly S["status"][]; readonly named: readonly string[] },
) => ({
  get: (other: string) => {
    const found = all.get(other)
    const isThere =
      found !== undefined && (named.includes(other) || mattering.has(other) || !ended.includes(found.status))
    return isThere ? found : undefined
  },
  values: () => mattering.values(),
})
