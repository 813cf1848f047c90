import { fc, it } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { numberOf } from "../../../adapters/texts/numbers.ts"

describe("a number, as people write it,", () => {
  it.each([
    ["1000", "1000"],
    ["0", "0"],
    ["98.70", "98.7"],
    ["98,7", "98.7"],
    ["1,000.00", "1000"],
    ["1.000,50", "1000.5"],
    ["1,000,000", "1000000"],
    ["1.000.000", "1000000"],
    ["1'000", "1000"],
    ["1’000’000.25", "1000000.25"],
    ["0.125", "0.125"],
    ["1234.567", "1234.567"],
    ["9007199254740993.10", "9007199254740993.1"],
  ])("%s is %s", (text, number) => {
    expect(numberOf(text)).toBe(number)
  })

  it.each(["1,000", "1.000", "999.125"])("%s could be two, and is none", (text) => {
    expect(numberOf(text)).toBeUndefined()
  })

  it.each([
    ...["", "007", "00.5", "1,00,000", "1,000,00", "1.000.00", "1,000.000,00", "1'000,000'000", "-1", "+1"],
    ...["1e3", "0x10", ".5", "5.", "1 000", "0,000,000", "١٠", "1,0000", "0,125", "1234,567", "1,000.5.5", "Infinity"],
  ])("%s is none", (text) => {
    expect(numberOf(text)).toBeUndefined()
  })

  it.prop([fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.constantFrom(...[",.", ".,", "'.", "’,"]), fc.nat({ max: 99 })])(
    "is one however its groups are parted, where it has a fraction of two digits",
    (whole, [group = "", point = ""], hundredths) => {
      const grouped = whole.toString().replace(/\B(?=(?:\d{3})+$)/g, group)
      const fraction = hundredths.toString().padStart(2, "0")
      const digits = fraction.replace(/0+$/, "")
      expect(numberOf(`${grouped}${point}${fraction}`)).toBe(`${whole}${digits === "" ? "" : `.${digits}`}`)
    },
  )
})
