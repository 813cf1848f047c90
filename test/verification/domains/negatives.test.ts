import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { readNegatives } from "../../../verification/domains/negatives.ts"

const sites = () => ["isWarm@open", "isDry@open", "counts@rule"]
const properties = () => ["StaysWarm", "StaysDry"] as const
const all = () => ({ "isWarm@open": "StaysWarm", "isDry@open": "StaysDry", "counts@rule": "StaysDry" })
const reading = (json: unknown) => () => readNegatives(json, sites(), properties())

describe("negatives", () => {
  it("name a property for every site", () => {
    expect(reading(all())()).toEqual(all())
  })

  it("are refused without a site of the kernel", () => {
    const rest = Object.entries(all()).filter(([site]) => site !== "isDry@open")
    expect(reading(Object.fromEntries(rest))).toThrow(
      new InstanceError("negatives.json has no property for isDry@open"),
    )
  })

  it("are refused with a site that the kernel doesn't have", () => {
    expect(reading({ ...all(), "isDry@shut": "StaysDry" })).toThrow(/sites that the kernel doesn't have: isDry@shut/)
  })

  it("are refused with a property that nobody wrote", () => {
    expect(reading({ ...all(), "isDry@open": "StaysDri" })).toThrow(InstanceError)
    expect(() => approvals.negatives(all())).toThrow(InstanceError)
  })
})
