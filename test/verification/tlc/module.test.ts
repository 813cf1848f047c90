import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readDot } from "../../../verification/tlc/dot.ts"
import { openDriver } from "../../../verification/tlc/driver.ts"
import type { Driver, TlcRun } from "../../../verification/tlc/driver.ts"
import {
  addsNothing,
  missesNothing,
  moduleText,
  UnwritableModelError,
  writeModule,
} from "../../../verification/tlc/module.ts"
import type { Model } from "../../../verification/tlc/module.ts"
import { ensureToolchain } from "../../../verification/tlc/toolchain.ts"

const lift = `---- MODULE Lift ----
EXTENDS Naturals
CONSTANTS Floors, Speeds
VARIABLE at
vars == <<at>>
Init == at = 0
Go(floor, speed) == at' = floor /\\ (floor # at \\/ speed = "slow")
Wait == UNCHANGED at
Next == (\\E f \\in 0..Floors.top, s \\in Speeds : Go(f, s)) \\/ Wait
Spec == Init /\\ [][Next]_vars
BelowTop == at < Floors.top
====
`

const goes = (tops: readonly number[], speeds: readonly string[]): Model["wrappers"] =>
  tops.flatMap((floor) =>
    speeds.map((speed) => ({ label: `Go__${floor}__${speed}`, expression: `Go(${floor}, "${speed}")` })),
  )

const model = (modelDir: string): Model => ({
  module: "Lift",
  modelDir,
  constants: { Floors: { top: 2, names: ["a-b"] }, Speeds: { set: ["slow", "fast"] } },
  wrappers: [...goes([0, 1, 2], ["slow", "fast"]), { label: "Wait__", expression: "Wait" }],
  specification: "MC_Spec",
  invariants: [],
  properties: [addsNothing],
})

let driver: Driver

beforeAll(async () => {
  driver = await openDriver(await ensureToolchain(), { threads: 2 })
})

afterAll(async () => {
  await driver.close()
})

async function check(change: (model: Model) => Model, dump = false): Promise<TlcRun & { readonly dir: string }> {
  const folder = await mkdtemp(join(tmpdir(), "interlock-test-"))
  await writeFile(join(folder, "Lift.tla"), lift)
  const job = await writeModule(join(folder, "work"), change(model(folder)))
  return {
    ...(await driver.run({ ...job, kind: "safety", ...(dump ? { dump: join(job.dir, "graph.dot") } : {}) })),
    dir: job.dir,
  }
}

describe("the module that gives a model its constants", () => {
  it("labels edges with ground actions", async () => {
    const { verdict, dir } = await check((given) => given, true)
    const { states, edges } = await readDot(join(dir, "graph.dot"))
    const at = (name: string): unknown => states.get(name)?.["at"]
    const go = [0, 1, 2].flatMap((from) =>
      [0, 1, 2].flatMap((to) => [
        `${from} Go__${to}__slow ${to}`,
        ...(from === to ? [] : [`${from} Go__${to}__fast ${to}`]),
      ]),
    )
    const wait = [0, 1, 2].map((floor) => `${floor} Wait__ ${floor}`)
    expect(verdict.outcome).toBe("holds")
    expect(edges.map(({ from, label, to }) => `${String(at(from))} ${label} ${String(at(to))}`).sort()).toEqual(
      [...go, ...wait].sort(),
    )
  })

  it("shows a wrapper that the model doesn't allow", async () => {
    const { verdict } = await check((given) => ({ ...given, wrappers: [...given.wrappers, ...goes([3], ["fast"])] }))
    expect(verdict).toMatchObject({ outcome: "property", property: addsNothing })
  })

  it("shows an action that no wrapper stands for", async () => {
    const whole = await check((given) => ({ ...given, specification: "Spec", properties: [missesNothing] }))
    expect(whole.verdict.outcome).toBe("holds")
    const lacking = await check((given) => ({
      ...given,
      specification: "Spec",
      properties: [missesNothing],
      wrappers: goes([0, 1], ["slow", "fast"]),
    }))
    expect(lacking.verdict).toMatchObject({ outcome: "property", property: missesNothing })
  })

  it("lists invariants and constraints, and defines what it is given", async () => {
    const falls = await check((given) => ({ ...given, invariants: ["BelowTop"] }))
    expect(falls.verdict).toMatchObject({ outcome: "invariant", property: "BelowTop" })
    const bounded = await check((given) => ({
      ...given,
      invariants: [],
      definitions: "Bound == at' < 2",
      actionConstraint: "Bound",
    }))
    expect(bounded.verdict).toMatchObject({ outcome: "holds", distinctStates: 2 })
    // TLC looks at an invariant in the states just beyond a constraint too, though it neither counts nor dumps them.
    const beyond = await check((given) => ({
      ...given,
      invariants: ["Inside"],
      definitions: "Inside == at < 2\nBound == at' < 2",
      actionConstraint: "Bound",
    }))
    expect(beyond.verdict).toMatchObject({ outcome: "invariant", property: "Inside", distinctStates: 2 })
    const outside = await check((given) => ({
      ...given,
      invariants: ["Inside"],
      definitions: "Inside == at < 2",
      constraint: "Inside",
    }))
    expect(outside.verdict).toMatchObject({ outcome: "invariant", property: "Inside", distinctStates: 2 })
    expect(moduleText({ ...model("/m"), constraint: "Small" }).cfg).toContain("\nCONSTRAINT Small\n")
  })

  it("looks for modules beside the model and in the library next to it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "interlock-test-"))
    await writeFile(join(folder, "Lift.tla"), lift)
    const job = await writeModule(join(folder, "work"), model(join(folder, "lift")))
    expect(job.libraries).toEqual([join(folder, "lift"), join(folder, "lib")])
    await cp(join(folder, "Lift.tla"), join(folder, "lib", "Lift.tla"), { recursive: true })
    expect((await driver.run({ ...job, kind: "safety" })).verdict.outcome).toBe("holds")
    expect(await readFile(join(job.dir, "MC.cfg"), "utf8")).toBe(moduleText(model(join(folder, "lift"))).cfg)
  })

  it.each([
    ["a label that is no name", [{ label: "Go-1", expression: "Go(1)" }], "no name in TLA+"],
    [
      "two wrappers of one label",
      [...goes([1], ["slow"]), ...goes([1], ["slow"])],
      "two wrappers are named Go__1__slow",
    ],
    ["a wrapper named as its action", [{ label: "Wait", expression: "Wait" }], "name it Wait__"],
  ])("refuses %s", (_, wrappers, message) => {
    expect(() => moduleText({ ...model("/m"), wrappers })).toThrow(UnwritableModelError)
    expect(() => moduleText({ ...model("/m"), wrappers })).toThrow(message)
  })
})
