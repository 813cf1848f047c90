import { readFileSync, readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type Domain, domain } from "../../../kernel/machine.ts"
import type { Sessions } from "../../../kernel/sessions/facts.ts"
import { module, sessions } from "../../../kernel/sessions/index.ts"
import { SessionId } from "../../../kernel/sessions/sessions.ts"
import { FOREVER, later } from "../../../kernel/time.ts"
import { bindings } from "../../../verification/domains/index.ts"
import { boundedOf, withoutClause } from "../../../verification/explore/bounded.ts"
import type { Scenario } from "../../../verification/explore/scenario.ts"
import {
  type Move,
  START,
  ann,
  delegate,
  end,
  enrol,
  instant,
  mint,
  open,
  present,
  settings,
  tell,
} from "../../fixtures/sessions.ts"
import { type Lock, lock, scenarioOf } from "./lock.ts"

/** Two locks and three ticks: of a lock that somebody turned, others are told for two of them. */
const scenario = () =>
  scenarioOf({
    labels: ["Make__a__right", "Turn__a__right", "Make__b__right", "Turn__b__right", "Tick__"],
    horizon: 3,
    bound: 2,
  })

const raise = (what: string): never => {
  throw new Error(what)
}

/** Nothing ends. */
const nothing = { ended: [], recalls: undefined } as const

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
    expect(boundedOf(telling(fresh), nothing, scenario())).toMatchObject({
      differing: [],
      needed: ["turned"],
      revived: [],
    })
  })

  it("is not enough where one says too little, and each label tells so", () => {
    const short = { ...fresh, never: () => null }
    const { differing, needed } = boundedOf(telling({ turned: () => null }), nothing, scenario())
    expect(differing.length).toBeGreaterThan(0)
    expect(needed).toEqual([])
    expect(boundedOf(telling(short), nothing, scenario())).toMatchObject({ differing: [], needed: ["turned"] })
    expect(boundedOf(telling({ ...fresh, always: () => FOREVER }), nothing, scenario()).needed).toEqual([])
  })

  it("is told apart from what has ended and takes a command all the same", () => {
    expect(boundedOf(lock(), { ...nothing, ended: ["shut"] }, scenario()).revived.length).toBeGreaterThan(0)
  })

  it("is a value of which a copy lacks a clause", () => {
    expect(Object.keys(withoutClause(telling(fresh), "turned").definition.lasts)).toEqual([])
  })
})

describe("what is looked at beside", () => {
  /** A session of a few ticks, with two credentials of two, of which one may be handed on, and one be presented. */
  const inForce = settings({ credentialMs: 2, idleMs: 9, sessionMs: 9 })
  const told = tell(inForce, [0, enrol(ann())], [0, open(1)], [0, mint(1)], [0, mint(2)])
  const moves: Readonly<Record<string, Move>> = {
    End: end(1),
    Present: present(1),
    Replay: delegate(3, 1),
    Other: present(2),
    Tick: () => {
      throw new Error("time says nothing")
    },
  }
  const calls = (): Scenario<Sessions, { readonly all: string }> => ({
    labels: Object.keys(moves),
    initial: [
      {
        now: instant(START),
        entities: new Map(
          ["ann", "session_1", "credential_1", "credential_2"].map((id) => [
            id,
            told.entities.get(id) ?? raise(`there is no ${id}`),
          ]),
        ),
      },
    ],
    move: (label, { now, entities }) =>
      label === "Tick"
        ? now < START + 5
          ? { kind: "passage", to: { now: later(now, 1), entities } }
          : { kind: "none" }
        : {
            kind: "command",
            settings: inForce,
            command: (moves[label] ?? raise(label))({ settings: inForce, entities }),
          },
    project: ({ now, entities }) => ({ all: JSON.stringify([now, [...entities]]) }),
    isWithinBound: () => true,
  })
  const past = { ended: module.ended, recalls: undefined }
  /** As if an open session had ended already. */
  const openIsPast = { ...past, ended: [...module.ended, "open"] as const }

  const mute = domain<Sessions>()({ ...sessions.definition, lasts: {} })
  const SESSION = SessionId.parse("session_1")

  it("is gone with its time, and then what would be refused is unknown, and nothing is accepted that was not", () => {
    expect(boundedOf(sessions, past, calls())).toMatchObject({
      differing: [],
      needed: ["refuses", "leads"],
      revived: [],
    })
  })

  it("is missed where it is gone too soon: what would be accepted is not", () => {
    expect(boundedOf(sessions, openIsPast, calls()).differing).toEqual([])
    expect(boundedOf(mute, openIsPast, calls()).differing).toEqual(["Present", "Replay", "Other"])
  })

  it("is not missed by whoever recalls it", () => {
    const recalls = ({ type }: Sessions["command"]) => (type === "present" ? [SESSION] : [])
    expect(boundedOf(mute, { ...openIsPast, recalls }, calls()).differing).toEqual(["Replay"])
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
