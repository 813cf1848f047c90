import { transition } from "xstate"
import { describe, expect, expectTypeOf, it } from "vitest"
import type { ApprovalsGuard, ApprovalsSite } from "../../kernel/approvals/index.ts"
import {
  type Chart,
  type GuardName,
  type Guards,
  type RuleSite,
  type Site,
  domain,
  step,
} from "../../kernel/machine.ts"
import { deepFreeze } from "../fixtures/deep-freeze.ts"
import {
  type Command,
  type Door,
  type Doors,
  bolt,
  bolted,
  build,
  definition,
  doors,
  guards,
  now,
  open,
  push,
  registerOf,
  shut,
} from "../fixtures/door.ts"

describe("a step", () => {
  it("brings an entity into being, and says what it was decided on", () => {
    expect(step(doors(), registerOf(), build("d1"), now())).toEqual({
      accepted: true,
      facts: { doors: 0, maxDoors: 2 },
      after: [{ id: "d1", status: "shut", kept: { weight: 2, pushes: [], bolted: false } }],
    })
  })

  it("says the whole entity as it is afterwards, in the status that follows from what is kept", () => {
    const answer = step(doors(), registerOf({ d1: shut(), d2: open() }), push("d1"), now())
    expect(answer).toEqual({ accepted: true, facts: { keepers: ["kim"] }, after: [{ id: "d1", ...open() }] })
    const back = step(doors(), registerOf({ d1: open() }), push("d1"), now())
    expect(back).toMatchObject({ after: [{ status: "shut", kept: { pushes: ["kim", "kim"] } }] })
  })

  it("goes by the first weight that applies", () => {
    const both = { status: "shut", kept: { weight: 2, pushes: ["kim"], bolted: false } } as const
    expect(step(doors(), registerOf({ d1: both }), bolt("d1"), now())).toMatchObject({ after: [{ status: "bolted" }] })
  })

  it("refuses with every guard that failed, in the table's order, and says what it was decided on", () => {
    const answer = step(doors(), registerOf({ d1: bolted() }), push("d1", { force: 1, by: "pat" }), now())
    expect(answer).toEqual({
      accepted: false,
      refusal: "guards",
      facts: { keepers: ["kim"] },
      guards: ["doorIsUnbolted", "forceMovesDoor", "pusherIsKeeper"],
    })
    expect(step(doors(), registerOf({ d1: shut(), d2: shut() }), build("d3", 0), now())).toMatchObject({
      guards: ["doorHasWeight", "doorsAreBelowCap"],
    })
  })

  it.each([
    ["the first", bolted(), {}, "doorIsUnbolted"],
    ["one in the middle", shut(), { force: 1 }, "forceMovesDoor"],
    ["the last", open(), { by: "pat" }, "pusherIsKeeper"],
  ] as const)("refuses when %s fails alone", (_, door, how, guard) => {
    expect(step(doors(), registerOf({ d1: door }), push("d1", how), now())).toMatchObject({
      accepted: false,
      guards: [guard],
    })
  })

  it("asks each guard once", () => {
    const asked: string[] = []
    const counted = <G extends object>(table: G): G =>
      Object.fromEntries(
        Object.entries(table).map(([name, guard]) => [
          name,
          typeof guard === "function"
            ? (moment: never) => {
                asked.push(name)
                return (guard as (moment: never) => boolean)(moment)
              }
            : guard,
        ]),
      ) as G
    const { build, push: pushing, bolt: bolting } = guards()
    const counting = domain<Door>()({
      ...definition(),
      guards: { build: counted(build), push: counted(pushing), bolt: counted(bolting) },
    })
    expect(step(counting, registerOf({ d1: shut() }), push("d1"), now())).toMatchObject({ accepted: true })
    expect(asked).toEqual(["forceMovesDoor", "pusherIsKeeper"])
  })

  it("takes every command in every status: no status masks a guard, and a command that no guard refuses follows", () => {
    const loose = domain<Door>()({ ...definition(), guards: { build: {}, push: {}, bolt: {} } })
    for (const door of [shut(), open(), bolted()]) {
      const register = registerOf({ d1: door })
      expect(step(loose, register, push("d1"), now())).toMatchObject({
        after: [{ kept: { pushes: [...door.kept.pushes, "kim"] } }],
      })
      expect(step(loose, register, bolt("d1"), now())).toMatchObject({ after: [{ status: "bolted" }] })
      expect(step(doors(), register, push("d1", { force: 0 }), now())).toMatchObject({
        guards: expect.arrayContaining(["forceMovesDoor"]) as unknown,
      })
    }
  })
})

