import { describe, expect, it } from "vitest"
import { domainNames } from "../../../verification/domains/index.ts"
import { areas } from "../../../verification/mutation/areas.ts"
import { parts } from "../../../verification/mutation/parts.ts"

describe("the parts of a run", () => {
  it("are every area with its tests, and every domain with its graphs, each of a name of its own", () => {
    const names = parts.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(parts.filter(({ by }) => by === "tests").map(({ name }) => name)).toEqual(Object.keys(areas))
    expect(parts.filter(({ by }) => by === "graphs").map(({ env }) => Object.values(env))).toEqual(
      domainNames.map((domain) => [domain]),
    )
  })
})
