import { describe, expect, it } from "vitest"
import { CostedTool, Pointer, Source, amountOf, pointersOf } from "../../../kernel/budgets/cost.ts"
import { type Change, type Effects, effectsOf } from "../../../kernel/effects.ts"
import { planOf } from "../../fixtures/known.ts"
import { expectStrict } from "../../fixtures/strict.ts"

/** Both amounts that a call is asked for. */
const askedOf = (look: Parameters<typeof amountOf>[1]) => ({
  spend: amountOf("spend", look),
  affected: amountOf("affected", look),
})

const nothing = { from: "fixed", amount: 0 } as const
const costed = (spend: unknown, affected: unknown = nothing) => CostedTool.parse({ spend, affected })

const planWith = (effects: Effects | null) => planOf({ effects })

/** What a call would spend by this source, with these arguments and effects. */
const spendOf = (source: unknown, picked: Readonly<Record<string, unknown>> = {}, effects: Effects | null = null) =>
  askedOf({ own: costed(source), picked, plan: planWith(effects) }).spend

const at = (pointer: string) => ({ from: "argument", at: pointer })
const AMOUNT = at("/amount")

describe("what a call would spend", () => {
  it("is what every call does, where it is fixed", () => {
    expect([0, 7, Number.MAX_SAFE_INTEGER].map((amount) => spendOf({ from: "fixed", amount }))).toEqual([
      0,
      7,
      Number.MAX_SAFE_INTEGER,
    ])
  })

  it("is what is set aside, where only the report says", () => {
    expect(spendOf({ from: "report", upTo: 500 })).toBe(500)
  })

  it.each([0, 1, 4_200, Number.MAX_SAFE_INTEGER])("is %s where the arguments say so", (amount) => {
    expect(spendOf(AMOUNT, { "/amount": amount })).toBe(amount)
  })

  it.each([
    ["negative", -1],
    ["fractional", 0.5],
    ["fractional beyond what is asked", 7.000_1],
    ["not a number", Number.NaN],
    ["endless", Number.POSITIVE_INFINITY],
    ["endlessly negative", Number.NEGATIVE_INFINITY],
    ["beyond what is exact", Number.MAX_SAFE_INTEGER + 1],
    ["far beyond what is exact", 1e21],
    ["far below it", -Number.MAX_SAFE_INTEGER],
    ["a text", "7"],
    ["an empty text", ""],
    ["a big integer", 7n],
    ["true", true],
    ["null", null],
    ["missing", undefined],
    ["a list", [7]],
    ["an object", { amount: 7 }],
    ["an object that passes for a number", { valueOf: () => 7 }],
  ])("is no amount where the arguments say something %s", (_, said) => {
    expect(spendOf(AMOUNT, { "/amount": said })).toBeNull()
  })

  it("is 0 where the arguments say the zero below zero, which JSON has", () => {
    expect(spendOf(AMOUNT, { "/amount": -0 })).toBe(0)
  })

  it("is no amount where nothing stands there", () => {
    expect(spendOf(AMOUNT)).toBeNull()
    expect(spendOf(AMOUNT, { "/amounts": 7, "/Amount": 7, amount: 7 })).toBeNull()
  })

  it.each(["/constructor", "/__proto__", "/toString", "/hasOwnProperty"])(
    "is looked for among the arguments alone: %s",
    (pointer) => {
      expect(spendOf(at(pointer), {})).toBeNull()
      expect(spendOf(at(pointer), Object.fromEntries([[pointer, 7]]))).toBe(7)
    },
  )

  it("is none that the arguments inherit", () => {
    const inherited = Object.create({ "/amount": 7 }) as Readonly<Record<string, unknown>>
    expect(spendOf(AMOUNT, inherited)).toBeNull()
  })
})

describe("what a call would touch", () => {
  const effects = (changes: readonly Change[], untouched = 0) =>
    effectsOf(
      changes.map((change, n) => ({ address: `db.t${n}`, type: "t", change, iam: "none", network: "none" })),
      [],
      untouched,
    )
  const touched = (found: Effects | null) =>
    askedOf({ own: costed(nothing, { from: "effects" }), picked: {}, plan: planWith(found) }).affected

  it("is as many things as it would change, by the reader of its arguments", () => {
    expect(touched(effects(["create", "update", "update", "replace", "destroy"]))).toBe(5)
    // What is only read or stays as it is, is not touched; what changes the tool's own state is.
    expect(touched(effects(["read", "read", "destroy"], 9))).toBe(1)
    expect(touched(effects(["import", "move", "forget", "output"]))).toBe(4)
    expect(touched(effects([], 9))).toBe(0)
  })

  it("is nothing where nothing reads the arguments", () => {
    expect(touched(null)).toBe(0)
  })

  it("is asked apart from what it would spend", () => {
    const own = costed(AMOUNT, at("/to"))
    const asked = (picked: Readonly<Record<string, unknown>>) => askedOf({ own, picked, plan: planWith(null) })
    expect(asked({ "/amount": 7, "/to": 2 })).toEqual({ spend: 7, affected: 2 })
    expect(asked({ "/amount": 7 })).toEqual({ spend: 7, affected: null })
    expect(asked({ "/to": 2 })).toEqual({ spend: null, affected: 2 })
  })
})

describe("where the amounts of a tool's calls stand", () => {
  it("is told by their pointers, and by none where they stand in no argument", () => {
    expect(pointersOf(costed(AMOUNT, at("/to")))).toEqual(["/amount", "/to"])
    expect(pointersOf(costed(nothing, at("/to")))).toEqual(["/to"])
    expect(pointersOf(costed({ from: "report", upTo: 1 }, { from: "effects" }))).toEqual([])
  })
})

describe("a source", () => {
  it("says every field, and nothing more", () => {
    for (const source of [nothing, AMOUNT, { from: "report", upTo: 7 }]) expectStrict(Source, source)
    expect(Source.safeParse({ from: "effects" }).success).toBe(true)
    expect(Source.safeParse({ from: "effects", at: "/amount" }).success).toBe(false)
    expect(Source.safeParse({ from: "guess" }).success).toBe(false)
    expectStrict(CostedTool, costed(nothing, AMOUNT))
  })

  it.each([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1, "7", null])("names no amount of %s", (amount) => {
    expect(Source.safeParse({ from: "fixed", amount }).success).toBe(false)
    expect(Source.safeParse({ from: "report", upTo: amount }).success).toBe(false)
  })
})

describe("a pointer", () => {
  it.each(["/amount", "/a/b/0", "/", "//", "/a~0b", "/a~1b", "/a b", "/ä", `/${"x".repeat(255)}`])(
    "may be %j",
    (text) => {
      expect(Pointer.safeParse(text).success).toBe(true)
    },
  )

  it.each(["", "amount", "#/amount", "/a~", "/a~2", "/~", `/${"x".repeat(256)}`, 7, null])("can't be %j", (text) => {
    expect(Pointer.safeParse(text).success).toBe(false)
  })

  it("is asked for with an example", () => {
    expect(Pointer.safeParse("amount").error?.issues).toMatchObject([{ message: "a JSON pointer, such as /amount" }])
  })
})
