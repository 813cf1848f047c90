import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { readNegatives } from "../../../verification/domains/negatives.ts"

const sites = () => ["isWarm@open", "isDry@open", "counts@rule"]
const properties = () => ["StaysWarm", "StaysDry"] as const
const row = (name: string, site: string, property: string) => ({
  name,
  site,
  property,
  instance: "small",
  because: "Somebody is careless.",
})
const all = () => [
  row("isWarm", "open", "StaysWarm"),
  row("isDry", "open", "StaysDry"),
  row("counts", "rule", "StaysDry"),
]
const reading = (json: unknown) => () => readNegatives(json, sites(), properties())

describe("negatives", () => {
  it("name a property for every site", () => {
    const read = reading(all())()
    expect([...read.keys()]).toEqual(sites())
    expect(read.get("isDry@open")).toEqual({
      property: "StaysDry",
      instance: "small",
      because: "Somebody is careless.",
    })
  })

  it("are refused without a site of the kernel", () => {
    const rest = all().filter(({ name }) => name !== "isDry")
    expect(reading(rest)).toThrow(new InstanceError("negatives.json has no property for isDry@open"))
  })

  it("are refused with a site that the kernel doesn't have", () => {
    expect(reading([...all(), row("isDry", "shut", "StaysDry")])).toThrow(
      /sites that the kernel doesn't have: isDry@shut/,
    )
  })

  it("are refused with a site twice", () => {
    expect(reading([...all(), row("isDry", "open", "StaysDry")])).toThrow(
      new InstanceError("negatives.json names a site twice"),
    )
  })

  it("are refused with a property that nobody wrote", () => {
    expect(reading([row("isWarm", "open", "StaysWarmer"), ...all().slice(1)])).toThrow(InstanceError)
    expect(() => approvals.negatives(all())).toThrow(InstanceError)
  })
})
