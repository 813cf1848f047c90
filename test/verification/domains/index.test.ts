import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { bindings, domainNames } from "../../../verification/domains/index.ts"
import { ROOT } from "../../../verification/run/sources.ts"

describe("the table of domains", () => {
  it("has the folders of models/, from which the Makefile has its targets, but for what they share", () => {
    const folders = readdirSync(join(ROOT, "models")).filter((folder) => folder !== "lib")
    expect(folders.toSorted()).toEqual(domainNames.toSorted())
  })

  it("has each domain under its own name", () => {
    expect(bindings.map(({ name }) => name)).toEqual(domainNames)
  })
})
