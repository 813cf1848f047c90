import { describe, expect, it } from "vitest"
import { type Changed, step } from "../../../kernel/machine.ts"
import { stateStoreOf } from "../../../verification/explore/state-store.ts"
import { compare } from "../../../verification/explore/compare.ts"
import { kernelDrifts } from "../../../verification/explore/drift.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { walkerOf } from "../../../verification/explore/walker.ts"
import * as inn from "../../fixtures/inn.ts"
import * as larder from "../../fixtures/larder.ts"
import { both, broken, effects, lock, scenarioOf } from "./lock.ts"

const graphOf = (machine: ReturnType<typeof lock>) => {
  const scenario = scenarioOf({ labels: both() })
  return explore(walkerOf(machine, scenario, stateStoreOf(scenario))).graph
}

describe("kernel drifts", () => {
  it("are a guard or rule loosened, an effect dropped, a status dropped", () => {
    expect(kernelDrifts(lock(), broken(), effects(), {}).map(({ name }) => name)).toEqual([
      "makerIsRight@make",
      "turnerIsRight@turn",
      "lockIsShut@turn",
      "turnsAreLeft@turn",
      "isEnough@rule",
      "turns of turn",
      "open",
    ])
  })

  it("are told from the intact machine wherever they matter, with a path to see it", () => {
    const told = kernelDrifts(lock(), broken(), effects(), {}).map(({ name, domain }) => {
      const difference = compare(graphOf(domain), graphOf(lock()))
      return [name, difference?.path.length ?? null, difference?.label ?? null]
    })
    expect(told).toEqual([
      ["makerIsRight@make", 0, "Make__a__left"],
      ["turnerIsRight@turn", 1, "Turn__a__left"],
      // These two refuse the same here: neither matters alone.
      ["lockIsShut@turn", null, null],
      ["turnsAreLeft@turn", null, null],
      ["isEnough@rule", 1, "Turn__a__right"],
      ["turns of turn", 1, "Turn__a__right"],
      ["open", 2, "Turn__a__right"],
    ])
  })
})

describe("kernel drifts beside the entity that is addressed", () => {
  const besides = () =>
    ({
      enter: { room: ["stays"] },
      move: { from: ["stays"], to: ["stays"] },
      // Who knocks moves no room.
      knock: { room: [] },
      leave: { room: ["stays"] },
    }) as const
  const drifts = () =>
    kernelDrifts(inn.inn(), { isFull: () => false }, { move: ["room"], knock: ["knocks"], leave: ["left"] }, besides())
  const undone = () => drifts().filter(({ name }) => name.includes(" by "))

  it("are each of what a command moves there, and not of what it only looks at", () => {
    expect(drifts().map(({ name }) => name)).toEqual([
      ...["roomHasBeds@build", "guestHasName@enter", "roomIsFree@enter", "bedsAreLeft@enter"],
      ...["guestIsIn@move", "otherRoomIsFree@move", "otherRoomIsAnother@move", "guestIsIn@knock", "guestIsIn@leave"],
      ...["isFull@rule", "room of move", "knocks of knock", "left of leave", "full", "free", "out"],
      ...["stays of room by enter", "stays of from by move", "stays of to by move", "stays of room by leave"],
    ])
  })

  const register = () => inn.registerOf({ r1: inn.room(1, "s1"), r2: inn.room(2), s1: inn.stay("r1") })
  const commands = () => [inn.enter("s2", "r2"), inn.move("s1", "r2"), inn.knock("s1"), inn.leave("s1")]
  /** What stays in each room that a command came to, and the stay itself. */
  const became = (machine: ReturnType<typeof inn.inn>, command: inn.Command) => {
    const taken = step(machine, register(), command, inn.now())
    if (!taken.accepted) throw new Error(`${command.type} is refused`)
    return taken.after
  }
  const staysIn = (after: readonly Changed<inn.Inn>[]) =>
    Object.fromEntries(after.flatMap(({ id, kept }) => (kept.entity === "room" ? [[id, kept.stays]] : [])))

  it("leave one field of one entity as it was, in one command, and let the rest follow", () => {
    const told = undone().map(({ name, domain }) => [
      name,
      commands().flatMap((command) => {
        const [intact, drifted] = [became(inn.inn(), command), became(domain, command)]
        expect(drifted[0]).toEqual(intact[0])
        const [is, was] = [staysIn(drifted), staysIn(intact)]
        return Object.keys(was).flatMap((room) =>
          JSON.stringify(is[room]) === JSON.stringify(was[room]) ? [] : [[command.type, room, is[room], was[room]]],
        )
      }),
    ])
    expect(told).toEqual([
      ["stays of room by enter", [["enter", "r2", [], ["s2"]]]],
      ["stays of from by move", [["move", "r1", ["s1"], []]]],
      ["stays of to by move", [["move", "r2", [], ["s1"]]]],
      ["stays of room by leave", [["leave", "r1", ["s1"], []]]],
    ])
  })

  it("have the status that follows from what was left", () => {
    const [, from] = undone()
    const moved = from && became(from.domain, inn.move("s1", "r2"))
    expect(moved?.find(({ id }) => id === "r1")?.status).toBe("full")
    expect(became(inn.inn(), inn.move("s1", "r2")).find(({ id }) => id === "r1")?.status).toBe("free")
  })

  it("let the intact machine be, and the other commands of the drifted one", () => {
    const before = commands().map((command) => became(inn.inn(), command))
    const domain = inn.inn()
    kernelDrifts(domain, { isFull: () => false }, { move: ["room"], knock: ["knocks"], leave: ["left"] }, besides())
    expect(commands().map((command) => became(domain, command))).toEqual(before)
  })
})

