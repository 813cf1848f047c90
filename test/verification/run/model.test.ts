import { describe, expect, it } from "vitest"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { assertAskedWhereItMatters } from "../../../verification/domains/negatives.ts"
import { readDomain } from "../../../verification/run/model.ts"

describe("the files of approvals", () => {
  it("are all there, and fit together", () => {
    const { instances, negatives, liveness, graphs } = readDomain(approvals)
    expect([...negatives.keys()].sort()).toEqual([...approvals.sites].sort())
    expect(instances.map(({ file }) => [file.name, file.purpose])).toEqual(
      instances.map(({ slice }) => [slice.name, slice.purpose]),
    )
    const named = instances.map(({ slice }) => slice.name)
    expect(liveness.filter(({ instance }) => !named.includes(instance))).toEqual([])
    expect(Object.keys(graphs)).toEqual(
      instances.flatMap(({ slice }) => (slice.purpose === "graph" ? [slice.name] : [])),
    )
  })
})

describe("a negative", () => {
  const negatives = () => new Map([["isWarm@open", { property: "P", instance: "winter", because: "of the wind" }]])
  const instance = (exercises: readonly string[], purpose: "graph" | "invariants" = "graph", name = "winter") => ({
    name,
    purpose,
    exercises,
  })

  it("is asked where its site matters", () => {
    expect(() => {
      assertAskedWhereItMatters(negatives(), [instance(["isDry@open", "isWarm@open"])])
    }).not.toThrow()
  })

  it.each([
    ["which does not exercise it", instance(["isDry@open"])],
    ["which has no graph", instance(["isWarm@open"], "invariants")],
    ["which is not there", instance(["isWarm@open"], "graph", "summer")],
  ])("is refused in an instance %s", (why, of) => {
    expect(() => {
      assertAskedWhereItMatters(negatives(), [of])
    }).toThrow(new InstanceError(`negatives.json asks for isWarm@open in winter, ${why}`))
  })
})
