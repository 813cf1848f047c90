import { fc, test } from "@fast-check/vitest"
import { describe, expect, it } from "vitest"
import { rules } from "../../../../kernel/approvals/rules.ts"
import { canBeFilled } from "../../../../verification/domains/approvals/hall.ts"

describe("Hall's condition", () => {
  it("counts nobody twice", () => {
    expect(
      canBeFilled([
        { need: 1, people: ["a", "b"] },
        { need: 1, people: ["a"] },
      ]),
    ).toBe(true)
    expect(
      canBeFilled([
        { need: 1, people: ["a"] },
        { need: 1, people: ["a"] },
      ]),
    ).toBe(false)
    expect(canBeFilled([{ need: 2, people: ["a"] }])).toBe(false)
    expect(canBeFilled([{ need: 0, people: [] }])).toBe(true)
    expect(canBeFilled([])).toBe(true)
  })

  const demand = fc.record({ need: fc.nat(3), people: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e")) })
  test.prop([fc.array(demand, { maxLength: 5 })])("is the kernel's matching, told in another way", (demands) => {
    expect(canBeFilled(demands)).toBe(rules.peopleCountOnceOverGroups(demands))
  })
})
