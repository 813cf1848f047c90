import { describe, expect, it } from "vitest"
import {
  Access,
  Change,
  Effects,
  MAX_ATTRIBUTES,
  Reach,
  type Resource,
  Shown,
  effectsOf,
  summarise,
} from "../../kernel/effects.ts"

const resource = (change: Resource["change"], part: Partial<Resource> = {}): Resource => ({
  address: `aws_instance.${change}`,
  type: "aws_instance",
  change,
  iam: "none",
  network: "none",
  ...part,
})

describe("effects", () => {
  it("are of these kinds", () => {
    expect(Change.options).toEqual([
      ...["create", "update", "replace", "destroy", "read", "noop"],
      ...["import", "move", "forget", "output"],
    ])
  })

  it("count each change where a reader expects it; what writes only the tool's state is an update", () => {
    const all = [
      "create",
      "update",
      "replace",
      "destroy",
      "read",
      "noop",
      "import",
      "move",
      "forget",
      "output",
    ] as const
    const effects = effectsOf(
      all.map((change) => resource(change)),
      [],
      4,
    )
    expect(effects.counts).toEqual({ create: 1, update: 5, replace: 1, destroy: 1, read: 1, noop: 4 })
    expect(effects.resources.map(({ change }) => change)).toEqual(all.filter((change) => change !== "noop"))
  })

  it("are resolved exactly when nothing is left open", () => {
    expect(effectsOf([], [], 0).resolved).toBe(true)
    expect(effectsOf([], ["something is not known"], 0).resolved).toBe(false)
  })

  it("list what touches access and reachability", () => {
    const role = resource("create", { address: "a", iam: "granted-to-world" })
    const subnet = resource("update", { address: "b", network: "changed" })
    const { iam, network } = summarise(effectsOf([role, subnet, resource("create")], [], 0))
    expect(iam).toEqual([{ address: "a", type: "aws_instance", change: "create", iam: "granted-to-world" }])
    expect(network).toEqual([{ address: "b", type: "aws_instance", change: "update", network: "changed" }])
  })

  it("tell of a resource what it takes in, where it was, and which attributes change, in bounded names", () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`)
    const told = (part: object) => Effects.safeParse(effectsOf([{ ...resource("update"), ...part }], [], 0)).success
    for (const name of ["imports", "movedFrom"] as const) {
      expect(told({ [name]: "x" })).toBe(true)
      for (const wrong of ["", "a\nb", "x".repeat(1025), null, undefined]) expect(told({ [name]: wrong })).toBe(false)
    }
    for (const list of ["attributes", "lowered"] as const) {
      expect(told({ [list]: names(MAX_ATTRIBUTES) })).toBe(true)
      for (const wrong of [[], names(MAX_ATTRIBUTES + 1), ["a\nb"], "a", undefined])
        expect(told({ [list]: wrong })).toBe(false)
    }
  })

  it("are summed up with whether they are everything first", () => {
    const effects = effectsOf([resource("create")], ["why"], 1)
    expect(summarise(effects)).toEqual(effects)
    expect(Object.keys(summarise(effects)).slice(0, 2)).toEqual(["resolved", "unresolved"])
  })

  it("say nothing twice in two ways", () => {
    const effects = effectsOf([resource("destroy", { iam: "changed" })], ["why"], 1)
    expect(Effects.safeParse(effects).success).toBe(true)
    for (const lie of [
      { resolved: true },
      { counts: { ...effects.counts, destroy: 0 } },
      { iam: [] },
      { network: [{ address: "a", type: "b", change: "create", network: "changed" }] },
      { resources: [] },
    ])
      expect(Effects.safeParse({ ...effects, ...lie }).error?.issues).toMatchObject([
        { message: "counts, iam, network and resolved are those of the resources" },
      ])
  })

  it("have a word for what happens, for access and for reach", () => {
    expect(Access.options).toEqual(["none", "changed", "granted-to-world"])
    expect(Reach.options).toEqual(["none", "changed", "opened-to-world"])
    expect(Change.options).toContain("noop")
  })

  it.each([
    ["iam", { address: "a", type: "b", change: "create", iam: "none" }],
    ["network", { address: "a", type: "b", change: "create", network: "none" }],
  ])("list in %s nothing that is not touched", (list, untouched) => {
    const issues = Effects.safeParse({ ...effectsOf([], [], 0), [list]: [untouched] }).error?.issues
    expect(issues?.map(({ path }) => path)).toEqual([[list, 0, list]])
  })

  it.each(["a\u001b[2Jb", "a\nb", "a\u202eb", "a\u200bb", "a\u2028b", "\ud800", "", "x".repeat(1025)])(
    "show no text that a terminal would not show as it is: %j",
    (text) => {
      expect(Shown.safeParse(text).success).toBe(false)
    },
  )
})
