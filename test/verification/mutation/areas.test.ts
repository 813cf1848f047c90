import { globSync } from "node:fs"
import { matchesGlob } from "node:path"
import { describe, expect, it } from "vitest"
import { domainNames } from "../../../verification/domains/index.ts"
import { PROSE, areas, modelled } from "../../../verification/mutation/areas.ts"

const named = Object.entries(areas)

describe("the areas of the kernel", () => {
  it("hold each file of it but the prose and the declarations, and each once", () => {
    const files = globSync("kernel/**/*.ts").filter((file) => !matchesGlob(file, PROSE) && !file.endsWith(".d.ts"))
    expect(files.length).toBeGreaterThan(20)
    const homes = files.map((file) => ({
      file,
      areas: named.filter(([, { mutate }]) => mutate.some((glob) => matchesGlob(file, glob))).map(([name]) => name),
    }))
    expect(homes.filter(({ areas }) => areas.length !== 1)).toEqual([])
  })

  it.each(named)(
    "%s mutates and runs something with every glob, none of which Stryker's option cuts in two",
    (_, area) => {
      expect([...area.mutate, ...area.tests].filter((glob) => globSync(glob).length === 0)).toEqual([])
      for (const glob of area.mutate) expect(glob).not.toMatch(/[,{}]/)
    },
  )

  it("have one of every domain, and what its model says too is there", () => {
    expect(named.map(([name]) => name)).toEqual(expect.arrayContaining([...domainNames]))
    expect(Object.keys(modelled)).toEqual([...domainNames])
    expect(
      Object.values(modelled)
        .flat()
        .filter((file) => globSync(file).length !== 1),
    ).toEqual([])
  })
})
