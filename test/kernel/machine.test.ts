import { transition } from "xstate"
import { describe, expect, expectTypeOf, it } from "vitest"
import type { ApprovalsGuard, ApprovalsSite } from "../../kernel/approvals/index.ts"
import {
  type Besides,
  type Chart,
  type GuardName,
  type Guards,
  type RuleSite,
  type Site,
  domain,
  step,
} from "../../kernel/machine.ts"
import { deepFreeze } from "../fixtures/deep-freeze.ts"
import * as inn from "../fixtures/inn.ts"
import * as larder from "../fixtures/larder.ts"
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

describe("an entity beside the one that is addressed", () => {
  const { enter, knock, leave, move, room, stay } = inn
  const answer = (register: ReturnType<typeof inn.registerOf>, command: inn.Command, kernel = inn.inn()) =>
    step(kernel, register, command, inn.now())
  const throws = () => {
    throw new Error("nothing may be asked")
  }

  it("moves along in the same step, the addressed one first, each in the status that follows from what it keeps", () => {
    expect(answer(inn.registerOf({ r1: room(1) }), enter("s1", "r1"))).toEqual({
      accepted: true,
      facts: { left: 1 },
      after: [
        { id: "s1", ...stay("r1") },
        { id: "r1", status: "full", kept: { entity: "room", beds: 1, stays: ["s1"] } },
      ],
    })
    expect(answer(inn.registerOf({ r1: room(1, "s1"), s1: stay("r1") }), leave("s1"))).toMatchObject({
      after: [
        { id: "s1", ...stay("r1", true) },
        { id: "r1", ...room(1) },
      ],
    })
  })

  it("is found by what the addressed one keeps, or by what the command says where that is yet to be", () => {
    const register = inn.registerOf({ r1: room(2), r2: room(2), s1: stay("r2") })
    const ids = (command: inn.Command) => {
      const said = answer(register, command)
      return said.accepted ? said.after.map(({ id }) => id) : []
    }
    expect(ids(enter("s9", "r1"))).toEqual(["s9", "r1"])
    expect(ids(leave("s1"))).toEqual(["s1", "r2"])
  })

  it("may be one of several: each moves as its own name says", () => {
    expect(answer(inn.registerOf({ r1: room(1, "s1"), r2: room(1), s1: stay("r1") }), move("s1", "r2"))).toEqual({
      accepted: true,
      facts: { left: 1 },
      after: [
        { id: "s1", ...stay("r2") },
        { id: "r1", ...room(1) },
        { id: "r2", ...room(1, "s1") },
      ],
    })
  })

  it("is none of what comes after where it keeps the very same", () => {
    const register = inn.registerOf({ r1: room(1, "s1"), s1: stay("r1") })
    const knocked = answer(register, knock("s1"))
    expect(knocked).toMatchObject({ accepted: true })
    expect(knocked.accepted && knocked.after.map(({ id }) => id)).toEqual(["s1"])
  })

  it("is one of what comes after where it keeps the like, but not the very same", () => {
    const { beside, ...rest } = inn.definition()
    const copying = domain<inn.Inn>()({
      ...rest,
      beside: {
        ...beside,
        knock: { room: { ...beside.knock.room, follows: ({ beside: { room } }) => ({ ...room.kept }) } },
      },
    })
    const register = inn.registerOf({ r1: room(1, "s1"), s1: stay("r1") })
    expect(answer(register, knock("s1"), copying)).toMatchObject({
      after: [{ id: "s1" }, { id: "r1", status: "full" }],
    })
  })

  it("is told what the addressed one keeps afterwards", () => {
    const { chart, ...rest } = inn.definition()
    const forgetful = domain<inn.Inn>()({
      ...rest,
      chart: { ...chart, follows: { ...chart.follows, leave: ({ kept }) => kept } },
    })
    const said = answer(inn.registerOf({ r1: room(1, "s1"), s1: stay("r1") }), leave("s1"), forgetful)
    expect(said.accepted && said.after.map(({ id }) => id)).toEqual(["s1"])
  })

  it("takes its status from the rules in force, never from the one that it had", () => {
    const roomy = domain<inn.Inn>()({ ...inn.definition(), rules: { isFull: () => false } })
    expect(answer(inn.registerOf({ r1: room(1) }), enter("s1", "r1"), roomy)).toMatchObject({
      after: [{ id: "s1" }, { id: "r1", status: "free" }],
    })
  })

  it("has a status whatever it keeps, or the step throws: a chart whose last row does not apply always is none", () => {
    const { chart, ...rest } = inn.definition()
    const roomless = domain<inn.Inn>()({
      ...rest,
      chart: { ...chart, derives: [{ to: "in", when: ({ entity }) => entity === "stay" }] },
    })
    expect(() => answer(inn.registerOf({ r1: room(1) }), enter("s1", "r1"), roomless)).toThrow(
      new RangeError("a chart whose last row does not apply always"),
    )
  })

  it("makes a command unknown where it is missing, before any guard and any fact is asked", () => {
    const { guards, facts, ...rest } = inn.definition()
    const mute = domain<inn.Inn>()({
      ...rest,
      guards: {
        ...guards,
        enter: { guestHasName: throws, roomIsFree: throws, bedsAreLeft: throws },
        move: { ...guards.move, otherRoomIsFree: throws, otherRoomIsAnother: throws },
      },
      facts: { ...facts, enter: throws, move: throws, knock: throws, leave: throws },
    })
    const unknown = { accepted: false, refusal: "unknown" }
    expect(answer(inn.registerOf(), enter("s1", "r1"), mute)).toEqual(unknown)
    const register = inn.registerOf({ r1: room(1), s1: stay("r1"), s2: stay("r9") })
    // The first of two, and the last.
    for (const command of [move("s1", "r9"), move("s2", "r1"), knock("s2"), leave("s2")])
      expect(answer(register, command, mute)).toEqual(unknown)
  })

  it.each(["constructor", "__proto__", "toString", ""])("is unknown by the name %j, where nobody built it", (id) => {
    expect(answer(inn.registerOf(), enter("s1", id))).toEqual({ accepted: false, refusal: "unknown" })
    const register = { ...inn.registerOf(), entities: new Map([[id, room(1)]]) }
    expect(answer(register, enter("s1", id))).toMatchObject({ after: [{ id: "s1" }, { id, status: "full" }] })
  })

  it("is not looked for where the addressed one is unknown, or taken", () => {
    const { beside, ...rest } = inn.definition()
    const mute = domain<inn.Inn>()({
      ...rest,
      beside: {
        ...beside,
        enter: { room: { ...beside.enter.room, id: throws } },
        leave: { room: { ...beside.leave.room, id: throws } },
      },
    })
    expect(answer(inn.registerOf({ r1: room(1), s1: stay("r1") }), enter("s1", "r1"), mute)).toEqual({
      accepted: false,
      refusal: "taken",
    })
    expect(answer(inn.registerOf({ r1: room(1) }), leave("s1"), mute)).toEqual({ accepted: false, refusal: "unknown" })
  })

  it("is seen by guards and facts under its name, with its id, its status and what it keeps", () => {
    expect(answer(inn.registerOf({ r1: room(1, "s2") }), enter("s1", "r1"))).toEqual({
      accepted: false,
      refusal: "guards",
      facts: { left: 0 },
      guards: ["roomIsFree", "bedsAreLeft"],
    })
    const rooms = { r1: room(2, "s1"), r2: room(1, "s2"), s1: stay("r1") }
    expect(answer(inn.registerOf(rooms), move("s1", "r2"))).toMatchObject({ guards: ["otherRoomIsFree"] })
    expect(answer(inn.registerOf(rooms), move("s1", "r1"))).toMatchObject({ guards: ["otherRoomIsAnother"] })
  })

  it("does not move where a guard refuses", () => {
    const moved: string[] = []
    const { beside, ...rest } = inn.definition()
    const watched = domain<inn.Inn>()({
      ...rest,
      beside: {
        ...beside,
        leave: {
          room: {
            ...beside.leave.room,
            follows: (moment, after) => {
              moved.push(moment.command.id)
              return beside.leave.room.follows(moment, after)
            },
          },
        },
      },
    })
    const register = inn.registerOf({ r1: room(2, "s2"), s1: stay("r1", true), s2: stay("r1") })
    expect(answer(register, leave("s1"), watched)).toEqual({
      accepted: false,
      refusal: "guards",
      facts: null,
      guards: ["guestIsIn"],
    })
    expect(moved).toEqual([])
    expect(answer(register, leave("s2"), watched)).toMatchObject({ accepted: true })
    expect(moved).toEqual(["s2"])
  })

  it("is never changed in place", () => {
    const register = inn.registerOf({ r1: room(2, "s1"), r2: room(1), s1: stay("r1") })
    const before = JSON.stringify([...register.entities.values()])
    deepFreeze([register.settings, [...register.entities.values()]])
    for (const command of [enter("s2", "r1"), move("s1", "r2"), knock("s1"), leave("s1")])
      expect(answer(register, command).accepted).toBe(true)
    expect(JSON.stringify([...register.entities.values()])).toBe(before)
  })

  it("has to be said how to be found, and what follows of it, or nothing compiles", () => {
    const whole = inn.definition()
    const { beside, ...rest } = whole
    const forbidden = [
      // @ts-expect-error a domain whose commands look at several entities, and nowhere says at which
      () => domain<inn.Inn>()(rest),
      // @ts-expect-error a command that looks at one, and does not say at which
      () => domain<inn.Inn>()({ ...rest, beside: { enter: beside.enter, move: beside.move, knock: beside.knock } }),
      // @ts-expect-error one of two
      () => domain<inn.Inn>()({ ...rest, beside: { ...beside, move: { from: beside.move.from } } }),
      // @ts-expect-error what opens meets nothing by which another could be found
      () => domain<inn.Inn>()({ ...rest, beside: { ...beside, enter: { room: beside.leave.room } } }),
      // @ts-expect-error a guard that looks beside at a command that looks at none
      () => ({ ...inn.guards, build: { roomIsFree: inn.guards.enter.roomIsFree } }) satisfies Guards<inn.Inn>,
    ]
    expect(forbidden).not.toHaveLength(0)
  })
})

