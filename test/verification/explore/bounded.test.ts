import { readFileSync, readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type Domain, domain } from "../../../kernel/machine.ts"
import { FOREVER, later } from "../../../kernel/time.ts"
import { bindings } from "../../../verification/domains/index.ts"
import { boundedOf, withoutClause } from "../../../verification/explore/bounded.ts"
import { instant } from "../../fixtures/people.ts"
import { type Lock, lock, scenarioOf } from "./lock.ts"

/** Two locks and three ticks: of a lock that somebody turned, others are told for two of them. */
const scenario = () =>
  scenarioOf({
    labels: ["Make__a__right", "Turn__a__right", "Make__b__right", "Turn__b__right", "Tick__"],
    horizon: 3,
    bound: 2,
  })

type Lasts = Domain<Lock>["definition"]["lasts"]
const telling = (lasts: Lasts) => {
  const { definition } = lock()
  return domain<Lock>()({
    ...definition,
    lasts,
    facts: {
      ...definition.facts,
      turn: ({ register, now }) => ({
        needed:
          2 +
          [...register.entities.values()].filter(({ kept }) => kept.turns.some((at) => now < later(instant(at), 2)))
            .length,
      }),
    },
  })
}
const fresh: Lasts = {
  turned: ({ kept: { turns } }) => {
    const last = turns.at(-1)
    return last === undefined ? null : later(instant(last), 2)
  },
}

describe("what no longer matters", () => {
  it("is enough where every clause is there", () => {
    expect(boundedOf(telling(fresh), [], scenario())).toMatchObject({ differing: [], needed: ["turned"], revived: [] })
  })

  it("is not enough where one says too little, and each label tells so", () => {
    const short = { ...fresh, never: () => null }
    const { differing, needed } = boundedOf(telling({ turned: () => null }), [], scenario())
    expect(differing.length).toBeGreaterThan(0)
    expect(needed).toEqual([])
    expect(boundedOf(telling(short), [], scenario())).toMatchObject({ differing: [], needed: ["turned"] })
    expect(boundedOf(telling({ ...fresh, always: () => FOREVER }), [], scenario()).needed).toEqual([])
  })

  it("is told apart from what has ended and takes a command all the same", () => {
    expect(boundedOf(lock(), ["shut"], scenario()).revived.length).toBeGreaterThan(0)
  })

  it("is a value of which a copy lacks a clause", () => {
    expect(Object.keys(withoutClause(telling(fresh), "turned").definition.lasts)).toEqual([])
  })
})

describe.each(bindings.map((binding) => [binding.name, binding] as const))("in every state of %s", (name, binding) => {
  const folder = new URL(`../../../models/${name}/instances/`, import.meta.url)
  const found = readdirSync(folder)
    .map((file) => binding.open(JSON.parse(readFileSync(new URL(file, folder), "utf8"))))
    .filter(({ purpose }) => purpose === "graph")
    .map((slice) => [slice.name, slice.bounded()] as const)

  it.each(found)("nothing else is needed, and what has ended takes nothing: %s", (_, { differing, revived }) => {
    expect({ differing, revived }).toEqual({ differing: [], revived: [] })
  })

  it.each(binding.clauses)("the clause %s is", (clause) => {
    expect(found.flatMap(([, { needed }]) => needed)).toContain(clause)
  })
})
