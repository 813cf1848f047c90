import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import { type Pair, figuresOf, quantile, weightsOf } from "../../../verification/bench/figures.ts"

const sample = () => fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })
const share = () => fc.double({ min: 0, max: 1, noNaN: true })
const upTo = (n: number) => Array.from({ length: n }, (_, index) => n - index)

/** A lap of one ask. */
const pair = (took: number, yardstick: number): Pair => ({ subject: { took, each: [took] }, yardstick })

describe("a quantile", () => {
  it("is the value of the nearest rank", () => {
    expect([0, 0.01, 0.5, 0.99, 1].map((q) => quantile(upTo(100), q))).toEqual([1, 1, 50, 99, 100])
    expect([0.5, 0.99].map((q) => quantile([7], q))).toEqual([7, 7])
    expect(quantile([10, 9, 100], 0.5)).toBe(10)
  })

  test.prop([sample(), share()])(
    "has at least its share of the sample at or below it, and is the least such value",
    (values, q) => {
      const found = quantile(values, q)
      const atOrBelow = (limit: number) => values.filter((value) => value <= limit).length
      expect(values).toContain(found)
      expect(atOrBelow(found)).toBeGreaterThanOrEqual(q * values.length)
      const smaller = values.filter((value) => value < found)
      if (smaller.length > 0) expect(atOrBelow(Math.max(...smaller))).toBeLessThan(q * values.length)
    },
  )

  it("leaves the sample as it was, and of an empty one there is none", () => {
    const values = [3, 1, 2]
    quantile(values, 0.5)
    expect(values).toEqual([3, 1, 2])
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })
})

describe("the figures", () => {
  it("are microseconds an answer, and answers a second of the subject's own time", () => {
    expect(figuresOf([pair(2, 1), pair(2, 5), pair(4, 2)])).toEqual({
      p50us: 2000,
      p99us: 4000,
      perSecond: 375,
      ratio: 2,
    })
  })

  it("count each of the asks that were in flight, over the time that they took together", () => {
    const wave: Pair = { subject: { took: 10, each: [4, 6, 8, 10] }, yardstick: 5 }
    expect(figuresOf([wave])).toEqual({ p50us: 6000, p99us: 10_000, perSecond: 400, ratio: 2 })
  })

  it("take the ratio within each pair, so that a slow moment of the machine slows both and changes nothing", () => {
    const calm = [pair(2, 1), pair(4, 2), pair(6, 3)]
    const disturbed = [pair(2, 1), pair(400, 200), pair(6, 3)]
    expect(figuresOf(calm).ratio).toBe(2)
    expect(figuresOf(disturbed).ratio).toBe(2)
    // The ratio of the two medians would say something else.
    expect(figuresOf([pair(1, 10), pair(2, 1), pair(30, 3)]).ratio).toBe(2)
  })

  it("say no more than four digits", () => {
    expect(figuresOf([pair(1.23456789, 1)])).toEqual({ p50us: 1235, p99us: 1235, perSecond: 810, ratio: 1.235 })
  })

  it("of heaps are the subject's bytes, and how many of the yardstick's they are", () => {
    expect(weightsOf({ subject: 3_000_000, yardstick: 2_000_000 })).toEqual({ bytes: 3_000_000, ratio: 1.5 })
  })
})
