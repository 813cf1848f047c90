import { readFileSync, readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"

/** What a day's work plans, each a file of test/corpus/everyday/: nobody is asked about what it doesn't touch. */

const folder = new URL("../../corpus/everyday/", import.meta.url)

/** What each plan does: how often it does it, and the attributes that it changes. */
const EVERYDAY: Readonly<Record<string, readonly [counts: object, attributes: readonly string[]]>> = {
  "ecs-image": [{ replace: 1, update: 1 }, ["container_definitions", "task_definition"]],
  "lambda-memory": [{ update: 1 }, ["memory_size"]],
  "autoscaling-max": [{ update: 2 }, ["max_size", "max_capacity"]],
  tags: [{ update: 4 }, ["tags", "tags_all"]],
  "s3-object": [{ create: 1 }, []],
  "dns-ttl": [{ update: 1 }, ["ttl"]],
  "log-retention": [{ update: 2 }, ["retention_in_days", "threshold"]],
  "node-pool": [{ update: 1 }, ["autoscaling", "node_count"]],
  "cloud-run-image": [{ update: 1 }, ["template"]],
  "app-setting": [{ update: 1 }, ["app_settings"]],
  "beanstalk-size": [{ update: 1 }, ["setting"]],
}
const NONE = { create: 0, update: 0, replace: 0, destroy: 0, read: 0, noop: 0 }

describe("an everyday plan", () => {
  it.each(Object.entries(EVERYDAY))("%s does what it does, and touches neither access nor protection", (name, is) => {
    const [counts, attributes] = is
    const effects = inspectTerraform(readFileSync(new URL(`${name}.json`, folder)))
    expect(effects).toMatchObject({ resolved: true, unresolved: [], counts: { ...NONE, ...counts }, iam: [] })
    expect([...new Set(effects.resources.flatMap((resource) => resource.attributes ?? []))]).toEqual(attributes)
    expect(effects.resources.filter(({ lowered }) => lowered !== undefined)).toEqual([])
    expect(effects.network.filter(({ network }) => network === "opened-to-world")).toEqual([])
  })

  it("is of the network where it is one: a name's time to live is", () => {
    const told = Object.keys(EVERYDAY).filter(
      (name) => inspectTerraform(readFileSync(new URL(`${name}.json`, folder))).network.length > 0,
    )
    expect(told).toEqual(["dns-ttl"])
  })

  it("has its answer here, each of them", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"))
    expect(files.sort()).toEqual(
      Object.keys(EVERYDAY)
        .map((name) => `${name}.json`)
        .sort(),
    )
  })
})