/** What several commands of a larder answer. */
const inLarder = (
  register: ReturnType<typeof larder.registerOf>,
  command: larder.Command,
  kernel = larder.larder(),
): ReturnType<typeof step<larder.Larder, typeof larder.guards>> => step(kernel, register, command, larder.now())
const UNKNOWN = { accepted: false, refusal: "unknown" } as const
const movedIn = (...said: Parameters<typeof inLarder>) => {
  const answer = inLarder(...said)
  return answer.accepted ? answer.after.map(({ id }) => id) : answer
}

describe("several entities beside", () => {
  const { cook, dish, jar, shelf, taste } = larder
  const jars = () => ({ oats: jar(2), figs: jar(1), salt: jar(1) })

  it("each move along in the same step, in the order asked, each in the status that follows from what it keeps", () => {
    expect(inLarder(larder.registerOf({ ...jars(), top: shelf() }), cook("d1", ["figs", "oats"]))).toEqual({
      accepted: true,
      facts: { spoons: 3, places: 2 },
      after: [
        { id: "d1", ...dish(["figs", "oats"]) },
        { id: "figs", ...jar(0, "d1") },
        { id: "oats", ...jar(1, "d1") },
        { id: "top", ...shelf("d1") },
      ],
    })
  })

  it("are told by id, status and what each keeps, in the order asked, whatever the register's is", () => {
    const told: unknown[] = []
    const { guards, ...rest } = larder.definition()
    const listening = domain<larder.Larder>()({
      ...rest,
      guards: {
        ...guards,
        taste: {
          isHeard: ({ beside }) => {
            told.push(beside)
            return true
          },
        },
      },
    })
    const register = larder.registerOf({ ...jars(), d1: dish(["salt", "figs"]), top: shelf("d1") })
    expect(step(listening, register, taste("d1"), larder.now()).accepted).toBe(true)
    expect(told).toEqual([
      {
        jars: [
          { id: "salt", ...jar(1) },
          { id: "figs", ...jar(1) },
        ],
        shelf: { id: "top", ...shelf("d1") },
      },
    ])
  })

  it("are moved each by itself: of some nothing changes", () => {
    const register = larder.registerOf({ ...jars(), top: shelf() })
    expect(movedIn(register, cook("d1", ["oats", "salt", "figs"]))).toEqual(["d1", "oats", "figs", "top"])
    expect(movedIn(register, cook("d1", ["salt"]))).toEqual(["d1", "top"])
    expect(movedIn(larder.registerOf({ ...jars(), d1: dish(["oats", "figs"]), top: shelf() }), taste("d1"))).toEqual([
      "d1",
    ])
  })

  it("may be none", () => {
    expect(inLarder(larder.registerOf({ top: shelf() }), cook("d1", []))).toMatchObject({
      facts: { spoons: 0 },
      after: [{ id: "d1" }, { id: "top" }],
    })
  })

  it.each([
    ["the first", ["plums", "oats", "figs"]],
    ["one in the middle", ["oats", "plums", "figs"]],
    ["the last", ["oats", "figs", "plums"]],
    ["all", ["plums", "pears"]],
    ["one by a name that objects have anyway", ["oats", "constructor"]],
  ])("have to be there, each of them: a command is unknown where %s is missing", (_, asked) => {
    const throws = () => {
      throw new Error("nothing may be asked")
    }
    const { guards, facts, ...rest } = larder.definition()
    const mute = domain<larder.Larder>()({
      ...rest,
      guards: { ...guards, cook: { jarsAreFilled: throws, shelfHasRoom: throws } },
      facts: { ...facts, cook: throws },
    })
    expect(step(mute, larder.registerOf({ ...jars(), top: shelf() }), cook("d1", asked), larder.now())).toEqual(UNKNOWN)
  })

  it("are not looked for further where one is missing", () => {
    const { beside, ...rest } = larder.definition()
    const throws = () => {
      throw new Error("nothing may be looked for")
    }
    const mute = domain<larder.Larder>()({
      ...rest,
      beside: { ...beside, cook: { ...beside.cook, shelf: { ...beside.cook.shelf, perhaps: throws } } },
    })
    expect(inLarder(larder.registerOf(jars()), cook("d1", ["plums"]), mute)).toEqual(UNKNOWN)
  })

  it("may be one and the same twice, which is the domain's affair: each place is told of it, and moves it, as it was before", () => {
    const answer = inLarder(larder.registerOf({ ...jars(), top: shelf() }), cook("d1", ["oats", "oats"]))
    expect(answer).toMatchObject({ accepted: true, facts: { spoons: 4 } })
    expect(answer.accepted && answer.after).toEqual([
      { id: "d1", ...dish(["oats", "oats"]) },
      { id: "oats", ...jar(1, "d1") },
      { id: "oats", ...jar(1, "d1") },
      { id: "top", ...shelf("d1") },
    ])
  })

  it("refuse together where a guard finds one that is not as it should be, and none of them moves", () => {
    const register = larder.registerOf({ ...jars(), figs: jar(0, "d0"), top: shelf("d8", "d9") })
    expect(inLarder(register, cook("d1", ["oats", "figs"]))).toEqual({
      accepted: false,
      refusal: "guards",
      facts: { spoons: 2, places: 2 },
      guards: ["jarsAreFilled", "shelfHasRoom"],
    })
  })

  it("are never changed in place", () => {
    const register = larder.registerOf({ ...jars(), top: shelf() })
    const before = JSON.stringify([...register.entities.values()])
    deepFreeze([register.settings, [...register.entities.values()]])
    expect(inLarder(register, cook("d1", ["oats", "figs", "salt"])).accepted).toBe(true)
    expect(JSON.stringify([...register.entities.values()])).toBe(before)
  })

  it("lead to what stands below them in the table", () => {
    const { beside, ...rest } = larder.definition()
    const leading = domain<larder.Larder>()({
      ...rest,
      beside: {
        ...beside,
        cook: {
          ...beside.cook,
          shelf: {
            ...beside.cook.shelf,
            perhaps: ({ beside: { jars } }) => `beside ${jars.map(({ id }) => id).join(" ")}`,
          },
        },
      },
    })
    expect(movedIn(larder.registerOf(jars()), cook("d1", ["oats", "salt"]), leading)).toEqual([
      ...["d1", "oats", "beside oats salt"],
    ])
  })
})