describe("who is addressed", () => {
  it("is unknown before any guard is asked, as is an id that is taken", () => {
    const throws = () => {
      throw new Error("nothing may be asked")
    }
    const { facts } = definition()
    const mute = domain<Door>()({ ...definition(), facts: { ...facts, build: throws, push: throws, bolt: throws } })
    expect(step(mute, registerOf(), push("d1"), now())).toEqual({ accepted: false, refusal: "unknown" })
    expect(step(mute, registerOf({ d1: shut() }), build("d1"), now())).toEqual({ accepted: false, refusal: "taken" })
  })

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "deriving", "absent", ""])(
    "may be called %j",
    (id) => {
      expect(step(doors(), registerOf(), push(id), now())).toEqual({ accepted: false, refusal: "unknown" })
      const answer = step(doors(), registerOf(), build(id), now())
      expect(answer).toMatchObject({ accepted: true, after: [{ id, status: "shut" }] })
      const register = { ...registerOf(), entities: new Map([[id, shut()]]) }
      expect(step(doors(), register, build(id), now())).toEqual({ accepted: false, refusal: "taken" })
      expect(step(doors(), register, push(id), now())).toMatchObject({
        accepted: true,
        after: [{ id, status: "open" }],
      })
    },
  )

  // No parser lets such a command in; a caller who casts gets a refusal, never an acceptance in which nothing happens.
  it.each([
    "constructor",
    "__proto__",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "deriving",
    "always",
    "",
    "xstate.init",
    "*",
  ])("does not hear of a command %j", (type) => {
    const made: unknown = { ...push("d1"), type }
    for (const register of [registerOf({ d1: shut() }), registerOf()]) {
      expect(step(doors(), register, made as Command, now())).toEqual({ accepted: false, refusal: "unknown" })
    }
  })
})

describe("a step is pure", () => {
  const asks: readonly (readonly [string, Command])[] = [
    ["accepts", push("d1")],
    ["refuses", push("d1", { force: 0 })],
    ["opens", build("d2")],
    ["knows nothing of", push("d9")],
  ]
  it.each(asks)("that %s: frozen input stays as it is, and the answer is the same again", (_, command) => {
    const kernel = doors()
    const register = registerOf({ d1: shut() })
    deepFreeze([register.settings, [...register.entities.values()], command, kernel.definition])
    const first = step(kernel, register, command, now())
    expect(register).toEqual(registerOf({ d1: shut() }))
    expect(step(kernel, register, command, now())).toEqual(first)
    expect(step(doors(), registerOf({ d1: shut() }), command, now())).toEqual(first)
  })
})

describe("the compiled machine", () => {
  it("takes what opens where nothing is, everything else in every status, and ends nowhere", () => {
    const { absent, deriving, ...statuses } = doors().lifecycle.root.states
    expect(absent?.ownEvents).toEqual(["build"])
    expect(deriving?.ownEvents).toEqual([])
    expect(Object.keys(statuses)).toEqual(["shut", "open", "bolted"])
    for (const status of Object.values(statuses)) {
      expect(status.ownEvents).toEqual(["push", "bolt"])
      // A final state ignores events in silence.
      expect(status.type).toBe("atomic")
    }
  })

  it("goes nowhere where a guard is said to have failed", () => {
    const { lifecycle } = doors()
    const moment = { command: build("d1"), now: now(), facts: null, rules: {}, status: "absent", kept: null }
    const from = lifecycle.resolveState({ value: "absent", context: { kept: null } })
    const to = (failed: readonly string[]) => transition(lifecycle, from, { type: "build", moment, failed })[0].value
    expect([to(["doorHasWeight"]), to([])]).toEqual(["absent", "shut"])
  })
})

describe("a domain is a value", () => {
  it("of which a copy lacks a guard, and the intact one does not", () => {
    const kernel = doors()
    const { push: intact } = guards()
    const loose = domain<Door>()({
      ...kernel.definition,
      guards: { ...guards(), push: { ...intact, pusherIsKeeper: () => true } },
    })
    const [register, by] = [registerOf({ d1: shut() }), { by: "pat" }]
    expect(step(loose, register, push("d1", by), now())).toMatchObject({
      accepted: true,
      after: [{ kept: { pushes: ["pat"] } }],
    })
    expect(step(loose, register, push("d1", { by: "pat", force: 1 }), now())).toMatchObject({
      guards: ["forceMovesDoor"],
    })
    expect(step(kernel, register, push("d1", by), now())).toMatchObject({ guards: ["pusherIsKeeper"] })
  })

  it("of which a copy has another rule, where guards as well as weights call it", () => {
    const kernel = doors()
    const { rules } = kernel.definition
    const register = registerOf({ d1: shut() })
    const light = domain<Door>()({ ...kernel.definition, rules: { ...rules, moves: () => true } })
    const stuck = domain<Door>()({ ...kernel.definition, rules: { ...rules, isOpen: () => false } })
    expect(step(light, register, push("d1", { force: 0 }), now())).toMatchObject({ accepted: true })
    expect(step(stuck, register, push("d1"), now())).toMatchObject({
      after: [{ status: "shut", kept: { pushes: ["kim"] } }],
    })
    expect(step(kernel, register, push("d1", { force: 0 }), now())).toMatchObject({ guards: ["forceMovesDoor"] })
  })
})

