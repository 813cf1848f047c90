import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import known from "../../adapters/effects/terraform-known.json" with { type: "json" }
import { OPAQUE } from "../../adapters/effects/terraform-code.ts"
import { corpusTable } from "../../scripts/terraform-corpus.ts"

const page = readFileSync(new URL("../../docs/terraform.md", import.meta.url), "utf8")

it("docs/terraform.md has the table of what asks over the corpus as it is", () => {
  expect(page).toContain(corpusTable())
})

it("the generated list is sorted, names each type once, and none that runs code", () => {
  for (const names of [known.types, known.read, known.containers])
    expect(names).toEqual([...new Set<string>(names)].sort())
  expect(known.types.filter((type) => OPAQUE.includes(type))).toEqual([])
  expect(known.types.length).toBeGreaterThan(2500)
})