describe("an entity beside that may be missing", () => {
  const { cook, dish, jar, serve, shelf, taste } = larder

  it("is told as none where it is, and comes into being where it then keeps something", () => {
    expect(inLarder(larder.registerOf({ oats: jar(2) }), cook("d1", ["oats"]))).toEqual({
      accepted: true,
      facts: { spoons: 2, places: null },
      after: [
        { id: "d1", ...dish(["oats"]) },
        { id: "oats", ...jar(1, "d1") },
        { id: "top", ...shelf("d1") },
      ],
    })
  })

  it("stays missing where it then keeps nothing", () => {
    expect(movedIn(larder.registerOf({ d1: dish([]) }), serve("d1"))).toEqual(["d1"])
    expect(movedIn(larder.registerOf({ d1: dish([]) }), taste("d1"))).toEqual(["d1"])
  })

  it("is moved where it is there, and is none of what comes after where it keeps the very same", () => {
    expect(inLarder(larder.registerOf({ d1: dish([]), top: shelf("d0", "d1") }), serve("d1"))).toMatchObject({
      after: [{ id: "d1" }, { id: "top", ...shelf("d0") }],
    })
    expect(movedIn(larder.registerOf({ d1: dish([]), top: shelf("d1") }), taste("d1"))).toEqual(["d1"])
  })

  it("is never taken away: where it is there and keeps nothing then, it stays as it was", () => {
    const { beside, ...rest } = larder.definition()
    const taking = domain<larder.Larder>()({
      ...rest,
      beside: { ...beside, serve: { shelf: { ...beside.serve.shelf, follows: () => null } } },
    })
    expect(movedIn(larder.registerOf({ d1: dish([]), top: shelf("d1") }), serve("d1"), taking)).toEqual(["d1"])
  })

  it("does not come into being where a guard refuses", () => {
    expect(inLarder(larder.registerOf({ oats: jar(0) }), cook("d1", ["oats"]))).toEqual({
      accepted: false,
      refusal: "guards",
      facts: { spoons: 0, places: null },
      guards: ["jarsAreFilled"],
    })
  })

  it.each(["constructor", "__proto__", "toString", ""])(
    "is missing by the name %j, and comes into being by it",
    (id) => {
      const answer = inLarder(larder.registerOf(), cook("d1", [], id))
      expect(answer).toMatchObject({ facts: { places: null }, after: [{ id: "d1" }, { id, ...shelf("d1") }] })
    },
  )

  it("has to be said as one that may be missing, and several as several, or nothing compiles", () => {
    const { cook: cooking, serve: serving } = larder.definition().beside
    type Row<T extends keyof Besides<larder.Larder>> = Besides<larder.Larder>[T]
    const { perhaps, follows } = serving.shelf
    const forbidden = [
      // @ts-expect-error one that may be missing, found as if it had to be there
      (): Row<"serve"> => ({ shelf: { id: perhaps, follows } }),
      // @ts-expect-error several, found as if they were one
      (): Row<"cook">["jars"] => ({ id: () => "oats", follows: cooking.jars.follows }),
      // @ts-expect-error each of several keeps something: none of them ceases to be
      (): Row<"cook">["jars"] => ({ several: cooking.jars.several, follows: () => null }),
      // @ts-expect-error a guard that takes for there what may be missing
      (): Guards<larder.Larder>["serve"] => ({ isLaden: ({ beside }) => beside.shelf.status === "laden" }),
    ]
    expect(forbidden).not.toHaveLength(0)
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
