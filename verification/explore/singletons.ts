import { sameJson } from "../../kernel/json.ts"
import { domain as compile } from "../../kernel/machine.ts"
import type { Domain, Guards, Shape } from "../../kernel/machine.ts"
import type { State } from "../tlc/values.ts"
import { explore } from "./explore.ts"
import { INTACT } from "./graph.ts"
import type { Key } from "./graph.ts"
import { breakSite, sitesOf } from "./knock-out.ts"
import type { BrokenRules } from "./knock-out.ts"
import type { Scenario } from "./scenario.ts"
import { stateStoreOf } from "./state-store.ts"
import { initialOf, rowOf, tryLabel } from "./walker.ts"
import type { Answer, Machines, Row, Walker } from "./walker.ts"

/**
 * The transition relations of the intact machine and of every machine with one site broken, computed together. A broken
 * machine takes over the successors of the intact one wherever it can't have others. Three facts of `step` make that sound,
 * and a test compares the result with machines that share nothing:
 * - a guard's verdict is read by nothing but the refusal, so in a state where another guard refuses too, breaking one
 *   changes nothing, and where none refuses, neither;
 * - a rule is a pure function, so where every call of it returned what the broken form returns, breaking it changes nothing;
 * - whether a command is refused is settled by the first guard that fails, so in states that the intact machine can't reach,
 *   where nobody asks for reasons, the guards after it need not be asked.
 * What remains is tried on the broken machine itself.
 */
export const singletonsOf = <S extends Shape, G extends Guards<S>, V extends State>(
  intact: Domain<S, G>,
  broken: BrokenRules<S["rules"]>,
  scenario: Scenario<S, V>,
): Machines => {
  const { labels } = scenario
  const store = stateStoreOf(scenario)
  const initial = initialOf(scenario, store)
  const value = (key: Key) => store.get(key).value
  const answerOf = (domain: Domain<S, G>, key: Key, label: string) =>
    tryLabel(domain, scenario, store, store.get(key), label)

  const instrumented = instrumentedRules(intact, broken)
  const expand = memo((key: Key): Expansion => {
    const answers = new Map<string, Answer>()
    const sensitive = new Map<string, string[]>()
    for (const label of labels) {
      instrumented.reset()
      const answer = answerOf(instrumented.domain, key, label)
      answers.set(label, answer)
      for (const site of [...instrumented.deviating(), ...soleReason(answer)])
        entry(sensitive, site, () => []).push(label)
    }
    return { answers, sensitive, row: rowOf(store, answers) }
  })
  const intactWalker: Walker = {
    ...initial,
    row: (key) => expand(key).row,
    answer: (key, label) => expand(key).answers.get(label) ?? answerOf(intact, key, label),
    value,
  }
  const reachable = once(() => explore(intactWalker).graph.edges)

  const brokenAt = memo((site: string): Walker => {
    const domain = breakSite(intact, broken, site)
    const shortCircuit = shortCircuited(domain)
    const tried = (key: Key, some: readonly string[]) =>
      some.map((label): [string, Answer] => {
        shortCircuit.reset()
        return [label, answerOf(shortCircuit.domain, key, label)]
      })
    const shared = (key: Key): Row => {
      const { answers, sensitive, row } = expand(key)
      const some = sensitive.get(site)
      return some === undefined ? row : rowOf(store, [...answers, ...tried(key, some)])
    }
    return {
      ...initial,
      row: memo((key) => (reachable().has(key) ? shared(key) : rowOf(store, tried(key, labels)))),
      answer: (key, label) => answerOf(domain, key, label),
      value,
    }
  })
  return {
    labels,
    sites: sitesOf(intact),
    walker: (machine) => (machine === INTACT ? intactWalker : brokenAt(machine)),
  }
}

/** A state, expanded: what the intact machine answers to each label, and by site the labels that are sensitive to breaking it. */
interface Expansion {
  readonly answers: ReadonlyMap<string, Answer>
  readonly sensitive: ReadonlyMap<string, readonly string[]>
  readonly row: Row
}

const soleReason = (answer: Answer): readonly string[] =>
  answer.kind === "refuses" && answer.guards.length === 1 ? [`${String(answer.guards[0])}@${answer.command}`] : []

type Rule = (...given: readonly unknown[]) => unknown

/** The intact domain with rules that note when their broken form would have returned something else. */
const instrumentedRules = <S extends Shape, G extends Guards<S>>(
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
        const returned = intact(...given)
        if (!deviating.includes(site) && !sameJson(returned, other(...given))) deviating.push(site)
        return returned
      }
      return [name, rule]
    }),
  )
  return {
    domain: compile<S>()({ ...definition, rules }),
    /** The sites of the rules that deviated since `reset`. */
    deviating: (): readonly string[] => deviating,
    reset: () => {
      deviating = []
    },
  }
}

type Predicate = (moment: never) => boolean
const isPredicate = (guard: unknown): guard is Predicate => typeof guard === "function"

/** The domain with guards that are asked no more once one has failed since `reset`. */
const shortCircuited = <S extends Shape, G extends Guards<S>>({ definition }: Domain<S, G>) => {
  let refused = false
  const stopping = (guard: unknown): unknown => {
    if (!isPredicate(guard)) return guard
    return (moment: never) => {
      if (!refused) refused = !guard(moment)
      return !refused
    }
  }
  const guards = Object.fromEntries(
    Object.entries<object>(definition.guards).map(([command, row]) => [
      command,
      Object.fromEntries(Object.entries<unknown>({ ...row }).map(([name, guard]) => [name, stopping(guard)])),
    ]),
  )
  return {
    domain: compile<S>()({ ...definition, guards: guards as G }),
    reset: () => {
      refused = false
    },
  }
}

const memo = <K, T>(compute: (key: K) => T): ((key: K) => T) => {
  const known = new Map<K, T>()
  return (key) => entry(known, key, () => compute(key))
}

const once = <T>(compute: () => T): (() => T) => {
  const made = memo(compute)
  return () => made(undefined)
}

const entry = <K, T>(map: Map<K, T>, key: K, make: () => T): T => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
