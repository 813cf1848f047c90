import { describe, expect, it } from "vitest"
import { type Besides, type Guards, domain, step } from "../../kernel/machine.ts"
import { deepFreeze } from "../fixtures/deep-freeze.ts"
import * as larder from "../fixtures/larder.ts"

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
