import { describe, expect, it } from "vitest"
import { type Guards, domain, step } from "../../kernel/machine.ts"
import { deepFreeze } from "../fixtures/deep-freeze.ts"
import * as inn from "../fixtures/inn.ts"

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
