import { sameJson } from "../../kernel/json.ts"
import { domain as compile } from "../../kernel/machine.ts"
import type { Domain, Guards, Shape } from "../../kernel/machine.ts"
import type { State } from "../tlc/values.ts"
import { atlasOf } from "./atlas.ts"
import { explore } from "./explore.ts"
import { INTACT } from "./graph.ts"
import type { Key } from "./graph.ts"
import { breakSite, sitesOf } from "./knock-out.ts"
import type { BrokenRules } from "./knock-out.ts"
import type { Scenario } from "./scenario.ts"
import { initialOf, rowOf, tryLabel } from "./walker.ts"
import type { Answer, Machines, Row, Walker } from "./walker.ts"

/**
 * The intact machine and every machine with one site broken, sharing what they have in common. Three facts of `step` make
 * that sound, and a test compares the result with machines that share nothing:
 * - a guard's verdict is read by nothing but the refusal, so in a state where another guard refuses too, breaking one
 *   changes nothing, and where none refuses, neither;
 * - a rule is a pure function, so where every call of it told what the broken form tells, breaking it changes nothing;
 * - whether a command is refused is settled by the first guard that fails, so beyond the intact machine's states, where
 *   nobody asks for reasons, the guards after it need not be asked.
 * What remains is tried on the broken machine itself.
 */
export const singletonsOf = <S extends Shape, G extends Guards<S>, V extends State>(
  intact: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
  scenario: Scenario<S, V>,
): Machines => {
  const { labels } = scenario
  const atlas = atlasOf(scenario)
  const begin = initialOf(scenario, atlas)
  const value = (key: Key) => atlas.place(key).value
  const answerOf = (domain: Domain<S, G>, key: Key, label: string) =>
    tryLabel(domain, scenario, atlas, atlas.place(key), label)

  const watch = watched(intact, broken)
  const pageOf = memo((key: Key): Page => {
    const answers = new Map<string, Answer>()
    const differing = new Map<string, string[]>()
    for (const label of labels) {
      watch.begin()
      const answer = answerOf(watch.domain, key, label)
      answers.set(label, answer)
      for (const site of [...watch.deviating(), ...soleReason(answer)]) entry(differing, site, () => []).push(label)
    }
    return { answers, differing, row: rowOf(atlas, answers) }
  })
  const whole: Walker = {
    ...begin,
    row: (key) => pageOf(key).row,
    answer: (key, label) => pageOf(key).answers.get(label) ?? answerOf(intact, key, label),
    value,
  }
  const reached = once(() => explore(whole).graph.edges)

  const brokenAt = memo((site: string): Walker => {
    const domain = breakSite(intact, broken, site)
    const hasty = hastened(domain)
    const tried = (key: Key, some: readonly string[]) =>
      some.map((label): [string, Answer] => {
        hasty.begin()
        return [label, answerOf(hasty.domain, key, label)]
      })
    const near = (key: Key): Row => {
      const { answers, differing, row } = pageOf(key)
      const some = differing.get(site)
      return some === undefined ? row : rowOf(atlas, [...answers, ...tried(key, some)])
    }
    return {
      ...begin,
      row: memo((key) => (reached().has(key) ? near(key) : rowOf(atlas, tried(key, labels)))),
      answer: (key, label) => answerOf(domain, key, label),
      value,
    }
  })
  return { labels, sites: sitesOf(intact), walker: (machine) => (machine === INTACT ? whole : brokenAt(machine)) }
}

/** What the intact machine answers in a state, and by site the labels to which the machine broken there may answer otherwise. */
interface Page {
  readonly answers: ReadonlyMap<string, Answer>
  readonly differing: ReadonlyMap<string, readonly string[]>
  readonly row: Row
}

const soleReason = (answer: Answer): readonly string[] =>
  answer.kind === "refuses" && answer.guards.length === 1 ? [`${String(answer.guards[0])}@${answer.command}`] : []

type Rule = (...given: readonly unknown[]) => unknown

/** The intact domain with rules that note when their broken form would have told otherwise. */
const watched = <S extends Shape, G extends Guards<S>>(
  { definition }: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
) => {
  let deviating: string[] = []
  const rules = Object.fromEntries(
    Object.keys(definition.rules).map((name): [string, Rule] => {
      const intact = Reflect.get(definition.rules, name) as Rule
      const other = Reflect.get(broken, name) as Rule
      const site = `${name}@rule`
      const rule: Rule = (...given) => {
        const told = intact(...given)
        if (!deviating.includes(site) && !sameJson(told, other(...given))) deviating.push(site)
        return told
      }
      return [name, rule]
    }),
  )
  return {
    domain: compile<S>()({ ...definition, rules }),
    /** The sites of the rules that deviated since `begin`. */
    deviating: (): readonly string[] => deviating,
    begin: () => {
      deviating = []
    },
  }
}

type Predicate = (moment: never) => boolean
const isPredicate = (guard: unknown): guard is Predicate => typeof guard === "function"

/** The domain with guards that are asked no more once one has failed since `begin`. */
const hastened = <S extends Shape, G extends Guards<S>>({ definition }: Domain<S, G>) => {
  let refused = false
  const hasten = (guard: unknown): unknown => {
    if (!isPredicate(guard)) return guard
    return (moment: never) => {
      if (!refused) refused = !guard(moment)
      return !refused
    }
  }
  const guards = Object.fromEntries(
    Object.entries<object>(definition.guards).map(([command, row]) => [
      command,
      Object.fromEntries(Object.entries<unknown>({ ...row }).map(([name, guard]) => [name, hasten(guard)])),
    ]),
  )
  return {
    domain: compile<S>()({ ...definition, guards: guards as G }),
    begin: () => {
      refused = false
    },
  }
}

const memo = <K, T>(reckon: (key: K) => T): ((key: K) => T) => {
  const known = new Map<K, T>()
  return (key) => entry(known, key, () => reckon(key))
}

const once = <T>(reckon: () => T): (() => T) => {
  const made = memo(reckon)
  return () => made(undefined)
}

const entry = <K, T>(map: Map<K, T>, key: K, make: () => T): T => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