describe("kernel drifts beside, where several are moved, or one that may be missing", () => {
  const besides = () =>
    ({
      cook: { jars: ["spoons", "last"], shelf: ["dishes"] },
      taste: { jars: [], shelf: [] },
      serve: { shelf: ["dishes"] },
    }) as const
  const undone = () =>
    kernelDrifts(larder.larder(), {}, { taste: ["tastes"], serve: [] }, besides()).filter(({ name }) =>
      name.includes(" by "),
    )
  const { cook, dish, jar, serve, shelf } = larder
  const register = () => ({ oats: jar(2), figs: jar(1), salt: jar(1), top: shelf("d1"), d1: dish(["oats"]) })
  const became = (name: string | null, command: larder.Command, entities = register()) => {
    const domain = name === null ? larder.larder() : undone().find((drift) => drift.name === name)?.domain
    if (domain === undefined) throw new Error(`no drift is called ${String(name)}`)
    const taken = step(domain, larder.registerOf(entities), command, larder.now())
    if (!taken.accepted) throw new Error(`${command.type} is refused`)
    return taken.after
  }

  it("are each field of them", () => {
    expect(undone().map(({ name }) => name)).toEqual([
      "spoons of jars by cook",
      "last of jars by cook",
      "dishes of shelf by cook",
      "dishes of shelf by serve",
    ])
  })

  it("leave one field of each of several as it was, with the status that follows, and let the rest follow", () => {
    const cooked = cook("d2", ["oats", "salt", "figs"])
    const [made, oats, figs, top] = became(null, cooked)
    expect([oats, figs]).toEqual([
      { id: "oats", ...jar(1, "d2") },
      { id: "figs", ...jar(0, "d2") },
    ])
    expect(became("spoons of jars by cook", cooked)).toEqual([
      made,
      { id: "oats", ...jar(2, "d2") },
      // Salt keeps the like, which is not the very same any more.
      { id: "salt", ...jar(1) },
      { id: "figs", ...jar(1, "d2") },
      top,
    ])
    expect(became("last of jars by cook", cooked)).toEqual([
      made,
      { id: "oats", ...jar(1) },
      { id: "salt", ...jar(1) },
      { id: "figs", ...jar(0) },
      top,
    ])
  })

  it("leave what may be missing as it was where it is there, and let it come into being where it is not", () => {
    expect(became("dishes of shelf by cook", cook("d2", []))).toEqual([
      { id: "d2", ...dish([]) },
      { id: "top", ...shelf("d1") },
    ])
    const elsewhere = cook("d2", [], "low")
    expect(became("dishes of shelf by cook", elsewhere)).toEqual(became(null, elsewhere))
    expect(became(null, elsewhere).at(-1)).toEqual({ id: "low", ...shelf("d2") })
    expect(became("dishes of shelf by serve", serve("d1")).at(-1)).toEqual({ id: "top", ...shelf("d1") })
    expect(became(null, serve("d1")).at(-1)).toEqual({ id: "top", ...shelf() })
  })

  it("leave missing what stays missing", () => {
    const { top, ...rest } = register()
    expect(top.status).toBe("laden")
    expect(became("dishes of shelf by serve", serve("d1"), rest as never)).toEqual([{ id: "d1", ...dish(["oats"]) }])
  })
})
