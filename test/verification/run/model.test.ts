import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bindings } from "../../../verification/domains/index.ts"
import { approvals } from "../../../verification/domains/approvals/index.ts"
import type { Binding } from "../../../verification/domains/binding.ts"
import { breakGlass } from "../../../verification/domains/break-glass/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { assertAskedWhereItMatters } from "../../../verification/domains/negatives.ts"
import { intactModel, judgedIn, negativeModel, readDomain, wholeModel } from "../../../verification/run/model.ts"

describe.each<[string, Binding]>([
  ["approvals", approvals],
  ["break-glass", breakGlass],
])("the files of %s", (_, binding) => {
  it("are all there, and fit together", () => {
    const { instances, negatives, liveness, graphs } = readDomain(binding)
    expect([...negatives.keys()].sort()).toEqual([...binding.sites].sort())
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

describe("a property of rest", () => {
  const Sweeperless = { over: "rest", fair: ["Tick", "Open"], holds: () => true } as const
  const StaysWarm = { over: "state", holds: () => true } as const
  const slice = { name: "winter", properties: { Sweeperless, StaysWarm } }
  const asking = (property: string, instance: string) =>
    new Map([["isWarm@open", { property, instance, because: "of the wind" }]])

  it("is judged only in an instance in which a negative asks it", () => {
    const names = (negatives: ReturnType<typeof asking>) => {
      const { all, rest } = judgedIn({ negatives }, slice)
      return [Object.keys(all), rest.map(({ name, fair }) => [name, fair])]
    }
    expect(names(asking("Sweeperless", "winter"))).toEqual([
      ["Sweeperless", "StaysWarm"],
      [["Sweeperless", ["Tick", "Open"]]],
    ])
    expect(names(asking("Sweeperless", "summer"))).toEqual([["StaysWarm"], []])
    expect(names(asking("StaysWarm", "winter"))).toEqual([["StaysWarm"], []])
  })

  it("is asked of the runs that are fair to it, without a constraint; any other of all runs", () => {
    const files = readDomain(breakGlass)
    const negative = (site: string) => {
      const { property, instance } = files.negatives.get(site) ?? { property: "", instance: "" }
      const of = files.instances.find(({ slice }) => slice.name === instance)
      if (of === undefined) throw new Error(`there is no ${instance}`)
      return negativeModel(files, of, site, property)
    }
    const rest = negative("openIsByNow@rule")
    expect(rest).toMatchObject({
      constants: {
        Fairness: { set: ["Tick", "Request"] },
        MutationSets: { set: [{ set: [["openIsByNow", "rule"]] }] },
      },
      specification: "MC_FairSpec",
      invariants: [],
      properties: ["NobodyWaitsForASweeper"],
    })
    expect(rest.constraint).toBeUndefined()
    expect(negative("actionIsInScope@use")).toMatchObject({
      specification: "MC_Spec",
      invariants: ["NoUseOutsideScope"],
      properties: [],
      constraint: "WithinBounds",
    })
  })
})

describe.each(bindings)("every machine of $name in one run", (binding) => {
  const files = readDomain(binding)
  const graphs = files.instances.filter(({ slice }) => slice.purpose === "graph")

  it("asks the intact one for all that it would be asked for alone, and no other machine", () => {
    for (const of of graphs) {
      const { model, asked } = wholeModel(files, of)
      const { invariants, properties } = intactModel(files, of)
      const alone = [...invariants, ...properties].filter((name) => name !== "MC_WatchesStates")
      expect(asked.toSorted()).toEqual(alone.toSorted())
      const written = (model.definitions ?? "").split("\n").filter((line) => line.startsWith("MC_Intact"))
      expect(written).toEqual([
        `MC_IntactStates == mut = {} => ${invariants.filter((name) => alone.includes(name)).join(" /\\ ")}`,
        `MC_IntactSteps == [][mut = {} => ${["Next", ...properties.slice(1).map((name) => `${name}Step`)].join(" /\\ ")}]_vars`,
      ])
      expect([model.invariants[0], ...model.properties]).toEqual(["MC_IntactStates", "MC_IntactSteps"])
      expect(model.constraint).toBe("WithinBounds")
    }
  })

  it("asks of each step what the properties of steps say", () => {
    const module = readFileSync(join(files.folder, `${binding.module}.tla`), "utf8").replaceAll(/ +/g, " ")
    for (const name of intactModel(files, graphs[0] ?? never()).properties.slice(1))
      expect(module).toContain(`\n${name} == [][${name}Step]_vars\n`)
  })
})

const never = () => {
  throw new Error("there is no instance for graphs")
}