describe("what the types forbid", () => {
  it("names guards, sites and rules exactly", () => {
    expectTypeOf<GuardName<Doors>>().toEqualTypeOf<
      "doorHasWeight" | "doorsAreBelowCap" | "doorIsUnbolted" | "forceMovesDoor" | "pusherIsKeeper" | "doorIsShut"
    >()
    expectTypeOf<Site<Doors>>().toEqualTypeOf<
      | "doorHasWeight@build"
      | "doorsAreBelowCap@build"
      | "doorIsUnbolted@push"
      | "forceMovesDoor@push"
      | "pusherIsKeeper@push"
      | "doorIsShut@bolt"
    >()
    expectTypeOf<RuleSite<Door["rules"]>>().toEqualTypeOf<"moves@rule" | "isOpen@rule">()
    expectTypeOf<"initiatorIsNotApprover">().toExtend<ApprovalsGuard>()
    expectTypeOf<"initiatorIsNotApprover@reject">().toExtend<ApprovalsSite>()
    expectTypeOf<"oneRejectionEnds@rule">().toExtend<ApprovalsSite>()
    expectTypeOf<"initiatorIsNotAprover">().not.toExtend<ApprovalsGuard>()
    // The guard is there, but not at this command.
    expectTypeOf<"initiatorIsNotApprover@cancel">().not.toExtend<ApprovalsSite>()
    expectTypeOf<"initiatorIsNotApprover@rule">().not.toExtend<ApprovalsSite>()
  })

  it("lets no command, guard, rule or status in that the domain does not have", () => {
    const whole = definition()
    const { chart, rules, facts } = whole
    const table = guards()
    const kernel = doors()
    const isLight = ({ kept }: { readonly kept: Door["kept"] }) => kept.weight < 9
    const isStrong = ({ command }: { readonly command: { readonly force: number } }) => command.force > 0
    // Built, never called: what matters is that it does not compile.
    const forbidden = [
      // @ts-expect-error a command that the domain does not have
      () => step(kernel, registerOf(), { type: "paint", id: "d1" }, now()),
      // @ts-expect-error a number is not yet an instant
      () => step(kernel, registerOf(), bolt("d1"), 1),
      // @ts-expect-error a command without guards
      () => domain<Door>()({ ...whole, guards: { build: table.build, push: table.push } }),
      // @ts-expect-error guards of a command that the domain does not have
      () => ({ ...table, paint: {} }) satisfies Guards<Door>,
      // @ts-expect-error a status that the domain does not have
      () => domain<Door>()({ ...whole, guards: { ...table, bolt: { doorIsAjar: { in: ["ajar"] } } } }),
      // @ts-expect-error the lifecycle's own guard has nothing to say before there is an entity
      () => domain<Door>()({ ...whole, guards: { ...table, build: { doorIsShut: { in: ["shut"] } } } }),
      // @ts-expect-error a guard that looks at what is kept, where nothing is kept yet
      () => domain<Door>()({ ...whole, guards: { ...table, build: { isLight } } }),
      // @ts-expect-error a guard that looks at what its command does not say
      () => domain<Door>()({ ...whole, guards: { ...table, bolt: { isStrong } } }),
      // @ts-expect-error a rule that the domain does not have
      () => domain<Door>()({ ...whole, rules: { moves: rules.moves, isOpen: rules.isOpen, isGreen: () => true } }),
      // @ts-expect-error a domain without one of its rules
      () => domain<Door>()({ ...whole, rules: { moves: rules.moves } }),
      // @ts-expect-error a command without facts
      () => domain<Door>()({ ...whole, facts: { build: facts.build, push: facts.push } }),
      // @ts-expect-error a status that the domain does not have
      () => domain<Door>()({ ...whole, chart: { ...chart, statuses: ["ajar"] } }),
      // @ts-expect-error nothing follows a command that the domain does not have
      (): Chart<Door>["follows"] => ({ ...chart.follows, paint: chart.follows.bolt }),
    ]
    expect(forbidden).not.toHaveLength(0)
  })
})
