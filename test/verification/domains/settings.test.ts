import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { bindings } from "../../../verification/domains/index.ts"
import { InstanceError } from "../../../verification/domains/instance.ts"
import { explore } from "../../../verification/explore/explore.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import { digestOfGraph, readGraphRecords } from "../../../verification/run/graph-records.ts"
import { ROOT } from "../../../verification/run/sources.ts"

const Instance = z.looseObject({ constants: z.looseObject({ Settings: z.record(z.string(), z.unknown()) }) })

const instancesOf = (domain: string) => {
  const folder = join(ROOT, "models", domain)
  return Object.entries(readGraphRecords(folder)).map(([name, { digest }]) => ({
    digest,
    json: Instance.parse(JSON.parse(readFileSync(join(folder, "instances", `${name}.json`), "utf8"))),
  }))
}

/** The numbers and the switches apart: one is never read for the other. */
const pairsOf = (settings: Readonly<Record<string, unknown>>) => {
  const numbers = Object.keys(settings).filter((name) => typeof settings[name] === "number")
  return numbers.flatMap((meant) => numbers.filter((read) => read !== meant).map((read) => [meant, read] as const))
}

describe.each(bindings)("the settings of $name", (binding) => {
  const instances = instancesOf(binding.name)
  const [first] = instances
  const graphWith = (json: z.infer<typeof Instance>, settings: object): string | null => {
    const { constants } = json
    try {
      const { machines } = binding.open({ ...json, constants: { ...constants, Settings: settings } })
      return digestOfGraph(explore(machines.walker(INTACT)).graph)
    } catch (error) {
      // The other value is none that the policy may have, so that nothing is shown by it.
      if (error instanceof InstanceError) return null
      throw error
    }
  }

  it("are told by each instance of a graph", () => {
    expect(instances.length).toBeGreaterThan(0)
    for (const { json } of instances) expect(json.constants.Settings).toBeTypeOf("object")
  })

  // Two settings of one value would hide a kernel that reads one for the other.
  it.each(pairsOf(first?.json.constants.Settings ?? {}))(
    "tell in some instance whoever means %s and reads %s",
    (meant, read) => {
      const telling = instances.find(({ json, digest }) => {
        const { Settings } = json.constants
        if (Settings[meant] === Settings[read]) return false
        const graph = graphWith(json, { ...Settings, [meant]: Settings[read] })
        return graph !== null && graph !== digest
      })
      expect(telling).toBeDefined()
    },
  )
})
