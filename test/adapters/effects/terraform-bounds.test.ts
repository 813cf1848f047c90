import { describe, expect, it } from "vitest"
import { MAX_LISTED } from "../../../adapters/effects/terraform-lists.ts"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { InspectionRefusedError } from "../../../kernel/ports.ts"

/** Plans that are written to be expensive: reading one takes no longer than reading its text, many times over. */

const changed = (at: number, further: object = {}) => ({
  address: `null_resource.x[${at}]`,
  mode: "managed",
  type: "null_resource",
  name: "x",
  provider_name: "registry.terraform.io/hashicorp/null",
  change: { actions: ["update"], before: {}, after: {} },
  ...further,
})
const plan = (further: object) =>
  new TextEncoder().encode(
    JSON.stringify({ format_version: "1.2", planned_values: {}, resource_changes: [], ...further }),
  )
const many = <Item>(count: number, item: (at: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, at) => item(at))
/** How a plan is refused, or that it is read; and that it takes no longer than `ms`, many times what it takes. */
const outcomeWithin = (ms: number, further: object): string => {
  const bytes = plan(further)
  const start = performance.now()
  try {
    inspectTerraform(bytes)
    return "read"
  } catch (error) {
    if (error instanceof InspectionRefusedError) return error.problem
    throw error
  } finally {
    expect(performance.now() - start).toBeLessThan(ms)
  }
}
const LONG = "m".repeat(1_000_000)
const QUICK = 3000

describe("a plan that is written to be expensive", () => {
  it.each<[string, object, string]>([
    [
      "attack 1: one module call with a long name, and many resources in it",
      {
        configuration: {
          root_module: {
            module_calls: {
              [LONG]: { module: { resources: many(10_000, (at) => ({ type: "a", name: `b${at}` })) } },
            },
          },
        },
      },
      "shape",
    ],
    ["attack 2: many checks without anything in them", { checks: many(1_000_000, () => ({})) }, "tooMany"],
    ["as many as a list may have", { checks: many(MAX_LISTED, () => ({})) }, "shape"],
    ["many changes without anything in them", { resource_changes: many(MAX_LISTED, () => ({})) }, "shape"],
    [
      "attack 2: many blocks without anything in them",
      { configuration: { root_module: { resources: many(MAX_LISTED, () => ({})) } } },
      "shape",
    ],
    [
      "provisioners that are none",
      {
        configuration: {
          root_module: { resources: [{ type: "a", name: "b", provisioners: many(MAX_LISTED, () => 1) }] },
        },
      },
      "read",
    ],
    ["attack 1: a long name of an output", { output_changes: { [LONG]: { actions: ["create"] } } }, "shape"],
    [
      "a long list of actions",
      { resource_changes: [changed(0, { change: { actions: many(200_000, () => "update") } })] },
      "action",
    ],
    ["a long address", { resource_changes: [changed(0, { address: LONG })] }, "shape"],
    ["a long address of a module", { resource_changes: [changed(0, { module_address: LONG })] }, "shape"],
    [
      "a long name in the state",
      { prior_state: { values: { root_module: { resources: [{ address: LONG }] } } } },
      "shape",
    ],
    [
      "an attribute with a long name",
      { resource_changes: [changed(0, { change: { actions: ["update"], before: {}, after: { [LONG]: 1 } } })] },
      "read",
    ],
    [
      "many attributes of one name",
      {
        resource_changes: [
          changed(0, {
            change: { actions: ["update"], before: {}, after: { b: many(200_000, () => ({ policy: "x" })) } },
          }),
        ],
      },
      "read",
    ],
    [
      "many ranges",
      {
        resource_changes: [
          changed(0, {
            change: { actions: ["update"], before: {}, after: { c: many(100_000, (at) => `10.0.${at % 256}.0/24`) } },
          }),
        ],
      },
      "read",
    ],
    [
      "many quotes in the addresses of modules",
      { resource_changes: many(2000, (at) => changed(at, { module_address: '["\\'.repeat(300) })) },
      "read",
    ],
  ])("%s: told soon", (_, further, expected) => {
    expect(outcomeWithin(QUICK, further)).toBe(expected)
  })

  /** A value in as many tables as nesting allows, each under the name. */
  const nested = (name: string, around: object, inside: unknown): unknown => {
    let value = inside
    for (let depth = 0; depth < 100; depth += 1) value = { ...around, [name]: value }
    return value
  }
  it.each([
    ["policy", {}],
    ["policy", { Effect: "Allow", Principal: "*" }],
    ["versioning", {}],
    ["user_data", {}],
  ])("a large value in deep blocks named %s, beside %j, is compared once", (name, around) => {
    const value = nested(name, around, { x: many(100_000, (at) => at) })
    const resource_changes = [changed(0, { change: { actions: ["update"], before: value, after: value } })]
    expect(outcomeWithin(QUICK, { resource_changes })).toBe("read")
  })
  it("documents in documents are read as deep as anybody writes them", () => {
    let text = JSON.stringify({ x: LONG })
    for (let depth = 0; depth < 6; depth += 1) text = JSON.stringify({ policy: text })
    const resource_changes = [changed(0, { change: { actions: ["update"], before: {}, after: { policy: text } } })]
    expect(outcomeWithin(QUICK, { resource_changes })).toBe("read")
    expect(inspectTerraform(plan({ resource_changes })).unresolved).toContain(
      "null_resource.x[0]: the document in policy can't be read",
    )
  })

  it("attack 1: deep modules are walked once, each name by itself", () => {
    const name = "n".repeat(1000)
    let module: object = { resources: many(2000, (at) => ({ type: "a", name: `b${at}` })) }
    for (let depth = 0; depth < 25; depth += 1) module = { module_calls: { [name]: { module } } }
    expect(outcomeWithin(QUICK, { configuration: { root_module: module } })).toBe("read")
  })
})
